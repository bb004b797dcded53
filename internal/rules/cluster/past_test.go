package cluster

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// track is a past in pairs of a time and a number, the oldest first.
func track(pairs ...int64) model.Track {
	return func(yield func(model.Sample) bool) {
		for i := len(pairs) - 2; i >= 0; i -= 2 {
			if !yield(model.Sample{At: pairs[i], N: pairs[i+1]}) {
				return
			}
		}
	}
}

func TestFallOf(t *testing.T) {
	for _, c := range []struct {
		name     string
		end      model.Track
		from, to int64 // -1: there is none
	}{
		{"nobody keeps it", nil, -1, -1},
		{"one look", track(10, 5), -1, -1},
		{"it grows", track(10, 5, 20, 6, 30, 6), -1, -1},
		{"it fell in the newest look alone", track(10, 5, 20, 3), -1, -1},
		{"two looks say so", track(10, 5, 20, 3, 30, 3), 5, 3},
		{"it grew since, and is still below", track(10, 50, 20, 30, 30, 40, 40, 45), 50, 30},
		{"it grew beyond after two looks", track(10, 50, 20, 30, 30, 40, 40, 90), 50, 30},
		{"it was beyond in the next look", track(10, 50, 20, 30, 30, 60, 40, 90), -1, -1},
		{"to nothing", track(10, 50, 20, 0, 30, 0), 50, 0},
		{"twice: the newest", track(10, 50, 20, 30, 30, 30, 40, 20, 50, 20), 30, 20},
		{"twice: the newest is not confirmed yet", track(10, 50, 20, 30, 30, 30, 40, 20), 50, 30},
		{"too long ago", track(1, 50, 2, 30, 20, 31, 30, 32), -1, -1},
		{"at the end of the time", track(1, 50, 5, 30, 20, 31, 30, 32), 50, 30},
	} {
		fell, ok := fallOf(c.end, 5)
		if ok != (c.from >= 0) || ok && (fell.from.N != c.from || fell.to.N != c.to) {
			t.Errorf("%s: %+v, %v; want %d to %d", c.name, fell, ok, c.from, c.to)
		}
	}
}

// moment is a moment of a partition.
func moment(at int64, leader, epoch int32, isr ...int32) model.PartitionMoment {
	return model.PartitionMoment{At: at, Leader: leader, LeaderEpoch: epoch, ISR: isr}
}

func TestElected(t *testing.T) {
	falls := track(10, 50, 20, 30)
	for _, c := range []struct {
		name string
		past []model.PartitionMoment
		end  model.Track
		want bool
		gone bool
	}{
		{"nothing is known", nil, nil, false, false},
		{"the state that was found", []model.PartitionMoment{moment(10, 3, 4, 3)}, nil, false, false},
		{"one in sync takes over", []model.PartitionMoment{moment(10, 1, 4, 1, 2), moment(20, 2, 5, 2)}, nil, false, false},
		{"one that was not, alone", []model.PartitionMoment{moment(10, 1, 4, 1, 2), moment(20, 3, 5, 3)}, nil, true, false},
		{"after a time without a leader", []model.PartitionMoment{moment(10, 1, 4, 1), moment(15, -1, 5, 1), moment(20, 3, 6, 3)}, falls, true, true},
		{"others are in sync already", []model.PartitionMoment{moment(10, 1, 4, 1, 2), moment(20, 3, 5, 2, 3)}, nil, false, false},
		{"and records are gone", []model.PartitionMoment{moment(10, 1, 4, 1, 2), moment(20, 3, 5, 2, 3)}, falls, true, true},
		{"none was in sync", []model.PartitionMoment{moment(10, -1, 4), moment(20, 3, 5, 3)}, nil, false, false},
		{"none was, and records are gone", []model.PartitionMoment{moment(10, -1, 4), moment(20, 3, 5, 3)}, falls, true, true},
		{"the epoch is the same", []model.PartitionMoment{moment(10, 1, 4, 1, 2), moment(20, 3, 4, 3)}, nil, false, false},
		{"the epoch is lower: another view", []model.PartitionMoment{moment(10, 1, 4, 1, 2), moment(20, 3, 3, 3)}, nil, false, false},
		{"nobody leads", []model.PartitionMoment{moment(10, 1, 4, 1), moment(20, -1, 5)}, falls, false, false},
		{"it grew", []model.PartitionMoment{moment(10, 1, 4, 1), moment(20, 3, 5, 3)}, track(10, 50, 20, 60), true, false},
		{"before, and another leads since", []model.PartitionMoment{moment(10, 1, 4, 1), moment(20, 3, 5, 3), moment(30, 1, 6, 1, 3)}, nil, true, false},
		{"before, and let in since", []model.PartitionMoment{moment(10, 1, 4, 1), moment(20, 3, 5, 3), moment(30, 3, 5, 1, 3)}, nil, true, false},
	} {
		e, ok := elected(c.past, c.end, 3)
		if ok != c.want || e.fell != c.gone {
			t.Errorf("%s: %+v, %v; want %v, records gone %v", c.name, e, ok, c.want, c.gone)
		}
	}
}

// TestAMovedReplicaIsNotElected: where there is one replica, a move between two
// looks leaves what an unclean election does.
func TestAMovedReplicaIsNotElected(t *testing.T) {
	past := []model.PartitionMoment{moment(10, 1, 4, 1), moment(20, 2, 6, 2)}
	if e, ok := elected(past, nil, 1); ok {
		t.Errorf("it was moved: %+v", e)
	}
	if _, ok := elected(past, track(10, 50, 20, 30), 1); !ok {
		t.Error("records are gone, and it is not told")
	}
}

func TestRecreated(t *testing.T) {
	m := func(at int64, id string) model.TopicMoment { return model.TopicMoment{At: at, ID: id, Last: at} }
	for _, c := range []struct {
		name        string
		past        []model.TopicMoment
		before, now string
	}{
		{"never seen", nil, "", ""},
		{"found", []model.TopicMoment{m(1, "a")}, "", ""},
		{"created while it was watched", []model.TopicMoment{m(1, ""), m(2, "a")}, "", ""},
		{"created anew", []model.TopicMoment{m(1, "a"), m(2, "b")}, "a", "b"},
		{"deleted, and created later", []model.TopicMoment{m(1, "a"), m(2, ""), m(3, "b")}, "a", "b"},
		{"deleted", []model.TopicMoment{m(1, "a"), m(2, "")}, "", ""},
		{"twice", []model.TopicMoment{m(1, "a"), m(2, "b"), m(3, "c")}, "b", "c"},
		{"back from nowhere, the same", []model.TopicMoment{m(1, "a"), m(2, ""), m(3, "a")}, "", ""},
	} {
		before, now, ok := recreated(c.past)
		if ok != (c.now != "") || ok && (before.ID != c.before || now.ID != c.now) {
			t.Errorf("%s: %q to %q, %v; want %q to %q", c.name, before.ID, now.ID, ok, c.before, c.now)
		}
	}
}

func TestAbsenceOf(t *testing.T) {
	const up, down = model.Answered, model.Refused
	m := func(at int64, a model.Answer, leads, inSync int) model.BrokerMoment {
		return model.BrokerMoment{At: at, Before: at - 1, Answer: a, Leads: leads, InSync: inSync, Holds: 9}
	}
	restarted, late, frozen := m(2, down, 0, 0), m(20_000, down, 0, 0), m(5_000, down, 3, 9)
	restarted.Before, late.Before, frozen.Before = 0, 11_000, 500
	for _, c := range []struct {
		name string
		past []model.BrokerMoment
		want absence
		ok   bool
	}{
		{"never seen", nil, absence{}, false},
		{"there", []model.BrokerMoment{m(1, up, 3, 9)}, absence{}, false},
		{"found away", []model.BrokerMoment{m(1, down, 0, 0)}, absence{}, false},
		{"crashed, not noticed", []model.BrokerMoment{m(1, up, 3, 9), m(2, down, 3, 9)}, absence{}, false},
		{"crashed", []model.BrokerMoment{m(1, up, 3, 9), m(2, down, 3, 9), m(9000, down, 0, 0)}, absence{since: 9000, gone: 9000}, true},
		{"between two looks", []model.BrokerMoment{m(1, up, 3, 9), m(2, down, 0, 0)}, absence{since: 2, answered: true, gone: 2}, true},
		{"while nobody watched", []model.BrokerMoment{m(1, up, 3, 9), restarted}, absence{since: 2, gone: 2}, true},
		{"looked at too seldom", []model.BrokerMoment{m(1, up, 3, 9), late}, absence{since: 20_000, gone: 20_000}, true},
		{"the others heard of it a moment later", []model.BrokerMoment{m(1, up, 3, 9), m(1000, down, 3, 9), m(5000, down, 0, 0)}, absence{since: 5000, answered: true, gone: 5000}, true},
		{"the others heard of it when a session ends", []model.BrokerMoment{m(1, up, 3, 9), m(1000, down, 3, 9), m(7999, down, 0, 0)}, absence{since: 7999, gone: 7999}, true},
		{"froze, and was asked late", []model.BrokerMoment{m(1, up, 3, 9), frozen, m(9000, down, 0, 0)}, absence{since: 9000, gone: 9000}, true},
		{"leaving", []model.BrokerMoment{m(1, up, 3, 9), m(2, up, 0, 0)}, absence{since: 2, answered: true}, true},
		{"left", []model.BrokerMoment{m(1, up, 3, 9), m(2, up, 0, 0), m(3, down, 0, 0)}, absence{since: 2, answered: true, gone: 3}, true},
		{"in sync, and leads nothing", []model.BrokerMoment{m(1, up, 3, 9), m(2, up, 0, 9)}, absence{}, false},
		{"back", []model.BrokerMoment{m(1, up, 3, 9), m(2, down, 0, 0), m(3, up, 0, 9)}, absence{}, false},
		{"back, and not in sync", []model.BrokerMoment{m(1, up, 3, 9), m(2, down, 0, 0), m(3, up, 0, 0)}, absence{since: 2, answered: true, gone: 2}, true},
	} {
		if got, ok := absenceOf(c.past, usual); got != c.want || ok != c.ok {
			t.Errorf("%s: %+v, %v; want %+v, %v", c.name, got, ok, c.want, c.ok)
		}
	}
}

func TestShutdowns(t *testing.T) {
	var past []model.BrokerMoment
	at := func(at int64, a model.Answer, leads int) {
		past = append(past, model.BrokerMoment{At: at, Before: at - 2_000, Answer: a, Leads: leads, InSync: leads, Holds: 9})
	}
	at(1_000, model.Refused, 0) // found away: nobody saw it leave
	at(5_000, model.Answered, 9)
	for _, left := range []int64{10_000, 40_000, 70_000} {
		at(left, model.Answered, 0)
		at(left+2_000, model.Refused, 0)
		at(left+9_000, model.Answered, 0)
		at(left+12_000, model.Answered, 9)
	}
	at(90_000, model.Refused, 9) // killed: no shutdown
	at(99_000, model.Refused, 0)
	at(110_000, model.Answered, 9)
	for _, c := range []struct{ after, n, first int64 }{
		{-1, 3, 10_000}, {9_999, 3, 10_000}, {10_000, 2, 40_000}, {69_999, 1, 70_000}, {70_000, 0, 0},
	} {
		if n, first := shutdowns(past, c.after, usual); n != c.n || first != c.first {
			t.Errorf("after %d: %d, the first at %d; want %d at %d", c.after, n, first, c.n, c.first)
		}
	}
	if n, _ := shutdowns(nil, 0, usual); n != 0 {
		t.Errorf("of one that was never seen: %d", n)
	}
}

func TestFellOut(t *testing.T) {
	past := []model.PartitionMoment{moment(10, 1, 0, 1, 2, 3), moment(20, 1, 0, 1, 2), moment(30, 1, 0, 1, 2, 3), moment(40, 1, 0, 1), moment(50, 1, 0, 1, 3), moment(60, 1, 0, 1)}
	for _, c := range []struct {
		name     string
		id       int32
		after    int64
		away     []span
		n, first int64
	}{
		{"all", 3, 0, nil, 3, 20},
		{"another one", 2, 0, nil, 1, 40},
		{"one that never did", 1, 0, nil, 0, 0},
		{"one that was never in", 9, 0, nil, 0, 0},
		{"lately", 3, 30, nil, 2, 40},
		{"while it was away", 3, 0, []span{{15, 25}, {59, 90}}, 1, 40},
	} {
		if n, first := fellOut(past, c.id, c.after, c.away); int64(n) != c.n || first != c.first {
			t.Errorf("%s: %d, first at %d; want %d at %d", c.name, n, first, c.n, c.first)
		}
	}
}

func TestAbsences(t *testing.T) {
	m := func(at int64, a model.Answer) model.BrokerMoment { return model.BrokerMoment{At: at, Answer: a} }
	got := absences([]model.BrokerMoment{m(100_000, model.Answered), m(200_000, model.Refused), m(300_000, model.Answered), m(900_000, model.Silent)}, 1_000_000)
	want := []span{{140_000, 360_000}, {840_000, 1_060_000}}
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestEndOfMove(t *testing.T) {
	m := func(at int64, moving bool) model.PartitionMoment {
		return model.PartitionMoment{At: at, Moving: moving}
	}
	for _, c := range []struct {
		name string
		past []model.PartitionMoment
		want int64
	}{
		{"never seen", nil, 0},
		{"at rest", []model.PartitionMoment{m(1, false), m(2, false)}, 0},
		{"found moving", []model.PartitionMoment{m(1, true)}, 0},
		{"ended", []model.PartitionMoment{m(1, true), m(2, false), m(3, false)}, 2},
		{"moving again", []model.PartitionMoment{m(1, true), m(2, false), m(3, true)}, 2},
		{"twice", []model.PartitionMoment{m(1, true), m(2, false), m(3, true), m(4, false)}, 4},
	} {
		if got := endOfMove(c.past); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

func TestFillingOf(t *testing.T) {
	const minute, hour = int64(60_000), int64(3_600_000)
	for _, c := range []struct {
		name      string
		track     model.Track
		usable    int64
		perSecond float64 // 0: it does not fill
	}{
		{"nobody keeps it", nil, 1000, 0},
		{"one look", track(0, 1000), 1000, 0},
		{"too short", track(0, 2000, 20*minute, 800), 800, 0},
		{"it stands", track(0, 1000, hour, 1000), 1000, 0},
		{"it is emptied", track(0, 1000, hour, 2000), 2000, 0},
		{"steady", track(0, 36_000_000, hour/2, 34_200_000, hour, 32_400_000), 32_400_000, 1000},
		{"faster lately: the slower one", track(0, 36_000_000, 2*hour, 36_000_000-720_000, 5*hour/2, 36_000_000-720_000-1_800_000), 33_480_000, 280},
		{"faster lately, and full soon", track(0, 36_000_000, 2*hour, 36_000_000-720_000, 5*hour/2, 3_600_000), 3_600_000, 17_600},
		{"it was emptied lately", track(0, 36_000_000, hour, 10_000_000, 3*hour/2, 11_000_000), 11_000_000, 0},
		{"it fills after it was emptied", track(0, 10_000_000, hour, 36_000_000, 3*hour/2, 34_000_000), 34_000_000, 0},
	} {
		f, ok := fillingOf(c.track, c.usable, 30*minute, 2*hour)
		if ok != (c.perSecond > 0) || ok && (f.perSecond < 0.99*c.perSecond || f.perSecond > 1.01*c.perSecond) {
			t.Errorf("%s: %+v, %v; want %g bytes a second", c.name, f, ok, c.perSecond)
		}
	}
}

func TestMomentAt(t *testing.T) {
	past := []model.PartitionMoment{moment(10, 1, 0), moment(20, 2, 1)}
	for at, want := range map[int64]int32{9: 0, 10: 1, 19: 1, 20: 2, 99: 2} {
		if m, ok := momentAt(past, at); ok != (want > 0) || m.Leader != want {
			t.Errorf("at %d: broker %d leads, %v; want %d", at, m.Leader, ok, want)
		}
	}
}
