package lag

import (
	"cmp"
	"slices"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// Of is what a group has not read at a time, in ms since 1970. The topic
// function gives nil for a topic that the cluster does not have or does not
// show. Without a history there are no rates, and only such ages as somebody
// has looked for.
func Of(g *model.Group, topic func(name string) *model.Topic, h model.History, now int64) Group {
	out := Group{ID: g.ID, Type: g.Type, State: g.State, InUse: g.InUse(), Members: len(g.Members),
		Coordinator: g.Coordinator, Told: told(g)}
	look := look{group: g, topic: topic, past: h, now: now}
	all := stands(g, topic)
	out.Partitions = make([]Partition, 0, len(all))
	idle := h == nil || model.CommitsMoved(h, g.ID) == 0
	for _, at := range all {
		out.add(look.partition(at))
		out.InUse = out.InUse || !idle && look.moved(at)
	}
	out.sum()
	return out
}

// told tells whether it is known where the group stands.
func told(g *model.Group) bool {
	if g.Type == "share" {
		return g.Shares != nil
	}
	return g.CommitsKnown
}

// stand is where a group stands in one partition.
type stand struct {
	at     model.TopicPartition
	offset int64         // -1: it has none
	unread *model.Unread // what somebody found behind it
	lag    int64         // that the coordinator of a share group told; -1: it did not
}

// stands lists where the group stands, by topic and partition; among them the
// partitions that a member reads and of which nothing was committed.
func stands(g *model.Group, topic func(name string) *model.Topic) []stand {
	out := committed(g)
	if len(g.Members) == 0 && ordered(out) {
		return out
	}
	seen := make(map[model.TopicPartition]bool, len(out))
	for i := range out {
		seen[out[i].at] = true
	}
	add := func(at model.TopicPartition) {
		if !seen[at] {
			seen[at] = true
			out = append(out, stand{at: at, offset: -1, lag: -1})
		}
	}
	subscribed := map[string]bool{}
	for i := range g.Members {
		for _, at := range g.Members[i].Assigned {
			add(at)
		}
		for _, name := range g.Members[i].Subscribed {
			if t := topic(name); t != nil && t.Layout != nil && !subscribed[name] {
				subscribed[name] = true
				for p := range t.Layout.Partitions {
					add(model.TopicPartition{Topic: name, Partition: t.Layout.Partitions[p].Index})
				}
			}
		}
	}
	if !ordered(out) {
		slices.SortFunc(out, func(a, b stand) int { return compare(a.at, b.at) })
	}
	return out
}

func compare(a, b model.TopicPartition) int {
	return cmp.Or(cmp.Compare(a.Topic, b.Topic), cmp.Compare(a.Partition, b.Partition))
}

// ordered tells whether stands are in their order, and none of them is there
// twice.
func ordered(all []stand) bool {
	for i := 1; i < len(all); i++ {
		if compare(all[i-1].at, all[i].at) >= 0 {
			return false
		}
	}
	return true
}

// committed is where the group itself says that it stands. Of a partition that
// is told twice the first counts.
func committed(g *model.Group) []stand {
	out := make([]stand, 0, len(g.Commits)+len(g.Shares))
	if g.Type == "share" {
		for _, s := range g.Shares {
			out = append(out, stand{at: model.TopicPartition{Topic: s.Topic, Partition: s.Partition}, offset: max(s.Start, -1), unread: s.Unread, lag: s.Lag})
		}
	} else {
		for _, c := range g.Commits {
			out = append(out, stand{at: model.TopicPartition{Topic: c.Topic, Partition: c.Partition}, offset: max(c.Offset, -1), unread: c.Unread, lag: -1})
		}
	}
	if ordered(out) {
		return out
	}
	seen := make(map[model.TopicPartition]bool, len(out))
	return slices.DeleteFunc(out, func(s stand) bool {
		again := seen[s.at]
		seen[s.at] = true
		return again
	})
}

// add takes a partition into the group and its sums.
func (g *Group) add(p Partition) {
	g.Partitions = append(g.Partitions, p)
	g.Read += p.Read
	g.Written += p.Written
	g.Kafka += p.Kafka
	if p.HasCommit {
		g.Records += p.Records
		g.Lost += p.Lost
		g.Age = max(g.Age, p.Age)
		g.AtLeast = g.AtLeast || p.How == AtLeast
	}
}

// sum says what the sums are worth.
func (g *Group) sum() {
	g.Complete, g.AgeKnown = g.Told, g.Told
	rates := true
	for i := range g.Partitions {
		if p := &g.Partitions[i]; p.HasCommit {
			g.Complete = g.Complete && p.Known
			g.AgeKnown = g.AgeKnown && p.AgeKnown
			rates = rates && p.Rates
		}
	}
	if g.Complete && (rates || g.Records == 0) {
		g.CatchUp, g.CatchUpKnown = catchUp(g.Records, g.Read-g.Written), true
		if g.AgeKnown && g.Age <= abreast && g.Written > 0 {
			g.CatchUp = 0 // what is unread came in since the last commit
		}
	}
}

// abreast is how old the oldest unread record of a group may be that keeps up, in
// ms: it was written since the group has committed last.
const abreast = 15_000

// catchUp is how long records last at a rate a second, in ms, rounded up; -1
// for ever, which also is what takes longer than a hundred years.
func catchUp(records int64, perSecond float64) int64 {
	const forever = 100 * 365 * 24 * 3600 * 1000
	if records == 0 {
		return 0
	}
	if ms := float64(records) / perSecond * 1000; perSecond > 0 && ms < forever {
		return int64(ms) + 1
	}
	return -1
}
