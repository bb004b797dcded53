package detect

import (
	"testing"
	"time"
)

func TestWhatIsThereIsFine(t *testing.T) {
	s := begins(t)
	s.writes(10)
	s.says("0-9 unknown")
	s.looks(1)
	s.says("0-9 fine")
	s.others(5)
	s.leads(2)
	s.writes(5)
	s.says("0-9 fine", "10-19 unknown")
	s.looks(3)
	s.says("0-19 fine")
	s.err = errAway
	s.looks(1)
	s.says("0-19 unknown")
	s.err = nil
	s.looks(1)
	s.says("0-19 fine")
}

// TestACut of all replicas is suspected by the first look, and confirmed by the second: the
// log ends below what was acknowledged, and so does the epoch.
func TestACut(t *testing.T) {
	for _, at := range []int{0, 4} {
		s := begins(t)
		s.writes(10)
		s.looks(1)
		s.cut(at)
		s.looks(1)
		lost := map[int]string{0: "0-9", 4: "4-9"}[at]
		fine := map[int][]string{0: nil, 4: {"0-3 fine"}}[at]
		d := map[int]string{0: "D1", 4: "D1 D2"}[at]
		s.says(append([]string{lost + " suspected, the log was cut " + d}, fine...)...)
		s.leads(2)
		s.looks(2)
		s.says(append([]string{lost + " confirmed, the log was cut " + d + ", replayable"}, fine...)...)
		s.err = errAway
		s.looks(1)
		for _, v := range s.w.Verdicts() {
			if v.Replayable || v.State == Fine {
				t.Errorf("while the leader is away: %v", v)
			}
		}
	}
}

// TestACutThatGrewAgain hides from the end of the log: by the producer's own records, by
// those of others, and by both.
func TestACutThatGrewAgain(t *testing.T) {
	s := begins(t)
	s.writes(10)
	s.looks(1)
	s.cut(0)
	s.writes(15)
	s.says("0-9 suspected, the log was cut D3")
	s.looks(2)
	s.says("0-9 confirmed, the log was cut D3 D4, replayable")

	s = begins(t)
	s.writes(10)
	s.looks(1)
	s.cut(3)
	s.leads(2)
	s.others(20)
	s.looks(2)
	s.says("3-9 confirmed, the log was cut D2 D4, replayable", "0-2 fine")
	s.writes(3)
	s.looks(1)
	if got := s.w.Verdicts()[0]; got.State != Confirmed || got.From != 3 {
		t.Errorf("%v", got)
	}

	s = begins(t) // in the same epoch, as after a cut of all to nothing
	s.writes(10)
	s.looks(1)
	s.cut(0)
	s.others(20)
	s.looks(2)
	if got := s.w.Verdicts()[0]; got.State != Confirmed || got.Cause != Cut {
		t.Errorf("%v", got)
	}
}

// TestAnOldLeader that answers once more is not believed.
func TestAnOldLeader(t *testing.T) {
	s := begins(t)
	s.writes(4)
	old := scene{now: s.now, id: s.id, leader: s.leader, epoch: s.epoch, records: s.records, epochs: s.epochs}
	s.leads(2)
	s.writes(6)
	s.looks(1)
	for _, a := range s.w.Asks() {
		s.w.Judge(old.look(a))
	}
	s.says("0-9 unknown")
	s.looks(1)
	s.says("0-9 fine")
	// One that is not known to be old yet: what it says once is taken back.
	a := s.w.Asks()[0]
	s.leads(3)
	l := s.look(a)
	l.End, l.EpochEnd, l.Read = 4, 4, nil
	s.w.Judge(l)
	s.says("4-9 suspected, the log was cut D1 D2", "0-3 fine")
	s.looks(1)
	s.says("0-9 fine")
}

// TestALateEpoch: the client took an older epoch for the leader's, so that the log has less
// of that one. What is read back stands.
func TestALateEpoch(t *testing.T) {
	s := begins(t)
	s.writes(3)
	s.said = s.epoch
	s.leads(1)
	s.writes(3)
	s.looks(3)
	s.leads(2)
	s.looks(3)
	s.says("0-5 fine")
}

// TestALateEpochThatIsNotReadBack, for want of the right or of a turn, confirms nothing: the
// log has less of that epoch at one leader, and at the next.
func TestALateEpochThatIsNotReadBack(t *testing.T) {
	for _, c := range []struct {
		blind  bool
		seldom int
	}{{blind: true}, {seldom: 100}} {
		s := begins(t)
		s.writes(3)
		s.looks(1)
		s.said = s.epoch
		s.leads(1)
		s.writes(3)
		s.blind, s.seldom = c.blind, c.seldom
		for leader := range int32(3) {
			s.leads(leader)
			s.looks(3)
			s.says("0-5 fine")
		}
		s.cut(3) // which D1 sees
		s.leads(1)
		s.looks(2)
		s.says("3-5 confirmed, the log was cut D1 D2, replayable", "0-2 fine")
	}
}

// TestWhatIsExpected: what the settings take is no loss.
func TestWhatIsExpected(t *testing.T) {
	for name, c := range map[string]struct {
		settings *Settings
		after    time.Duration
		want     string
	}{
		"retention":         {&Settings{Deletes: true, Retention: time.Hour}, 2 * time.Hour, "0-3 expected, by retention D5"},
		"size":              {&Settings{Deletes: true, Retention: -1, Bounded: true}, 0, "0-3 expected, by retention D5"},
		"DeleteRecords":     {&Settings{Deletes: true, Retention: time.Hour}, 0, "0-3 suspected, deleted early D5"},
		"for ever":          {&Settings{Deletes: true, Retention: -1}, 1000 * time.Hour, "0-3 suspected, deleted early D5"},
		"only compaction":   {&Settings{Compacts: true, Retention: time.Hour}, 2 * time.Hour, "0-3 suspected, deleted early D5"},
		"both":              {&Settings{Compacts: true, Deletes: true, Retention: time.Hour}, 2 * time.Hour, "0-3 expected, by retention D5"},
		"without the right": {nil, 2 * time.Hour, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := begins(t)
			s.settings = c.settings
			s.writes(10)
			s.looks(1)
			s.now = s.now.Add(c.after)
			s.start = 4
			s.looks(5)
			if c.want == "" {
				s.says("0-9 unknown")
				return
			}
			s.says(c.want, "4-9 fine")
			s.start = 10
			s.looks(3)
			if got := s.w.Verdicts(); len(got) != 1 || got[0].To != 9 || got[0].State > Suspected {
				t.Errorf("%v", got)
			}
		})
	}
}

// TestCompaction takes single records; without its word for it that is unknown.
func TestCompaction(t *testing.T) {
	for settings, want := range map[*Settings]string{{Compacts: true, Retention: -1}: "0-9 fine", nil: "0-9 unknown"} {
		s := begins(t)
		s.settings = settings
		s.writes(10)
		s.looks(1)
		for i := range 9 {
			s.records[i] = 0
		}
		s.looks(5)
		s.says(want)
	}
}

// TestOthersOfOneLedger: a second client, a restart, and a record that was in doubt do not
// ascend, and are no cut.
func TestOthersOfOneLedger(t *testing.T) {
	s := begins(t)
	s.writes(3)
	p := s.w.of("t", 0)
	late := func(offset, pid int64, epoch int16) bool {
		e := entry(offset, pid, epoch)
		return p.takes(&e)
	}
	if late(1, 8, 0) || late(0, -1, -1) || late(0, -1, -1) {
		t.Error("another producer's offset fell")
	}
	s.pepoch = 2
	s.writes(1)
	if late(2, 7, 1) {
		t.Error("what was in doubt fell")
	}
	if !late(3, 7, 2) || !late(3, 7, 3) {
		t.Error("an offset that comes again did not fall")
	}
}

// TestForget: what was replayed is new, and fine.
func TestForget(t *testing.T) {
	s := begins(t)
	s.writes(10)
	s.looks(1)
	s.cut(4)
	s.leads(2)
	s.looks(2)
	s.w.Forget(s.w.Verdicts()[0])
	s.writes(6)
	s.looks(2)
	s.says("0-9 fine")
}
