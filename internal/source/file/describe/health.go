package describe

import (
	"fmt"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// health counts what a description shows of its moment and not of its
// configuration. Nobody judges it here, and nobody may think that it was.
type health struct {
	leaderless, short int
	first             model.Origin // of either
	deleted           bool         // the lines are those of a topic that is on its way out
}

// see takes one line of the description.
func (h *health) see(in format.Input, number int, line span) {
	p, ok := parsePartition(line)
	if !ok || h.deleted || p.led && !p.short {
		return
	}
	if h.leaderless+h.short == 0 {
		h.first = in.At(number, p.topic.column)
	}
	if !p.led {
		h.leaderless++
	}
	if p.short {
		h.short++
	}
}

// gap says what was seen; false if there is nothing to say.
func (h *health) gap(file string) (model.Gap, bool) {
	var seen []string
	if h.leaderless > 0 {
		seen = append(seen, partitions(h.leaderless)+" without a leader")
	}
	if h.short > 0 {
		seen = append(seen, partitions(h.short)+" with fewer in-sync replicas than replicas")
	}
	return model.Gap{
		Fact: model.FactTopicLayout, Why: model.Unsupported, Expected: true, Origin: h.first,
		Scope:  model.Subject{Kind: model.KindFile, Name: file},
		Detail: "shows " + strings.Join(seen, " and ") + ": lint judges configuration, not health",
	}, len(seen) > 0
}

func partitions(n int) string {
	if n == 1 {
		return "1 partition"
	}
	return fmt.Sprintf("%d partitions", n)
}

// partitionLine is what the line of one partition says of its replicas.
type partitionLine struct {
	topic      span
	led, short bool
}

// parsePartition reads "Topic: a Partition: 0 Leader: 1 Replicas: 1,2 Isr: 1".
// Replicas that a reassignment adds are not counted, as Kafka itself does not
// miss them yet.
func parsePartition(line span) (partitionLine, bool) {
	if !strings.HasPrefix(strings.TrimLeft(line.text, " \t"), string(topicLabel)) {
		return partitionLine{}, false
	}
	leader, replicas := labelled(line, "Leader:").text, idsBehind(line, "Replicas:")
	if idsBehind(line, "Partition:") != 1 || leader == "" || replicas == 0 || !strings.Contains(line.text, "Isr:") {
		return partitionLine{}, false
	}
	return partitionLine{
		topic: labelled(line, string(topicLabel)),
		led:   leader != "none" && leader != "-1",
		short: idsBehind(line, "Isr:") < replicas-idsBehind(line, "Adding Replicas:"),
	}, true
}

// idsBehind counts the numbers behind a label. What follows an empty list is
// the next label.
func idsBehind(line span, label string) int {
	list := labelled(line, label).text
	if list == "" || strings.Trim(list, "0123456789,") != "" {
		return 0
	}
	return 1 + strings.Count(list, ",")
}
