package refresh

import "time"

// Level is how far metadata can be trusted.
type Level uint8

// The levels.
const (
	Fresh Level = iota // as new as they are meant to be
	Stale              // wanted, not had, and 15 s old
	Old                // wanted, not had, and 30 s old
)

// String is "fresh", "stale" or "old".
func (l Level) String() string {
	switch l {
	case Fresh:
		return "fresh"
	case Stale:
		return "stale"
	}
	return "old"
}

// Age is how old the metadata are: the time since they were had, or since New.
func (s *Schedule) Age(now time.Time) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return max(now.Sub(s.had), 0)
}

// Level tells whether the metadata are stale or old. They are fresh at any age while new
// ones were not wanted for longer than the shortest interval.
func (s *Schedule) Level(now time.Time) Level {
	s.mu.Lock()
	defer s.mu.Unlock()
	since := s.wanted
	if since.IsZero() {
		since = s.due
	}
	age := now.Sub(s.had)
	switch {
	case now.Sub(since) < s.o.Shortest || age < s.o.Stale:
		return Fresh
	case age < s.o.Old:
		return Stale
	}
	return Old
}
