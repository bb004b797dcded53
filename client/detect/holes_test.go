package detect

import (
	"testing"
	"time"
)

// TestAHole in the middle is found by a mark that is read back, and that is asked again,
// also where only one look in many reads back. A record that is there after all is no loss.
func TestAHole(t *testing.T) {
	for _, seldom := range []int{0, 7} {
		s := begins(t)
		s.writes(50)
		s.seldom = seldom
		s.looks(1)
		kept := s.records[20]
		s.records[20] = 0
		for s.w.Verdicts()[0].State == Fine && s.now.Before(began.Add(time.Hour)) {
			s.looks(max(1, seldom))
		}
		s.says("20-20 suspected, never stored D4", "0-19 fine")
		s.blind = true // which takes nothing back
		s.looks(7)
		s.says("20-20 suspected, never stored D4", "0-19 fine")
		s.blind, s.records[20] = false, kept
		s.looks(max(1, seldom))
		s.says("0-49 fine")
		s.records[20] = 0
		for !anyIs(Confirmed)(s.w.Verdicts()) && s.now.Before(began.Add(2*time.Hour)) {
			s.looks(max(1, seldom))
		}
		s.says("20-20 confirmed, never stored D4, replayable", "0-19 fine")
	}
}

// TestAHoleBelowWhatIsThere: that a later record is there after all says nothing of it.
func TestAHoleBelowWhatIsThere(t *testing.T) {
	s := begins(t)
	s.stores = false
	s.writes(2)
	s.looks(1)
	s.says("0-1 suspected, never stored D4")
	s.records[1] = written
	s.looks(1)
	s.says("0-0 confirmed, never stored D4, replayable")
}

// TestAHoleThatIsDeleted before it is read again is what the log's start says of it.
func TestAHoleThatIsDeleted(t *testing.T) {
	s := begins(t)
	s.writes(50)
	s.records[49] = 0
	s.looks(1)
	s.says("49-49 suspected, never stored D4")
	s.now = s.now.Add(2 * time.Hour)
	s.others(10)
	s.start = 50
	s.looks(2)
	s.says("0-49 expected, by retention D5")
}

// TestABlackHole acknowledges, and stores nothing: only what is read back shows it.
func TestABlackHole(t *testing.T) {
	s := begins(t)
	s.writes(5)
	s.looks(1)
	s.stores = false
	s.writes(5)
	s.looks(1)
	s.says("8-9 suspected, never stored D4", "0-4 fine")
	s.looks(1)
	if got := s.w.Verdicts()[0]; got.State != Confirmed || got.Cause != NotStored || got.From < 5 || got.To != 9 {
		t.Errorf("%v", got)
	}
}
