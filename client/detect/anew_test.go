package detect

import (
	"testing"
	"time"
)

// anew has the topic be made anew: its log is empty, and its leader's epochs begin again.
func (s *scene) anew() {
	s.id++
	s.records, s.epochs, s.start, s.epoch = nil, nil, 0, 0
}

// TestATopicMadeAnew took its records with it, as somebody wanted. Its leader's epoch is
// below that of the old one, which had been elected several times.
func TestATopicMadeAnew(t *testing.T) {
	s := begins(t)
	s.writes(10)
	s.looks(1)
	s.anew()
	s.looks(1)
	s.says("0-9 unknown")
	s.looks(2)
	s.says("0-9 expected, the topic was made anew D7")
	s.writes(3)
	s.looks(1)
	s.says("0-9 expected, the topic was made anew D7", "0-2 fine")
	s.cut(1)
	s.leads(2)
	s.looks(2)
	s.says("0-9 expected, the topic was made anew D7", "1-2 confirmed, the log was cut D1 D2, replayable", "0-0 fine")
	s.anew() // what was lost before stays lost
	s.looks(3)
	s.says("0-9 expected, the topic was made anew D7", "1-2 confirmed, the log was cut D1 D2", "0-0 expected, the topic was made anew D7")
}

// TestWrittenToBeforeTheNewIDIsTold: the offsets fall, and that is of the new topic. The log
// of that one may be longer or shorter by then.
func TestWrittenToBeforeTheNewIDIsTold(t *testing.T) {
	for _, n := range []int{2, 5, 9} {
		s := begins(t)
		s.writes(5)
		s.looks(1)
		s.anew()
		s.writes(n)
		s.says("0-4 suspected, the log was cut D3")
		s.looks(3)
		end := string(rune('0' + n - 1))
		s.says("0-4 expected, the topic was made anew D7", "0-"+end+" fine")
		s.cut(1)
		s.leads(2)
		s.looks(2)
		s.says("0-4 expected, the topic was made anew D7", "1-"+end+" confirmed, the log was cut D1 D2, replayable", "0-0 fine")
	}
}

// TestABrokerThatIsBehind tells the id of the topic before once more, or of the next one
// early; nothing is made of it.
func TestABrokerThatIsBehind(t *testing.T) {
	s := begins(t)
	s.writes(5)
	s.looks(1)
	for range 3 {
		s.id = 9
		s.looks(1)
		s.says("0-4 unknown")
		s.id = 1
		s.looks(1)
		s.says("0-4 fine")
	}
	s.id = 0 // a broker that tells none
	s.looks(2)
	s.says("0-4 fine")
}

// TestLateEntries of the old topic come when the new one is known: a shipper may be behind.
func TestLateEntries(t *testing.T) {
	s := begins(t)
	s.writes(5)
	s.looks(1)
	late := s.now
	s.now = s.now.Add(time.Minute)
	s.anew()
	s.looks(3)
	p := s.w.of("t", 0)
	e := entry(7, 7, 0)
	e.Acked = late.Add(-time.Millisecond).UnixMilli()
	p.takes(&e)
	s.looks(3)
	s.says("0-7 expected, the topic was made anew D7")
	s.w.Forget(s.w.Verdicts()[0])
	p.takes(&e)
	s.says("7-7 expected, the topic was made anew D7")
}

// TestBetweenTheTwoTopics: what was acknowledged after the old topic was seen last, and
// before the new one was, may be of either. That is unknown until it is read back, or until
// the offsets fall.
func TestBetweenTheTwoTopics(t *testing.T) {
	for name, c := range map[string]struct {
		then func(s *scene)
		want []string
	}{
		"read back": {func(s *scene) { s.others(20); s.records[8] = 1 << 40 }, []string{"0-4 expected, the topic was made anew D7", "8-8 fine"}},
		"not there": {func(s *scene) { s.others(20) }, []string{"0-4 expected, the topic was made anew D7", "8-8 unknown"}},
		"beyond":    {func(*scene) {}, []string{"0-4 expected, the topic was made anew D7", "8-8 unknown"}},
		"fallen":    {func(s *scene) { s.writes(3) }, []string{"0-8 expected, the topic was made anew D7", "0-2 fine"}},
		"behind it": {func(s *scene) { s.others(12); s.writes(2) }, []string{"0-4 expected, the topic was made anew D7", "8-13 fine"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := begins(t)
			s.writes(5)
			s.looks(1)
			s.anew()
			between := s.now.Add(500 * time.Millisecond).UnixMilli()
			s.looks(3)
			e := entry(8, 7, 0)
			e.Acked, e.Hash, e.LeaderEpoch = between, 1<<40, 0
			s.w.of("t", 0).takes(&e)
			c.then(s)
			s.looks(5)
			s.says(c.want...)
		})
	}
}

// TestAFallBetweenTheTwoTopics leaves nothing claimed of the one before, also below where
// the offsets fell to.
func TestAFallBetweenTheTwoTopics(t *testing.T) {
	s := begins(t)
	s.writes(5)
	s.looks(1)
	s.anew()
	between := s.now.Add(500 * time.Millisecond).UnixMilli()
	s.looks(3)
	for _, offset := range []int64{6, 8} {
		e := entry(offset, 7, 0)
		e.Acked = between
		s.w.of("t", 0).takes(&e)
	}
	s.w.Forget(s.w.Verdicts()[0])
	s.others(7)
	s.writes(2)
	s.looks(3)
	s.says("6-8 expected, the topic was made anew D7", "7-8 fine")
}

// TestTwoProducersOfATopicMadeAnew: what one of them wrote last was of the topic before.
func TestTwoProducersOfATopicMadeAnew(t *testing.T) {
	s := begins(t)
	s.writes(5)
	s.pid = 8
	s.writes(5)
	s.looks(1)
	s.anew()
	s.looks(3)
	s.writes(1)
	s.pid = 7
	s.writes(1)
	s.says("0-9 expected, the topic was made anew D7", "0-1 unknown")
}

// TestFallenTwice while nobody looked: a log was cut, and the topic was made anew, before
// that or after. Nobody can tell, so that it stays suspected.
func TestFallenTwice(t *testing.T) {
	s := begins(t)
	s.writes(10)
	s.looks(1)
	s.cut(4)
	s.writes(3)
	s.anew()
	s.writes(2)
	s.looks(5)
	s.says("0-9 suspected, the log was cut D3 D7", "0-1 fine")
}

// TestALookFromBeforeTheFall has nothing to say of what is claimed since.
func TestALookFromBeforeTheFall(t *testing.T) {
	s := begins(t)
	s.writes(10)
	before := s.look(s.w.Asks()[0])
	s.cut(4)
	s.writes(2)
	s.w.Judge(before)
	s.says("4-9 suspected, the log was cut D3")
	s.looks(2)
	if got := s.w.Verdicts()[0]; got.State != Confirmed || got.From != 4 || got.To != 9 {
		t.Errorf("%v", s.w.Verdicts())
	}
}

// TestAFallLongBefore is none of the topic that is made anew.
func TestAFallLongBefore(t *testing.T) {
	s := begins(t)
	s.writes(10)
	s.looks(1)
	s.cut(4)
	s.writes(10)
	s.looks(2)
	s.anew()
	s.looks(3)
	s.says("4-9 confirmed, the log was cut D3 D4", "0-13 expected, the topic was made anew D7")
}

// TestMadeAnewTwice while nobody looked: what was written to the one between is not claimed
// of the last one.
func TestMadeAnewTwice(t *testing.T) {
	s := begins(t)
	s.writes(9)
	s.looks(1)
	s.anew()
	s.writes(4)
	s.anew()
	s.looks(5)
	s.says("0-8 expected, the topic was made anew D7", "0-3 unknown")
	s.writes(2)
	s.looks(2)
	s.says("0-8 expected, the topic was made anew D7", "0-1 fine")
}
