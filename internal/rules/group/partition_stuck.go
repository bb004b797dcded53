package group

import (
	"slices"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// PartitionStuck finds partitions in which records wait and nothing is
// acknowledged any more. One that is slow moves, and one that nobody writes to
// has nothing that waits: both are left alone. How long a pause is one the
// group itself tells, by how it has committed so far.
var PartitionStuck = &rule.Rule{
	Name: "group/partition-stuck", Severity: finding.Error, On: model.KindGroup,
	Touches: []model.Kind{model.KindTopic, model.KindBroker},
	Needs:   groups.With(model.FactOffsets),
	Params: []rule.Param{abandonedAfter, {Name: "at_most", Default: 5 * minute, Unit: rule.Period,
		Doc: "A group that was never seen to pause for as long is stuck after this time, however slowly it commits."}},
	Reads: rule.ReadsHistory,
	Clear: 30 * rule.Second,
	Explains: []rule.Effect{
		{Rule: "group/lag-growing", By: rule.SameGroup},
		{Rule: "group/lag-too-old", By: rule.SameGroup},
		{Rule: "group/data-at-risk", By: rule.SameGroup},
		{Rule: "group/hot-partition", By: rule.SameGroup},
	},
	Doc: doc("partition-stuck"),
	Check: func(p *rule.Pass) {
		if p.Group().Type == "share" || !active(p) || !commitsKnown(p) {
			return
		}
		h, ok := p.Past(shortest)
		if !ok {
			return
		}
		s := stall{Pass: p, past: h, all: standings(p, h)}
		s.unknown()
		s.separate()
		s.leaderless()
		switch {
		case len(s.stuck) == 0:
		case len(s.moving) == 0, s.deserted():
			s.whole()
		default:
			s.parts()
		}
	},
}

// shortest is a pause of three cycles: less may be a look that came late.
const shortest = 15 * second

// stall is one look at a group for partitions that stand still.
type stall struct {
	*rule.Pass
	past          model.History
	all           []standing
	stuck, moving []standing
	readers       map[model.TopicPartition]*model.Member // see reader
}

// unknown makes a skip of partitions whose log is not told although a leader
// answers.
func (s *stall) unknown() {
	for i := range s.all {
		if one := &s.all[i]; !one.Known && len(s.lacks(one)) == 0 {
			s.Skip("lag", where(one)+": "+one.Why, model.Origin{})
		}
	}
}

// separate tells partitions that stand still for too long from those that moved
// in the meantime.
func (s *stall) separate() {
	if !slices.ContainsFunc(s.all, func(one standing) bool { return one.waited >= shortest }) {
		return
	}
	usual, known := s.usual()
	longest := int64(0)
	for i := range s.all {
		one := &s.all[i]
		if one.waited < shortest || s.readerBusy(one, usual) {
			continue
		}
		patience := s.patience(one, usual, known)
		if patience < session && s.readerSilent(one) {
			patience += session
		}
		switch {
		case one.waited >= patience && s.between(one):
			s.Skip("assignment", where(one)+": the group is in state "+s.Group().State+", and gives its partitions to its members", model.Origin{})
		case one.waited >= patience:
			one.stuck = true
			s.stuck = append(s.stuck, *one)
			longest = max(longest, one.waited)
		case s.Now()-s.past.Since() < patience:
			s.Past(patience) // that it is not long enough is a skip
		}
	}
	soon := min(max(shortest, 3*usual), s.Param("at_most"))
	for i := range s.all {
		// what moved last when the pause began has not moved in the meantime
		if one := &s.all[i]; !one.stuck && one.moves > 0 && (one.still < soon || one.still+soon <= longest) {
			s.moving = append(s.moving, *one)
		}
	}
}

// rebalance is for how long members that do not come back may hold up the others, in
// ms. franz-go gives them 60 s; Java and librdkafka max.poll.interval.ms, 5 min by
// default, and a rebalance that waits for so long is told.
const rebalance = 90 * second

// session is for how long a member that has died counts as one that reads, in ms:
// session.timeout.ms, by default. Meanwhile all that it read stands still.
const session = 45 * second

// readerSilent tells whether the member that reads a partition has acknowledged
// nothing in any other one since. If it has, it lives, and it is the partition in
// which it does not get on.
func (s *stall) readerSilent(one *standing) bool {
	others, read := s.besides(one)
	return read && !slices.ContainsFunc(others, func(other *standing) bool { return s.since(other, one) })
}

// readerBusy tells whether the member that reads a partition is behind in another
// one, and gets on there: a consumer works off what it has fetched one partition
// after the other, so that one of which it is not the turn stands still for as
// long as the others take.
func (s *stall) readerBusy(one *standing, usual int64) bool {
	others, _ := s.besides(one)
	return slices.ContainsFunc(others, func(other *standing) bool {
		return s.since(other, one) && other.Records > 0 && !(other.AgeKnown && other.Age <= max(shortest, 2*usual))
	})
}

// since tells whether another partition has moved after the pause of one began.
func (s *stall) since(other, one *standing) bool {
	return other.moves > 0 && other.still+shortest <= one.waited
}

// besides are the other partitions that the member reads which reads this one; read
// is false where no member is known to do so.
func (s *stall) besides(one *standing) (others []*standing, read bool) {
	mine := s.reader(one)
	if mine == nil {
		return nil, false
	}
	for i := range s.all {
		if other := &s.all[i]; other.place() != one.place() && s.reader(other) == mine {
			others = append(others, other)
		}
	}
	return others, true
}

// deserted tells a group that had members a while ago and has none: its
// application is gone, whatever moved last.
func (s *stall) deserted() bool {
	return memberless(s.Group()) && slices.ContainsFunc(s.past.Group(s.Group().ID), func(m model.GroupMoment) bool { return m.Members > 0 })
}

// usual is the pause between the commits of the group, in ms: the middle one of
// its partitions that moved of late. It is not known where none did.
func (s *stall) usual() (ms int64, known bool) {
	late := s.Now() - 2*s.Param("at_most")
	var all []int64
	for i := range s.all {
		if ms, ok := pause(s.past, s.Group().ID, &s.all[i].Partition, late); ok {
			all = append(all, ms)
		}
	}
	return median(all), len(all) > 0
}

// between tells whether nobody reads a partition because the group gives its
// partitions to its members at present, which waits for the slowest of them: that
// says nothing of the partition meanwhile.
func (s *stall) between(one *standing) bool {
	return rebalancing(s.Group().State) && s.reader(one) == nil && one.waited < rebalance
}

// patience is for how long a partition may stand still, in ms: three times what
// is usual for the group and was seen on the partition itself, but no longer
// than at_most; unless it was seen to stand for as long and went on. An
// application that was stopped, and a transaction that is open, have all that
// time.
func (s *stall) patience(one *standing, usual int64, known bool) int64 {
	own, seen := pause(s.past, s.Group().ID, &one.Partition, 0)
	if !known && !seen {
		return s.Param("at_most")
	}
	if memberless(s.Group()) || s.hangs(one) { // a restart or a transaction may take long
		return max(s.Param("at_most"), 2*own)
	}
	return max(shortest, min(3*max(usual, own), s.Param("at_most")), 2*own)
}
