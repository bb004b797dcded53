package lag

import (
	"slices"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// past is a history of tracks alone; what else a history has is asked by nobody.
type past struct {
	model.History
	ends, commits map[model.TopicPartition][]model.Sample // the oldest first
}

func (p past) LogEnd(topic string, partition int32) model.Track {
	return track(p.ends[model.TopicPartition{Topic: topic, Partition: partition}])
}

func (p past) Committed(_, topic string, partition int32) model.Track {
	return track(p.commits[model.TopicPartition{Topic: topic, Partition: partition}])
}

func track(samples []model.Sample) model.Track {
	if samples == nil {
		return nil
	}
	return func(yield func(model.Sample) bool) {
		for _, s := range slices.Backward(samples) {
			if !yield(s) {
				return
			}
		}
	}
}

// orders is a topic of one partition for each of some offsets.
func orders(offsets ...model.Offsets) func(string) *model.Topic {
	t := &model.Topic{Name: "orders", Layout: &model.Layout{}}
	for i, o := range offsets {
		t.Layout.Partitions = append(t.Layout.Partitions, model.Partition{Index: int32(i), Leader: int32(i%3 + 1), Offsets: o})
	}
	return func(name string) *model.Topic {
		if name != t.Name {
			return nil
		}
		return t
	}
}

func log(start, end int64) model.Offsets {
	return model.Offsets{Start: start, End: end, StartKnown: true, EndKnown: true}
}

// billing is a group with one commit of orders for each offset, in the order of
// the partitions.
func billing(offsets ...int64) *model.Group {
	g := &model.Group{ID: "billing", Type: "consumer", State: "Stable", Coordinator: 2, CommitsKnown: true}
	for i, o := range offsets {
		g.Commits = append(g.Commits, model.Commit{Topic: "orders", Partition: int32(i), Offset: o})
	}
	return g
}

func partition(i int32) model.TopicPartition {
	return model.TopicPartition{Topic: "orders", Partition: i}
}
