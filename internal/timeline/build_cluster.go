package timeline

import (
	"cmp"
	"maps"
	"slices"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// applied is the end of the metadata log: one record every 500 ms.
func (w *world) applied() int64 { return 1000 + w.at.Milliseconds()/500 }

func (w *world) quorumOf() *model.Quorum {
	if w.quorum.silent {
		return &model.Quorum{Leader: -1, Silent: &model.Silence{Asked: []int32{w.teller()}, Limit: 2000}}
	}
	q := &model.Quorum{Leader: w.quorum.leader, Epoch: w.quorum.epoch, HighWatermark: w.applied(), ToldBy: w.teller()}
	voters := w.voters()
	for _, id := range voters {
		q.Voters = append(q.Voters, w.replica(id))
	}
	for _, b := range w.brokers {
		if !slices.Contains(voters, b.id) {
			q.Observers = append(q.Observers, w.replica(b.id))
		}
	}
	return q
}

// replica is one of the metadata log. One that is behind was at the end when
// the end was where it is now.
func (w *world) replica(id int32) model.QuorumReplica {
	behind, now := w.quorum.behind[id], w.time().UnixMilli()
	r := model.QuorumReplica{ID: id, LogEnd: w.applied() - behind, LastFetch: now, LastCaughtUp: now - 500*behind}
	if id == w.quorum.leader {
		r.LastFetch = -1
	}
	return r
}

func (w *world) groupOf(g *group) *model.Group {
	out := &model.Group{ID: g.id, Place: place(), Type: g.kind, State: g.state, Coordinator: g.coordinator,
		MembersKnown: true, CommitsKnown: !w.lacks(model.FactOffsets, model.KindGroup, g.id)}
	if g.kind == "classic" {
		out.Protocol = "consumer"
	} else {
		out.Epoch = g.generation
	}
	if c, err := w.broker(g.coordinator); err != nil || c.answer != model.Answered || w.lacks(model.FactGroups, model.KindGroup, g.id) {
		out.MembersKnown, out.CommitsKnown = false, false
		return out
	}
	for i := range g.members {
		out.Members = append(out.Members, g.instance(w, i))
	}
	at := slices.SortedFunc(maps.Keys(g.commits), byName)
	for _, tp := range at {
		c := g.commits[tp]
		told := model.Commit{Topic: tp.Topic, Partition: tp.Partition, Offset: c.offset, Epoch: -1}
		if c.unread != nil && c.unread.Of == c.offset {
			told.Unread = c.unread
		}
		if out.CommitsKnown {
			out.Commits = append(out.Commits, told)
		}
	}
	for _, tp := range slices.SortedFunc(maps.Keys(g.shares), byName) {
		out.Shares = append(out.Shares, g.shares[tp])
	}
	return out
}

func byName(a, b model.TopicPartition) int {
	return cmp.Or(cmp.Compare(a.Topic, b.Topic), cmp.Compare(a.Partition, b.Partition))
}
