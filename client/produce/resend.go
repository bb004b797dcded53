package produce

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// run has records of the lanes go on, until the context ends.
func (l *lanes) run(ctx context.Context) {
	defer l.close()
	var soonest time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case <-l.more:
		case <-wait(soonest):
		}
		soonest = time.Time{}
		for _, of := range l.all() {
			if l.asks(ctx, of); ctx.Err() != nil {
				return
			}
			soonest = earlier(soonest, l.goes(ctx, of))
		}
	}
}

// close keeps no more: what waits is told when the guard is closed.
func (l *lanes) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	for _, of := range l.list {
		of.ends()
	}
	l.list = nil
	l.any.Store(true) // what is answered late may be waited for by the lanes of the next guard
}

func (l *lanes) all() []*lane {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.list)
}

// asks has the limit asked for, if a batch was refused since.
func (l *lanes) asks(ctx context.Context, of *lane) {
	l.mu.Lock()
	stale := of.stale
	of.stale = false
	l.mu.Unlock()
	if stale {
		l.ask(ctx, of.topic.topic)
	}
}

// goes has the next group of each track go that may, or of one of them, and tells when the
// lane is to be looked at again, if nothing is answered before.
func (l *lanes) goes(ctx context.Context, of *lane) (again time.Time) {
	next := l.turn(of)
	for _, w := range next.over {
		l.gives(w)
	}
	for _, t := range next.tracks {
		at := l.step(ctx, of, t)
		if next.one && at.IsZero() {
			break
		}
		next.again = earlier(next.again, at)
	}
	return next.again
}

// earlier is the earlier one of two times, of which the zero one is never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// gives tells that a record is not sent again.
func (l *lanes) gives(w waiter) {
	if w.e.state.CompareAndSwap(held, waiting) {
		l.guard.ends(w.e, Outcome{Kind: NotPersisted, Record: w.e.record, Err: w.why})
	}
}

// step has a group go, or tells when it may.
func (l *lanes) step(ctx context.Context, of *lane, t *track) (later time.Time) {
	if time.Now().Before(t.later) {
		return t.later
	}
	for gone := false; len(t.queue) > 0 && !gone; {
		gone = l.sends(t, l.fitting(ctx, of, t.next(of.topic.limit())))
	}
	wake(l.more) // it may be that nothing is left
	return time.Time{}
}

// fitting is those of a group that fit the limit, alone if not together.
func (l *lanes) fitting(ctx context.Context, of *lane, group []waiter) (out []*entry) {
	for _, w := range group {
		if limit := of.topic.limit(); w.size <= limit || l.fits(ctx, w, limit) {
			out = append(out, w.e)
		}
	}
	return out
}

// sends gives records to kgo again, but for those whose outcome was told meanwhile, and tells
// whether there were any. If a broker refuses the first of them before kgo has the last, it
// is waited for that one (lanes.refused): kgo fails it, too, and none overtakes another.
func (l *lanes) sends(t *track, group []*entry) bool {
	group = slices.DeleteFunc(group, func(e *entry) bool { return !e.state.CompareAndSwap(held, entering) })
	for _, e := range group {
		l.guard.counters.again.Add(1)
		e.mark, e.has().track, e.record.Context = nil, t, e
		t.given.Add(1)
		l.guard.produces(e)
	}
	return len(group) > 0
}

// fits does with a record that is above the limit alone what is done with one that is new. It
// tells its outcome if it stays above, or if its time is over by then.
func (l *lanes) fits(ctx context.Context, w waiter, limit int) bool {
	e := w.e
	if !e.state.CompareAndSwap(held, fitting) {
		return false
	}
	o := Outcome{Kind: NotPersisted, Record: e.record, Err: w.why}
	if s := l.guard.sizes; s != nil && !s.Observe {
		ctx, cancel := context.WithDeadline(ctx, l.guard.desk.at(e.deadline))
		defer cancel()
		err := s.fits(ctx, e.record, w.size, limit)
		if err == nil {
			e.state.Store(held)
			if l.guard.desk.now() >= e.deadline {
				l.guard.late(e, ErrTime)
			}
			return true
		}
		o.Kind, o.Err = Rejected, fmt.Errorf("%w (its topic takes less than when it was sent first: %w)", err, w.why)
	}
	e.state.Store(waiting)
	l.guard.ends(e, o)
	return false
}
