package describe

import (
	"bytes"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// Topics reads the text of kafka-topics.sh --describe.
type Topics struct{}

var _ format.Format = Topics{}

// Name is the format's name in reports.
func (Topics) Name() string { return "kafka-topics" }

var (
	topicLabel = []byte("Topic:")
	countLabel = []byte("PartitionCount:")
)

// Claims looks for a line that begins with "Topic:" and has
// "PartitionCount:" in it.
func (Topics) Claims(in format.Input) bool {
	for rest := in.Text; !isProse(in.Path); {
		i := bytes.Index(rest, countLabel)
		if i < 0 {
			return false
		}
		start := bytes.LastIndexByte(rest[:i], '\n') + 1
		if bytes.HasPrefix(bytes.TrimLeft(rest[start:i], " \t"), topicLabel) {
			return true
		}
		rest = rest[i+len(countLabel):]
	}
	return false
}

// Read adds a topic for each header line. Of the lines of its partitions only
// a gap is left, and what logging has put between them is passed over.
func (t Topics) Read(in format.Input, doc *model.Document, b *model.Builder) error {
	found, state := false, health{}
	for number, line := range lines(in.Text) {
		h, ok := parseTopic(line)
		if !ok {
			state.see(in, number, line)
			continue
		}
		found, state.deleted = true, h.deleted
		if !h.deleted {
			b.Topic(t.topic(in, number, h, doc))
		}
	}
	if !found {
		return format.ErrNotKafka
	}
	if gap, seen := state.gap(doc.Path); seen {
		b.Gap(gap)
	}
	return nil
}

// topic makes a topic of its header line. The tool prints every value that is
// not a default, so one may also be a broker's: which of the two cannot be
// told, and both are in force.
func (t Topics) topic(in format.Input, number int, h topicLine, doc *model.Document) *model.Topic {
	at := func(s span) model.Origin { return in.At(number, s.column) }
	topic := &model.Topic{
		Name: h.name.text, Format: t.Name(), Place: model.Place{File: in.Path}, At: at(h.name),
	}
	if h.partitions.text != "" {
		topic.Partitions = model.KnownValue(h.partitions.text, at(h.partitions))
	}
	if h.replicas.text != "" {
		topic.Replicas = model.KnownValue(h.replicas.text, at(h.replicas))
	}
	for key, value := range items(h.configs) {
		declare(doc, &topic.Config, key.text, model.KnownValue(value.text, at(value)), at(key))
	}
	return topic
}

// topicLine is a header line: what it says of one topic.
type topicLine struct {
	name, partitions, replicas, configs span
	deleted                             bool // marked for deletion, by a cluster on ZooKeeper
}

func parseTopic(line span) (topicLine, bool) {
	head, configs, _ := line.cut("Configs:")
	if !strings.HasPrefix(strings.TrimLeft(head.text, " \t"), string(topicLabel)) {
		return topicLine{}, false
	}
	h := topicLine{
		name:       labelled(head, string(topicLabel)),
		partitions: labelled(head, string(countLabel)),
		replicas:   labelled(head, "ReplicationFactor:"),
	}
	var mark span
	h.configs, mark, h.deleted = configs.cut("MarkedForDeletion:")
	h.configs, h.deleted = h.configs.trimmed(), h.deleted && mark.trimmed().text == "true"
	return h, h.name.text != "" && h.partitions.text != ""
}

// labelled is the word behind a label. Between label and word stands a blank,
// up to Kafka 2.3 nothing.
func labelled(line span, label string) span {
	_, after, found := line.cut(label)
	if !found {
		return span{}
	}
	word := after.trimmed()
	if end := strings.IndexAny(word.text, " \t"); end >= 0 {
		word = word.upTo(end)
	}
	return word
}
