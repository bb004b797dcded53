package timeline

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func addTopic(words []string) (action, error) {
	t := topic{name: words[0]}
	partitions, factor := int64(1), int64(3)
	for _, word := range words[1:] {
		name, value, ok := strings.Cut(word, "=")
		var err error
		switch {
		case word == "internal":
			t.internal = true
		case !ok:
			return nil, errOption
		case name == "partitions":
			partitions, err = number(value)
		case name == "replicas":
			factor, err = number(value)
		default:
			t.config = append(t.config, [2]string{name, value})
		}
		if err != nil {
			return nil, err
		}
	}
	if partitions < 1 || factor < 1 {
		return nil, errors.New("a topic has a partition and a replica at least")
	}
	return func(w *world) error {
		if _, err := w.topic(t.name); err == nil {
			return fmt.Errorf("there is a topic %s already", t.name)
		}
		if len(w.brokers) == 0 {
			return errors.New("topics need brokers")
		}
		made := t
		made.id = w.newID()
		for i := range int(partitions) {
			replicas := w.spread(i, int(factor))
			made.partitions = append(made.partitions, &partition{leader: replicas[0], replicas: replicas, isr: slices.Clone(replicas)})
		}
		w.topics = append(w.topics, &made)
		return nil
	}, nil
}

// newID is a topic id: 22 characters.
func (w *world) newID() string {
	w.created++
	return fmt.Sprintf("topic-id-%013d", w.created)
}

// spread places the replicas of one partition.
func (w *world) spread(i, factor int) []int32 {
	var out []int32
	for r := range min(factor, len(w.brokers)) {
		out = append(out, w.brokers[(i+r)%len(w.brokers)].id)
	}
	return out
}

// onTopic deletes a topic, and makes a new one of the name. Kafka deletes what
// groups have committed on it, too; a group that does not notice commits anew.
func onTopic(verb string, words []string) (action, error) {
	keep := len(words) == 2 && words[1] == "keep"
	if len(words) == 2 && !keep {
		return nil, fmt.Errorf("%q has no meaning here", words[1])
	}
	return func(w *world) error {
		t, err := w.topic(words[0])
		if err != nil {
			return err
		}
		for _, g := range w.groups {
			for at, c := range g.commits {
				switch {
				case at.Topic != t.name || keep:
				case verb == "delete":
					delete(g.commits, at)
				default:
					c.offset = 0
				}
			}
		}
		w.topics = slices.DeleteFunc(w.topics, func(o *topic) bool { return o == t })
		w.ledgers = slices.DeleteFunc(w.ledgers, func(a model.Acknowledged) bool { return a.Topic == t.name })
		if verb == "recreate" {
			w.topics = append(w.topics, t.anew(w.newID()))
		}
		return nil
	}, nil
}

// anew is an empty topic of the same name and shape.
func (t *topic) anew(id string) *topic {
	out := *t
	out.id, out.partitions = id, nil
	for _, p := range t.partitions {
		out.partitions = append(out.partitions, &partition{leader: p.leader, replicas: p.replicas, isr: p.isr, rate: p.rate})
	}
	return &out
}
