package deadletter

import (
	"errors"
	"fmt"
	"slices"

	"github.com/twmb/franz-go/pkg/kgo"
)

// prepare makes the letter what is written, and finds its topic.
func (w *Writer) prepare(l *Letter) (string, error) {
	topic, err := w.Topic(l.Origin.Topic)
	if err != nil {
		return topic, err
	}
	if from := wasDeadLetterOf(l.Headers); from == topic {
		return topic, fmt.Errorf("the record came back from a dead-letter topic, and %s is the topic it came from, so that it would go round without end: give Named a topic of another name", topic)
	}
	w.normalise(l)
	if l.ID == "" {
		if !l.Origin.Placed() {
			return topic, errors.New("a letter without an offset has no id: make it by Rejected, and write that one again")
		}
		l.ID = placedID(l.Origin, l.Failure.Group)
	}
	if !anID(l.ID) {
		return topic, fmt.Errorf("%q is no id: leave it empty", clip(l.ID, 64))
	}
	return topic, nil
}

// normalise gives a letter what the Writer knows, and every text and time its bounds.
func (w *Writer) normalise(l *Letter) {
	f := &l.Failure
	if l.Family == NoFamily { // what was read failed somewhere else
		l.Origin.Cluster = or(l.Origin.Cluster, w.cfg.Cluster)
		f.Group = or(f.Group, w.cfg.Group)
		f.Handler = or(f.Handler, w.cfg.Handler)
		f.Client = or(f.Client, w.cfg.Client)
	}
	for _, text := range []*string{&l.Origin.Cluster, &f.Group, &f.Reason, &f.Class, &f.Handler, &f.Client, &l.Redrive.Run} {
		*text = clip(*text, mostText)
	}
	if f.Last.IsZero() {
		f.Last = w.cfg.Now()
	}
	if f.First.IsZero() {
		f.First = f.Last
	}
	l.Headers = w.own(l.Headers)
}

// own is the headers without those that the block replaces.
func (w *Writer) own(headers []kgo.RecordHeader) []kgo.RecordHeader {
	return slices.DeleteFunc(slices.Clone(headers), func(h kgo.RecordHeader) bool { return w.cfg.Compat.replaces(h.Key) })
}

// wasDeadLetterOf is the origin of a record that was read from a dead-letter topic of
// format v1, "" for any other.
func wasDeadLetterOf(headers []kgo.RecordHeader) string {
	origin, was := "", false
	for _, h := range headers {
		was = was || h.Key == prefix+"v"
		if h.Key == prefix+"orig.topic" {
			origin = clipBytes(h.Value, mostTopic)
		}
	}
	if !was {
		return ""
	}
	return origin
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
