package refresh

import (
	"sync"
	"sync/atomic"
	"time"
)

// Schedule says when the metadata of one client are to be asked for. It may be used by
// several goroutines, whose times may differ by what they need to call it.
type Schedule struct {
	o    Options
	sent atomic.Int64 // since began; apart from the lock because each send adds to it

	mu       sync.Mutex
	failed   int64         // sends since began
	began    time.Time     // the window of which sends are counted
	interval time.Duration // until the next question in quiet
	had      time.Time     // the metadata are from then
	asked    time.Time     // the last question
	underWay bool
	covered  bool      // a send failed while it was under way
	tries    int       // questions that failed one after the other
	due      time.Time // the next question
	wanted   time.Time // since when new metadata are wanted and not had; zero: they are not
}

// New makes a schedule whose first question is due now. It fails when the options
// contradict each other.
func New(now time.Time, o Options) (*Schedule, error) {
	o = o.withDefaults()
	if err := o.validate(); err != nil {
		return nil, err
	}
	return &Schedule{o: o, began: now, interval: o.Shortest, had: now, due: now}, nil
}

// Sent counts records that were sent, also those that fail later.
func (s *Schedule) Sent(n int) { s.sent.Add(int64(max(n, 0))) }

// Failed counts a record that failed, and makes a question due unless one covers it. It
// tells whether Next is sooner because of it, as it is for few of a burst: then who waits
// for Next is to be woken.
func (s *Schedule) Failed(now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failed++
	if s.underWay {
		s.covered = true
		return false
	}
	if now.Before(s.asked.Add(s.o.Gap)) {
		return s.sooner(s.asked.Add(s.o.Shortest))
	}
	return s.sooner(now)
}

// sooner makes the next question due then, if that is sooner.
func (s *Schedule) sooner(then time.Time) bool {
	if !then.Before(s.due) {
		return false
	}
	s.due = then
	return true
}

// Due tells whether to ask for the metadata now. After true the caller asks and then
// calls Refreshed; everybody else is told false until then, or until the question counts
// as lost.
func (s *Schedule) Due(now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now.Before(s.due) {
		return false
	}
	if s.wanted.IsZero() {
		s.wanted = s.due
	}
	s.asked, s.underWay, s.covered, s.due = now, true, false, now.Add(s.o.Shortest)
	return true
}

// Asked tells that the client asks by itself. Until Refreshed, that is the question under
// way, and covers what fails, as one of Due's does.
func (s *Schedule) Asked(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.underWay && now.Before(s.due) {
		return
	}
	if s.wanted.IsZero() && !now.Before(s.due) {
		s.wanted = s.due
	}
	s.asked, s.underWay, s.covered, s.due = now, true, false, now.Add(s.o.Shortest)
}

// Refreshed tells that a question was answered, or that it failed. What the client asked
// for by itself counts as well.
func (s *Schedule) Refreshed(now time.Time, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.underWay && now.After(s.asked) {
		s.asked, s.covered = now, false
	}
	s.underWay = false
	if !ok {
		s.again(now)
		return
	}
	s.adapt(now)
	s.tries, s.had, s.wanted, s.due = 0, now, time.Time{}, now.Add(s.interval)
	if s.covered {
		s.sooner(s.asked.Add(s.o.Shortest))
	}
}

// again is after a question that failed.
func (s *Schedule) again(now time.Time) {
	if s.wanted.IsZero() {
		s.wanted = now
	}
	s.interval = s.o.Shortest
	s.tries++
	wait := s.o.Shortest
	if s.o.Gap < wait>>s.tries {
		wait = s.o.Gap << s.tries
	}
	s.due = s.asked.Add(wait)
}

// adapt sets the interval by the sends of the window, and begins a new one when it said
// something.
func (s *Schedule) adapt(now time.Time) {
	sent := s.sent.Load()
	whole := now.Sub(s.began) >= s.interval
	switch {
	case s.failed > 0 && float64(s.failed) >= s.o.High*float64(sent):
		s.interval = s.o.Shortest
	case !whole:
		return
	case s.failed == 0:
		s.interval = min(2*s.interval, s.o.Longest)
	}
	s.sent.Add(-sent)
	s.failed, s.began = 0, now
}

// Next is when to call Due again: now, if a question is due. It comes sooner when a send
// fails, as Failed tells.
func (s *Schedule) Next(now time.Time) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.due.Before(now) {
		return now
	}
	return s.due
}

// Interval is the time between two questions as long as no send fails.
func (s *Schedule) Interval() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.interval
}
