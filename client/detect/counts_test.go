package detect

import (
	"slices"
	"testing"
)

// is holds the sums against what they should be.
func (s *scene) is(want Count, ends ...End) {
	s.Helper()
	if got := s.w.Count(); got != want {
		s.Errorf("%+v, want %+v", got, want)
	}
	if got := s.w.Ends(); !slices.Equal(got, ends) {
		s.Errorf("%v, want %v", got, ends)
	}
}

// TestWhatIsCounted: an end is that of the look, whatever was acknowledged since; what is
// not told is absent.
func TestWhatIsCounted(t *testing.T) {
	s := begins(t)
	s.is(Count{})
	s.writes(10)
	s.is(Count{Unknown: 10})
	s.looks(1)
	s.is(Count{}, End{"t", 0, 10, 10})
	s.others(3)
	s.writes(2)
	s.is(Count{}, End{"t", 0, 10, 10})
	s.looks(1)
	s.is(Count{}, End{"t", 0, 15, 15})
	s.cut(4)
	s.looks(1)
	s.is(Count{Suspected: 11}, End{"t", 0, 15, 4})
	s.err = errAway
	s.looks(1)
	s.is(Count{Suspected: 11, Unknown: 15})
	s.err = nil
	s.leads(2)
	s.looks(2)
	s.is(Count{Confirmed: 11, Replayable: 11}, End{"t", 0, 15, 4})
	s.err = errAway
	s.looks(1)
	s.is(Count{Confirmed: 11, Unknown: 15})
	s.err = nil
	s.anew()
	s.looks(2)
	s.is(Count{Confirmed: 11})
	s.writes(1)
	s.is(Count{Confirmed: 11})
	s.looks(1)
	s.is(Count{Confirmed: 11}, End{"t", 0, 1, 1})
}
