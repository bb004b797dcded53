package limiter

import (
	"fmt"
	"maps"
	"sync"
	"sync/atomic"
	"time"
)

const (
	smallestBudget = 1 << 20
	startLimit     = 1 << 20  // about one batch of kgo's default size
	smallestLimit  = 64 << 10 // still 6 MB/s when a record takes 10 ms
	idle           = time.Minute
)

// Options are the settings of a [Set].
type Options struct {
	// Budget is how many bytes may be on their way to all brokers together; at least
	// 1 MiB. It is exceeded by at most one record and 64 KiB for each broker. Java's
	// nearest is buffer.memory, 32 MiB, which waits in front of all brokers alike.
	Budget int64
	// Patience is how long every record of a round may take before a broker can be late
	// at all. 0 is 100 ms. More of it lets longer queues stand. It has no equivalent in
	// Java.
	Patience time.Duration
}

// Set has the limiters of all brokers of a cluster, which share one budget. It may be
// used by several goroutines.
type Set struct {
	budget int64
	newLaw func() law

	brokers atomic.Pointer[map[int32]*Limiter] // replaced, never changed, so that Of takes no lock

	mu    sync.Mutex // over all that moves a limit
	stale bool
}

// New makes a set without brokers. It fails when the budget is below 1 MiB or the
// patience is negative.
func New(o Options) (*Set, error) {
	if o.Budget < smallestBudget {
		return nil, fmt.Errorf("limiter: the budget is %d bytes: give at least %d, which one batch needs", o.Budget, smallestBudget)
	}
	if o.Patience < 0 {
		return nil, fmt.Errorf("limiter: the patience is %v: give 0 for the default of %v, or more", o.Patience, patience)
	}
	if o.Patience == 0 {
		o.Patience = patience
	}
	s := &Set{budget: o.Budget, newLaw: func() law { return &question{patience: o.Patience} }}
	s.brokers.Store(&map[int32]*Limiter{})
	return s, nil
}

// Of gives the limiter of a broker by its node id, the same one each time. It takes no
// part of the budget before its first Take.
func (s *Set) Of(node int32) *Limiter {
	if l := (*s.brokers.Load())[node]; l != nil {
		return l
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	old := *s.brokers.Load()
	if l := old[node]; l != nil {
		return l
	}
	l := &Limiter{set: s, law: s.newLaw()}
	l.quickest.Store(never)
	grown := maps.Clone(old)
	grown[node] = l
	s.brokers.Store(&grown)
	return l
}

// Stale tells whether the metadata are stale. When they become so, every limit is
// halved; none grows until they are known again. To tell the same twice changes nothing.
func (s *Set) Stale(now time.Time, stale bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if stale && !s.stale {
		for _, l := range *s.brokers.Load() {
			l.owes = l.resting.Load()
			l.halve(now)
		}
	}
	s.stale = stale
}

// Snapshot tells the state of every broker that was ever asked for, by node id.
func (s *Set) Snapshot() map[int32]Snapshot {
	all := map[int32]Snapshot{}
	for node, l := range *s.brokers.Load() {
		all[node] = l.Snapshot()
	}
	return all
}
