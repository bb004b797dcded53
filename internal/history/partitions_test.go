package history

import (
	"math"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestOffsetsOfAPartition(t *testing.T) {
	s := New()
	looks := []model.Offsets{
		{Start: 1, End: 10, Stable: 9, StartKnown: true, EndKnown: true, StableKnown: true},
		{Start: 7, End: 7, Stable: 7},
		{Start: 2, End: 1 << 50, Stable: 10, StartKnown: true, EndKnown: true, StableKnown: true},
		{End: 12, EndKnown: true},
		{Start: 3, StartKnown: true, Stable: 12, StableKnown: true},
		{Start: -1, End: -1, Stable: -1, StartKnown: true, EndKnown: true, StableKnown: true},
		{Start: 3, End: 12, Stable: 13, StartKnown: true, EndKnown: true, StableKnown: true},
	}
	for i, o := range looks {
		topic := topicOf("t", "a", 0)
		topic.Layout.Partitions[0].Offsets = o
		s.Record(at(int64(5*i)), live(topic), nil)
	}
	sameTrack(t, "the log end", s.LogEnd("t", 0), 30, 12, 15, 12, 10, 1<<50, 0, 10)
	sameTrack(t, "the log start", s.LogStart("t", 0), 30, 3, 20, 3, 10, 2, 0, 1)
	sameTrack(t, "the last stable offset", s.Stable("t", 0), 30, 13, 10, 10, 0, 9)
}

func TestWhatIsNotRemembered(t *testing.T) {
	s := New()
	scope := live(topicOf("t", "a", -1, 5))
	scope.Cluster.Groups = []*model.Group{groupOf("g", nil, 5)}
	s.Record(at(0), scope, nil)
	tracks := map[string]model.Track{
		"another topic":                s.LogEnd("u", 0),
		"another partition":            s.LogEnd("t", 2),
		"a negative partition":         s.LogEnd("t", -1),
		"the last partition there is":  s.LogEnd("t", math.MaxInt32),
		"a log end that was not told":  s.LogEnd("t", 0),
		"a log start, not told":        s.LogStart("t", 1),
		"a log start of another topic": s.LogStart("u", 1),
		"a stable offset, not told":    s.Stable("t", 1),
		"a stable offset of another":   s.Stable("u", 1),
		"a commit of another group":    s.Committed("h", "t", 0),
		"a commit in another topic":    s.Committed("g", "u", 0),
		"a commit elsewhere":           s.Committed("g", "t", 1),
		"another voter":                s.Voter(7),
		"another volume":               s.Usable(7, "/data"),
	}
	for what, track := range tracks {
		if got := samples(track); got != nil {
			t.Errorf("%s: %v", what, got)
		}
	}
	if s.Topic("u") != nil || s.Partition("u", 0) != nil || s.Group("h") != nil || s.Broker(7) != nil || s.Quorum() != nil || s.Moving("u", 0) != 0 {
		t.Error("moments of what was never seen")
	}
}

// TestPartitionsOutOfOrder: a broker may tell of partitions in any order, and
// of some only.
func TestPartitionsOutOfOrder(t *testing.T) {
	s := New()
	for second, order := range [][]int32{{7, 2}, {2, 0, 7}, {1, 0, 2}} {
		topic := topicOf("t", "a")
		for _, index := range order {
			topic.Layout.Partitions = append(topic.Layout.Partitions, model.Partition{Index: index,
				Offsets: model.Offsets{End: int64(index)*100 + int64(second), EndKnown: true}})
		}
		s.Record(at(int64(second)), live(topic), nil)
	}
	sameTrack(t, "partition 0", s.LogEnd("t", 0), 2, 2, 1, 1)
	sameTrack(t, "partition 1", s.LogEnd("t", 1), 2, 102)
	sameTrack(t, "partition 2", s.LogEnd("t", 2), 2, 202, 1, 201, 0, 200)
	sameTrack(t, "partition 7", s.LogEnd("t", 7), 1, 701, 0, 700)
	sameTrack(t, "partition 3", s.LogEnd("t", 3))
}

func TestPartitionMoments(t *testing.T) {
	first := model.Partition{Leader: 1, LeaderEpoch: 4, Replicas: []int32{1, 2, 3}, ISR: []int32{3, 1, 2}}
	change := func(f func(*model.Partition)) model.Partition {
		p := first
		f(&p)
		return p
	}
	cases := []struct {
		name string
		next model.Partition
		want *model.PartitionMoment // nil: it is the same
	}{
		{"the same", first, nil},
		{"another order of replicas in sync", change(func(p *model.Partition) { p.ISR = []int32{1, 2, 3} }), nil},
		{"other offsets", change(func(p *model.Partition) { p.Offsets = model.Offsets{End: 7, EndKnown: true} }), nil},
		{"another leader", change(func(p *model.Partition) { p.Leader = 2 }), &model.PartitionMoment{At: ms(5), Leader: 2, LeaderEpoch: 4, ISR: []int32{1, 2, 3}}},
		{"no leader", change(func(p *model.Partition) { p.Leader = -1 }), &model.PartitionMoment{At: ms(5), Leader: -1, LeaderEpoch: 4, ISR: []int32{1, 2, 3}}},
		{"another epoch", change(func(p *model.Partition) { p.LeaderEpoch++ }), &model.PartitionMoment{At: ms(5), Leader: 1, LeaderEpoch: 5, ISR: []int32{1, 2, 3}}},
		{"fewer in sync", change(func(p *model.Partition) { p.ISR = []int32{3, 1} }), &model.PartitionMoment{At: ms(5), Leader: 1, LeaderEpoch: 4, ISR: []int32{1, 3}}},
		{"none in sync", change(func(p *model.Partition) { p.ISR = nil }), &model.PartitionMoment{At: ms(5), Leader: 1, LeaderEpoch: 4}},
	}
	for _, c := range cases {
		s := New()
		for i, p := range []model.Partition{first, c.next, c.next} {
			topic := topicOf("t", "a")
			topic.Layout.Partitions = []model.Partition{p}
			s.Record(at(int64(5*i)), live(topic), nil)
		}
		want := []model.PartitionMoment{{At: ms(0), Leader: 1, LeaderEpoch: 4, ISR: []int32{1, 2, 3}}}
		if c.want != nil {
			want = append(want, *c.want)
		}
		same(t, c.name, s.Partition("t", 0), want)
		if first.ISR[0] != 3 {
			t.Fatalf("%s: the look was changed", c.name)
		}
	}
}

func TestMoving(t *testing.T) {
	moves := []model.TopicPartition{{Topic: "t", Partition: 0}}
	denied, missed := metadataGap(model.Denied), metadataGap(model.TimedOut)
	cases := []struct {
		name   string
		moving []model.TopicPartition
		gaps   []model.Gap
		silent bool
		want   int64
	}{
		{"it goes on", moves, nil, false, ms(5)},
		{"it has ended", nil, nil, false, 0},
		{"another one moves", []model.TopicPartition{{Topic: "t", Partition: 1}}, missed, false, 0},
		{"nobody told", nil, missed, false, ms(5)},
		{"the controller does not answer", nil, nil, true, ms(5)},
		{"some topics are hidden", nil, denied, false, 0},
	}
	for _, c := range cases {
		s := New()
		s.Record(at(0), live(topicOf("t", "a", 1)), nil)
		scope := live(topicOf("t", "a", 1))
		scope.Cluster.Moving = moves
		s.Record(at(5), scope, nil)
		if got := s.Moving("t", 0); got != ms(5) {
			t.Fatalf("%s: moving since %d", c.name, got)
		}
		scope = live(topicOf("t", "a", 1))
		scope.Cluster.Moving = c.moving
		if c.silent {
			scope.Cluster.Quorum = &model.Quorum{Silent: &model.Silence{}}
		}
		s.Record(at(10), scope, c.gaps)
		past := s.Partition("t", 0)
		if got := s.Moving("t", 0); got != c.want || past[len(past)-1].Moving != (c.want != 0) || past[0].Moving {
			t.Errorf("%s: moving since %d, want %d; moments %+v", c.name, got, c.want, past)
		}
	}
}

func TestOnlyTheLastMomentsAreKept(t *testing.T) {
	s := New()
	var mine []model.PartitionMoment // who appends to what was handed out keeps what is appended
	for i := range int64(3 * model.Moments) {
		topic := topicOf("t", "a", 1)
		topic.Layout.Partitions[0].LeaderEpoch = int32(i)
		s.Record(at(i), live(topic), nil)
		handed := s.Partition("t", 0)
		oldest, newest := handed[0], handed[len(handed)-1]
		if newest.LeaderEpoch != int32(i) || len(handed) != int(min(i+1, model.Moments)) || oldest.LeaderEpoch != int32(max(0, i+1-model.Moments)) {
			t.Fatalf("after %d: %d moments from epoch %d to %d", i, len(handed), oldest.LeaderEpoch, newest.LeaderEpoch)
		}
		if i > 0 && (mine[len(mine)-1].LeaderEpoch != -5 || mine[len(mine)-2].LeaderEpoch != int32(i-1)) {
			t.Fatalf("after %d: what was handed out before has changed: %+v", i, mine[len(mine)-2:])
		}
		mine = append(handed, model.PartitionMoment{LeaderEpoch: -5})
	}
}
