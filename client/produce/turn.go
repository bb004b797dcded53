package produce

import (
	"slices"
	"time"
)

// A turn is what a lane does next.
type turn struct {
	tracks []*track  // they may go on
	one    bool      // only one of them may
	over   []waiter  // they are given up
	again  time.Time // when it is looked again if nothing is answered before; never once the lane has ended
}

// A stall is how far the answers of a partition had come, and since when they stand there.
type stall struct {
	went  int64
	since time.Time
}

// silence is how long a lane waits for the next answer of a partition of which kgo has
// records. Brokers mostly answer within milliseconds, and where a leader has stopped, another
// one is there and known to the client within two or three seconds. What takes longer may take
// for as long as a broker is away, and the whole topic must not wait for that.
const silence = 5 * time.Second

// turn is the next one of a lane. A track that is empty ends, and with the last one the lane.
func (l *lanes) turn(of *lane) (next turn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if of.stale {
		return next // a batch was refused since the limit was asked for
	}
	now := time.Now()
	silent, first := of.silents(now, l.guard.kit.parts.in(of.topic.topic))
	next.again, next.one = first, of.moves
	if of.moves && !of.begins(silent, first) {
		next.looksAgain(now)
		return next
	}
	for at, t := range of.tracks {
		switch {
		case t.quiet():
			if next.takes(of, t, now); len(t.queue) == 0 {
				delete(of.tracks, at)
			}
		case (of.moves || silent[at]) && t.idle():
			delete(of.tracks, at) // what kgo has of it comes before whatever it is given later
		}
	}
	if of.loose != nil {
		next.takes(of, of.loose, now)
	}
	if len(of.tracks) == 0 && (of.loose == nil || len(of.loose.queue) == 0) {
		l.list = slices.DeleteFunc(l.list, func(other *lane) bool { return other == of })
		l.any.Store(len(l.list) > 0)
		of.ends()
		next.again = time.Time{}
	} else {
		next.looksAgain(now)
	}
	return next
}

// looksAgain has a lane looked at again: the time of what waits may be over by then.
func (next *turn) looksAgain(now time.Time) {
	if next.again.IsZero() {
		next.again = now.Add(silence)
	}
}

// takes takes a track in of which kgo has nothing that it could wait for.
func (next *turn) takes(of *lane, t *track, now time.Time) {
	next.over = append(next.over, t.returns(now)...)
	if of.leaks {
		next.over, t.queue = append(next.over, t.queue...), nil
	}
	if len(t.queue) > 0 {
		next.tracks = append(next.tracks, t)
	}
}

// silents are the partitions of a lane's topic of which kgo has records, and none was answered
// for as long as silence, and when the first one of the others is; never if kgo has nothing of
// others.
func (l *lane) silents(now time.Time, all []*partition) (silent map[*partition]bool, first time.Time) {
	silent = map[*partition]bool{}
	for _, p := range all {
		if p.held() == 0 {
			delete(l.stalls, p)
			continue
		}
		s, known := l.stalls[p]
		if went := p.went.Load(); !known || s.went != went {
			s = stall{went, now}
			l.stalls[p] = s
		}
		if at := s.since.Add(silence); at.After(now) {
			first = earlier(first, at)
		} else {
			silent[p] = true
		}
	}
	return silent, first
}

// begins tells whether the next group may go of a lane whose records move: what goes again must
// be alone in its batch, or another that is with it may be why the batch is refused. So it is
// waited until kgo has nothing of the topic, but for what silent partitions have. What kgo
// puts with that is not judged by a refusal (waiter.with); in any other partition it is alone.
//
// No outcome hangs on the waiting: that what goes again is not in the log was certain before it
// came to the lane. Nor does any order: a track with an order waits for its own partition, and
// what kgo has of that goes first, however long.
func (l *lane) begins(silent map[*partition]bool, first time.Time) bool {
	if !first.IsZero() || len(silent) == 0 && l.given() > 0 {
		return false
	}
	if l.loose == nil {
		l.settles()
	}
	l.silent = silent
	return true
}

// given is how many records kgo has from the lane.
func (l *lane) given() (n int32) {
	for _, t := range l.tracks {
		n += t.given.Load()
	}
	if l.loose != nil {
		n += l.loose.given.Load()
	}
	return n
}

// idle tells whether nothing waits whose time is not over.
func (t *track) idle() bool {
	waits := func(w waiter) bool { return !w.ended() }
	return !slices.ContainsFunc(t.queue, waits) && !slices.ContainsFunc(t.back, waits)
}

// ended tells whether the outcome of what waits was told.
func (w waiter) ended() bool { return w.e.state.Load() == ended }
