package limiter

import "time"

const (
	patience = 100 * time.Millisecond
	late     = 4               // times what records are known to need: noise of four times is no queue
	growth   = 16              // the part of a limit by which it grows in a round, once it was halved
	again    = 5 * time.Minute // after so long a broker that is far is asked whether it still is
)

// round is what is known at the end of a round.
type round struct {
	lasted   time.Duration // until what was on its way at its start was answered
	quickest time.Duration // of the records acknowledged; 0 for none
	largest  int64         // bytes of the largest record of late
	pressed  bool          // the limit was in the way
	resting  bool          // what was answered was on its way before a halving
	stale    bool          // the metadata are
}

// law gives the limit for the next round: the same, a greater one, or a smaller one,
// which counts as a halving. It is called once for each round, in their order.
type law interface {
	next(limit int64, r round) int64
}

// question is the law of the package documentation: lateness is answered by a halving,
// and what that changes tells whether it was a queue of ours.
type question struct {
	patience time.Duration
	need     time.Duration // what a record is known to need; 0: not known
	met      bool          // the limit was halved before: where the broker's own is, is known roughly
	asked    bool          // the limit was halved for lateness, and the round after it is not over
	before   time.Duration // how long the answers took to what was on its way at that halving
	since    time.Duration // it was last sure that what is needed is not less
}

func (q *question) next(limit int64, r round) int64 {
	q.since += r.lasted
	if r.resting {
		q.before, q.met = r.lasted, true
		return limit
	}
	if r.quickest == 0 {
		return limit
	}
	q.learn(r)
	switch {
	case !r.pressed:
		return limit
	case q.late(r.quickest) && limit > 2*r.largest: // of two records one may be under way
		q.asked = true
		return limit / 2
	case r.stale:
		return limit
	}
	if !q.met {
		return 2 * limit
	}
	return limit + max(limit/growth, 1)
}

// learn learns what records need. Half of a queue is gone in half of the time; where
// half of the bytes take as long as all of them, that is the way to the broker.
func (q *question) learn(r round) {
	far := q.asked && r.lasted > q.before/4*3
	q.asked = false
	if far || q.need == 0 || r.quickest < q.need {
		q.need = r.quickest
	}
	if far || late*r.quickest <= q.patience {
		q.since = 0
	}
}

// late tells whether records are late, or whether it is time to see whether what they
// need became less, which a queue that stands hides: that is asked until it is sure.
func (q *question) late(quickest time.Duration) bool {
	return quickest > max(q.patience, late*q.need) || q.since > again && late*quickest > q.patience
}

// turn ends a round, unless somebody else was quicker.
func (l *Limiter) turn(now time.Time) {
	l.set.mu.Lock()
	defer l.set.mu.Unlock()
	limit := l.limit.Load()
	if l.answered.Load() < l.turnAt.Load() || limit == 0 {
		return
	}
	r := round{
		lasted: now.Sub(l.turned), largest: l.largest.Load(),
		pressed: l.pressed.Load(), resting: l.resting.Load(), stale: l.set.stale,
	}
	if q := l.quickest.Load(); q != never {
		r.quickest = time.Duration(q)
	}
	want := l.law.next(limit, r)
	switch {
	case l.owes:
		l.cut(now, limit/2)
	case want < limit:
		l.cut(now, want)
	default:
		if want > limit {
			l.limit.Store(l.set.grant(l, want))
		}
		l.begin(now, false)
	}
}

// halve halves the limit, unless what was on its way at the last halving is not answered
// yet. It is called under the lock of the set.
func (l *Limiter) halve(now time.Time) {
	if limit := l.limit.Load(); limit > 0 && !l.resting.Load() {
		l.cut(now, limit/2)
	}
}

// cut lowers the limit, to the least at the lowest. Where that grew, because there are
// fewer brokers, the limit stays what it is: more of the budget may not be free.
func (l *Limiter) cut(now time.Time, to int64) {
	if to = max(to, l.set.floor()); to < l.limit.Load() {
		l.limit.Store(to)
		l.halvings.Add(1)
	}
	l.owes = false
	l.begin(now, true)
}

// begin begins a round: it is over when what is on its way now is answered, or with the
// next answer if nothing is. Where each answer ends a round it is called for each record,
// so it writes only what changes: a write costs ten times as much as a look.
func (l *Limiter) begin(now time.Time, resting bool) {
	l.turned = now
	if l.quickest.Load() != never {
		l.quickest.Store(never)
	}
	if l.resting.Load() != resting {
		l.resting.Store(resting)
	}
	if less := l.largest.Load() / growth; less > 0 {
		l.largest.Add(-less)
	}
	answered := l.answered.Load()
	l.turnAt.Store(max(l.taken.Load(), answered+1))
	if pressed := (l.taken.Load()-answered)*2 >= l.limit.Load(); l.pressed.Load() != pressed {
		l.pressed.Store(pressed)
	}
}
