package watch

import (
	"context"
	"errors"
	"sync"
	"time"
)

// errOvertaken is why a look is cut short: a probe has seen a broker change its
// answer, and that is not to wait for what takes long.
var errOvertaken = errors.New("a broker answers otherwise than when the look began")

// prober asks the brokers of one cluster whether they live, with a cadence of its
// own that no look holds up. It runs in a goroutine of its own, beside that of
// the keeper, who takes from it what it has seen; nothing else is shared.
type prober struct {
	looker Looker
	every  time.Duration
	now    func() time.Time
	ended  chan struct{} // holds one once a probe has ended that the keeper has not taken yet

	mu      sync.Mutex // guards what follows
	changed bool       // since the last look ended, a probe has seen another answer than it
	quiet   time.Time  // when the newest probe began that has seen none; zero: none since the last look
	looks   int        // that have ended
	cut     func()     // cuts the look that is running short; nil: there is none, or it may not be cut
}

func newProber(l Looker, every time.Duration, now func() time.Time) *prober {
	return &prober{looker: l, every: every, now: now, ended: make(chan struct{}, 1)}
}

// run probes until the context ends.
func (p *prober) run(ctx context.Context) {
	tick := time.NewTimer(0)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		began, looks := p.now(), p.lookedAt()
		changed := p.looker.Probe(ctx)
		if ctx.Err() != nil {
			return // it was cut short, and says nothing
		}
		p.heard(began, looks, changed)
		tick.Reset(max(0, p.every-p.now().Sub(began)))
	}
}

func (p *prober) lookedAt() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.looks
}

// heard takes in what a probe has seen, unless a look has ended meanwhile: then it
// is not known which of two looks it was held against.
func (p *prober) heard(began time.Time, looks int, changed bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case looks != p.looks:
	case !changed:
		p.quiet = began
	case p.cut != nil:
		p.cut()
		p.cut = nil
		fallthrough
	default:
		p.changed = true
	}
	select {
	case p.ended <- struct{}{}:
	default:
	}
}

// take gives what probes have seen since the last look ended.
func (p *prober) take() (quiet time.Time, changed bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.quiet, p.changed
}

// taken notes that what has ended is known: the next look waits for another probe.
func (p *prober) taken() {
	select {
	case <-p.ended:
	default:
	}
}

// during is the context of a look. A probe that sees a change ends it, if it may.
// Call end with what came of the look.
func (p *prober) during(ctx context.Context, mayCut bool) (_ context.Context, end func(error)) {
	ctx, cancel := context.WithCancelCause(ctx)
	p.mu.Lock()
	defer p.mu.Unlock()
	if mayCut {
		p.cut = func() { cancel(errOvertaken) }
	}
	return ctx, func(err error) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.cut = nil
		if err == nil {
			p.looks++
			p.changed, p.quiet = false, time.Time{}
		}
		cancel(nil)
	}
}
