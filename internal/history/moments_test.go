package history

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// toldStates are what one look told of a partition, a group and a broker.
type toldStates struct {
	partition model.PartitionMoment
	group     *model.GroupMoment // nil: its members were not told
	members   []string
	broker    model.BrokerMoment
	quorum    *model.QuorumMoment // nil: nobody told
}

func randomStates(r *rand.Rand, at int64) toldStates {
	s := toldStates{
		partition: model.PartitionMoment{At: at, Leader: r.Int32N(2), LeaderEpoch: r.Int32N(2), Moving: r.IntN(2) == 0},
		broker:    model.BrokerMoment{At: at, Answer: model.Answered, Leads: r.IntN(2), Listed: r.IntN(2) == 0},
	}
	for id := range int32(3) {
		if r.IntN(3) > 0 {
			s.partition.ISR = append(s.partition.ISR, id)
		}
	}
	if slices.Contains(s.partition.ISR, 1) {
		s.broker.InSync = 1
	}
	if r.IntN(4) > 0 {
		for _, m := range []string{"a", "b"} {
			if r.IntN(3) > 0 {
				s.members = append(s.members, m)
			}
		}
		s.group = &model.GroupMoment{At: at, State: []string{"Stable", "Empty"}[r.IntN(2)], Epoch: 1 + r.Int32N(2), Members: len(s.members)}
	}
	if r.IntN(3) > 0 {
		s.quorum = &model.QuorumMoment{At: at, Leader: r.Int32N(2), Epoch: r.Int32N(2)}
	}
	return s
}

// scope is the look that tells these states.
func (s *toldStates) scope(r *rand.Rand) *model.Scope {
	topic := topicOf("t", "a", 1)
	p := &topic.Layout.Partitions[0]
	p.Leader, p.LeaderEpoch, p.ISR, p.Replicas = s.partition.Leader, s.partition.LeaderEpoch, slices.Clone(s.partition.ISR), []int32{0, 1, 2}
	r.Shuffle(len(p.ISR), func(i, j int) { p.ISR[i], p.ISR[j] = p.ISR[j], p.ISR[i] })
	scope := live(topic)
	if s.partition.Moving {
		scope.Cluster.Moving = []model.TopicPartition{{Topic: "t"}}
	}
	g := groupOf("g", s.members)
	if g.MembersKnown = s.group != nil; g.MembersKnown {
		g.State, g.Epoch = s.group.State, s.group.Epoch
	}
	scope.Cluster.Groups = []*model.Group{g}
	scope.Brokers = []*model.Broker{{Seen: &model.Sighting{ID: 1, Answer: s.broker.Answer, Leads: s.broker.Leads, Listed: s.broker.Listed}}}
	if s.quorum != nil {
		scope.Cluster.Quorum = &model.Quorum{Leader: s.quorum.Leader, Epoch: s.quorum.Epoch}
	}
	return scope
}

// differ keeps the moments whose text, but for the time, differs from the one
// before, and the last 64 of these.
func differ[M any](past []M, timeless func(M) M) (out []M) {
	for i, m := range past {
		if i == 0 || fmt.Sprint(timeless(m)) != fmt.Sprint(timeless(past[i-1])) {
			out = append(out, m)
		}
	}
	return out[max(0, len(out)-64):]
}

// TestMomentsAgainstAllThatWasTold: of random states exactly the changes are
// kept, and only the last of them; and the same after a restart.
func TestMomentsAgainstAllThatWasTold(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 2))
		s := New()
		var partitions []model.PartitionMoment
		var groups []model.GroupMoment
		var brokers []model.BrokerMoment
		var quorums []model.QuorumMoment
		var members []string
		for i := range int64(r.IntN(200) + 1) {
			now := randomStates(r, ms(i))
			if i > 0 && (i-1)%50 != 7 { // a watch that was started again has not seen what was before
				now.broker.Before = ms(i - 1)
			}
			partitions, brokers = append(partitions, now.partition), append(brokers, now.broker)
			if now.quorum != nil {
				quorums = append(quorums, *now.quorum)
			}
			if now.group != nil {
				if len(groups) > 0 {
					now.group.Joined, now.group.Left = lacking(now.members, members), lacking(members, now.members)
				}
				groups, members = append(groups, *now.group), now.members
			}
			s.Record(at(i), now.scope(r), nil)
			if i%50 == 7 {
				s = reloaded(t, s)
			}
		}
		same(t, fmt.Sprint("partition, seed ", seed), s.Partition("t", 0), differ(partitions, func(m model.PartitionMoment) model.PartitionMoment { m.At = 0; return m }))
		same(t, fmt.Sprint("broker, seed ", seed), s.Broker(1), differ(brokers, func(m model.BrokerMoment) model.BrokerMoment { m.At, m.Before = 0, 0; return m }))
		same(t, fmt.Sprint("quorum, seed ", seed), s.Quorum(), differ(quorums, func(m model.QuorumMoment) model.QuorumMoment { m.At = 0; return m }))
		same(t, fmt.Sprint("group, seed ", seed), s.Group("g"), changedGroups(groups))
	}
}

// changedGroups leaves out moments in which nothing changed: who joined and left
// is told of a change alone.
func changedGroups(past []model.GroupMoment) []model.GroupMoment {
	var out []model.GroupMoment
	for _, m := range past {
		if n := len(out); n > 0 && out[n-1].State == m.State && out[n-1].Epoch == m.Epoch && m.Joined == nil && m.Left == nil {
			continue
		}
		out = append(out, m)
	}
	return out[max(0, len(out)-64):]
}

func lacking(list, other []string) (out []string) {
	for _, s := range list {
		if !slices.Contains(other, s) {
			out = append(out, s)
		}
	}
	return out
}
