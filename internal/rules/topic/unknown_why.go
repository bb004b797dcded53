package topic

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// fields are properties of a topic that are no settings: they stand beside
// the settings, not among them.
var fields = map[string]string{
	"num.partitions": "partitions", "partitions": "partitions", "partitions.count": "partitions", "partition.count": "partitions",
	"replication.factor": "replicas", "replication_factor": "replicas", "replicas": "replicas", "default.replication.factor": "replicas",
}

// explain says what an unknown key is, and what to write instead: an
// invention, a field, a key of another version, of another layer, or a slip.
func explain(name, raw string, v model.Version) (why, fix string) {
	if model.MayBeSecret(name) {
		raw = "…"
	}
	if field, ok := fields[name]; ok {
		return name + " is not a setting of a topic, but a property beside its settings",
			fmt.Sprintf("remove it from the settings and set the topic's %s to %s", field, raw)
	}
	if invention, ok := catalog.Invented(name); ok && invention.In(model.LayerTopic) {
		return invented(invention)
	}
	if why, fix, ok := otherVersion(name, v); ok {
		return why, fix
	}
	if right, ok := catalog.TopicSynonym(name); ok {
		return fmt.Sprintf("%s is what brokers call it, and topics call it %s", name, right),
			"write " + translated(name, right, raw, v)
	}
	if layers := catalog.ElsewhereIs(name, v); len(layers) > 0 {
		return fmt.Sprintf("%s is a key of the %s, which topics do not have", name, layersText(layers)),
			"move it to the configuration of the " + layersText(layers)
	}
	why = fmt.Sprintf("%s is not a setting of topics in Kafka %s", name, v)
	if meant, ok := catalog.Suggest(model.LayerTopic, v, name); ok {
		return why + " (did you mean " + meant + "?)", fmt.Sprintf("write %s: %s, or remove the line", meant, raw)
	}
	return why, "remove the line"
}

func invented(i catalog.Invention) (why, fix string) {
	why = i.Name + " is not a setting of any Kafka"
	if i.Note != "" {
		why += " (" + strings.TrimSuffix(i.Note, ".") + ")"
	}
	if i.Instead == "" {
		return why, "remove the line"
	}
	return why, "remove the line, and use " + i.Instead + " if that is what you need"
}

// otherVersion explains a key that older lines had, or that newer ones have.
func otherVersion(name string, v model.Version) (why, fix string, ok bool) {
	lines := catalog.Lines(model.Key{Layer: model.LayerTopic, Name: name})
	if len(lines) == 0 {
		return "", "", false
	}
	if first := lines[0]; v.Before(first) {
		return fmt.Sprintf("%s is a setting of topics from Kafka %s on, and this is for %s", name, first, v),
			fmt.Sprintf("remove the line until the cluster runs Kafka %s", first), true
	}
	last := lines[len(lines)-1]
	return fmt.Sprintf("%s was removed: Kafka %s is the last line that has it, and this is for %s", name, last, v), "remove the line" + successor(name), true
}

// successors are the keys that took over from removed ones.
var successors = map[string]string{
	"message.timestamp.difference.max.ms": "message.timestamp.before.max.ms and message.timestamp.after.max.ms",
}

func successor(name string) string {
	if next := successors[name]; next != "" {
		return ", and set " + next + " instead"
	}
	return ""
}

// translated is a broker's setting as a topic's, in the topic's unit.
func translated(name, right, raw string, v model.Version) string {
	def, ok := catalog.Lookup(model.Key{Layer: model.LayerTopic, Name: right}, v)
	n, err := strconv.ParseInt(strings.TrimSpace(raw), 10, 64)
	if !ok || err != nil {
		return right + ": " + raw
	}
	for _, s := range def.Synonyms {
		if s.Name == name && s.Factor > 1 && n > 0 && n <= math.MaxInt64/s.Factor {
			n *= s.Factor
		}
	}
	return right + ": " + strconv.FormatInt(n, 10)
}

func layersText(layers []model.Layer) string {
	var names []string
	for _, l := range layers {
		names = append(names, l.String())
	}
	if len(names) == 1 {
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
