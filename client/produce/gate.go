package produce

import (
	"sync"
	"time"

	"github.com/breakwaterhq/breakwater/client/limiter"
)

// A gate lets requests to produce leave for one broker: as many bytes as its limit allows
// may be on their way. A request that goes through is told back once, by done.
type gate struct {
	limiter *limiter.Limiter

	mu      sync.Mutex
	more    chan struct{} // closed when bytes have come back; nil while nobody waits
	waiting int64         // bytes
	trip    time.Duration // smoothed
	cuts    int64         // halvings that were seen
	cut     string        // why the last one was
	cutAt   time.Time
}

// Why a limit was halved, beside the names of Kafka's errors.
const (
	cutThrottled = "throttled"
	cutSilent    = "no answer"
	cutLate      = "late"
	cutStale     = "stale metadata"
)

// try lets a request through, or tells that it has to wait.
func (g *gate) try(f flight) bool { return g.limiter.Take(time.Now(), int64(f.bytes)) }

// enter lets a request through as soon as it may leave. It fails if it is shut before, or
// given up.
func (g *gate) enter(f flight, shut <-chan struct{}, givesUp <-chan time.Time) bool {
	for {
		more := g.watch() // before it is asked, so that nothing is missed
		if g.try(f) {
			return true
		}
		select {
		case <-more:
		case <-shut:
			return false
		case <-givesUp:
			return false
		}
	}
}

// abide is enter for a while.
func (g *gate) abide(f flight, shut <-chan struct{}, long time.Duration) bool {
	if g.try(f) {
		return true
	}
	g.waits(int64(f.bytes))
	defer g.waits(-int64(f.bytes))
	until := time.NewTimer(long)
	defer until.Stop()
	return g.enter(f, shut, until.C)
}

// waits counts bytes that wait until they may leave, or do so no more.
func (g *gate) waits(bytes int64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting += bytes
}

// watch is closed when bytes come back the next time.
func (g *gate) watch() <-chan struct{} {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.more == nil {
		g.more = make(chan struct{})
	}
	return g.more
}

// done takes in what came of a request that was let through, and lets others try.
func (g *gate) done(f flight, v limiter.Verdict, why string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Now()
	took := now.Sub(f.left)
	g.limiter.Done(now, int64(f.bytes), took, v)
	if v == limiter.Acknowledged {
		g.smooth(took)
	}
	g.halved(now, why)
	if g.more != nil {
		close(g.more)
		g.more = nil
	}
}

// smooth takes a round trip in, an eighth of it (as RFC 6298 does).
func (g *gate) smooth(took time.Duration) {
	if g.trip == 0 {
		g.trip = took
	}
	g.trip += (took - g.trip) / 8
}

// halved notes why the limit was, if it was. It is called under the lock.
func (g *gate) halved(now time.Time, why string) {
	if n := g.limiter.Snapshot().Halvings; n > g.cuts {
		g.cuts, g.cut, g.cutAt = n, why, now
	}
}
