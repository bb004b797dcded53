package group

import (
	"slices"
	"time"

	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/scope"
)

// past is a history of what tests put into it, the oldest first.
type past struct {
	model.History
	since                         int64
	ends, starts, stable, commits map[int32][]model.Sample // of the partitions of orders
	groups                        []model.GroupMoment
}

func (p past) Since() int64                               { return p.since }
func (p past) LogEnd(_ string, i int32) model.Track       { return track(p.ends[i]) }
func (p past) LogStart(_ string, i int32) model.Track     { return track(p.starts[i]) }
func (p past) Stable(_ string, i int32) model.Track       { return track(p.stable[i]) }
func (p past) Committed(_, _ string, i int32) model.Track { return track(p.commits[i]) }
func (p past) Group(string) []model.GroupMoment           { return p.groups }

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

// every is a number that is told every so many ms.
func every(ms int64, numbers ...int64) (out []model.Sample) {
	for i, n := range numbers {
		out = append(out, model.Sample{At: int64(i) * ms, N: n})
	}
	return out
}

// orders is a topic with a partition for each of some log ends.
func orders(ends ...int64) *model.Topic {
	t := &model.Topic{Name: "orders", Layout: &model.Layout{}}
	for i, end := range ends {
		t.Layout.Partitions = append(t.Layout.Partitions, model.Partition{Index: int32(i), Leader: 1,
			Offsets: model.Offsets{End: end, StartKnown: true, EndKnown: true}})
	}
	return t
}

// judge looks for partitions that stand still, two minutes after the past begins.
func judge(h model.History, g *model.Group, topic *model.Topic) rule.Outcome {
	at := model.Place{Names: []string{"kafka:abc"}}
	b := model.NewBuilder(time.UnixMilli(120 * second))
	b.Broker(&model.Broker{Name: "1", Place: at, Seen: &model.Sighting{ID: 1, Listed: true, Answer: model.Answered}})
	topic.Place = at
	b.Topic(topic)
	g.Place = at
	b.Cluster(&model.Cluster{Place: at, ID: "abc", Groups: []*model.Group{g}})
	world, before := b.Snapshots()
	scope.Resolve(nil, world, before)
	w := rule.NewWorld(world, before)
	w.Past = func(string) model.History { return h }
	return rule.Run([]*rule.Rule{PartitionStuck}, w, &rule.Settings{}, rule.Options{Strict: true})
}

// part is the first partition of orders.
func part(committed, end int64) *lag.Partition {
	return &lag.Partition{Topic: "orders", HasCommit: true, Committed: committed, End: end, Known: true, First: committed, Records: end - committed}
}
