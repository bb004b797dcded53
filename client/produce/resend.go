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
			if at := l.goes(ctx, of); !at.IsZero() && (soonest.IsZero() || at.Before(soonest)) {
				soonest = at
			}
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
	l.any.Store(false)
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

// goes has the next group of each track go of which kgo has nothing any more, or of one of
// them, and tells when one that has to wait may go.
func (l *lanes) goes(ctx context.Context, of *lane) (soonest time.Time) {
	tracks, over, one := l.ready(of)
	for _, w := range over {
		l.gives(w)
	}
	for _, t := range tracks {
		at := l.step(ctx, of, t)
		if one && at.IsZero() {
			return at // it is looked again when that is answered
		}
		if !at.IsZero() && (soonest.IsZero() || at.Before(soonest)) {
			soonest = at
		}
	}
	return soonest
}

// ready is the tracks that may go on, whether only one of them may, and what is given up. A
// track that is empty ends, and with the last one the lane.
func (l *lanes) ready(of *lane) (tracks []*track, over []waiter, one bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if of.stale || of.moves && !l.still(of) {
		return nil, nil, false // where it is stale, a batch was refused since the limit was asked for
	}
	if of.moves && !of.alone {
		of.settles()
	}
	for at, t := range of.tracks {
		if !t.quiet() {
			continue
		}
		over = append(over, t.returns(time.Now())...)
		if of.leaks {
			over, t.queue = append(over, t.queue...), nil
		}
		if len(t.queue) == 0 {
			delete(of.tracks, at)
			continue
		}
		tracks = append(tracks, t)
	}
	if len(of.tracks) == 0 {
		l.list = slices.DeleteFunc(l.list, func(other *lane) bool { return other == of })
		l.any.Store(len(l.list) > 0)
		of.ends()
	}
	return tracks, over, of.moves
}

// settles has one group of the topic go at a time from now on. What was given before may have
// been refused together, so that it says nothing of any group.
func (l *lane) settles() {
	l.alone = true
	for _, t := range l.tracks {
		t.group = 0
	}
}

// still tells whether kgo has nothing of a lane's topic. Where it chooses the partition, what
// goes again is not alone in its batch before, and another that is with it may be why the
// batch is refused.
func (l *lanes) still(of *lane) bool {
	for _, t := range of.tracks {
		if !t.quiet() {
			return false
		}
	}
	return l.guard.kit.parts.have(of.topic.topic) == 0
}

// have is how many bytes of the budget kgo has for a topic.
func (ps *partitions) have(topic string) (bytes int64) {
	for _, p := range ps.all() {
		if p.topic == topic {
			bytes += p.held()
		}
	}
	return bytes
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
