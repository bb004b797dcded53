package limiter

import (
	"math"
	"sync/atomic"
	"time"
)

// Verdict is what the outcome of a record says of its broker.
type Verdict uint8

// The verdicts on a record.
const (
	// Acknowledged: the record is in the log, and how long that took counts.
	Acknowledged Verdict = iota
	// Refused: the broker could not or would not take it: NOT_ENOUGH_REPLICAS,
	// NOT_ENOUGH_REPLICAS_AFTER_APPEND, REQUEST_TIMED_OUT, a throttle, no answer in time.
	Refused
	// Failed for another reason, as MESSAGE_TOO_LARGE or the end of the client, which
	// says nothing of the broker.
	Failed
)

const never = math.MaxInt64

// Limiter is the limit of one broker. It may be used by several goroutines.
type Limiter struct {
	// Both only grow, so that who takes and who answers write to words of their own.
	taken    atomic.Int64
	limit    atomic.Int64 // 0: has no part of the budget
	pressed  atomic.Bool  // the limit was in the way in this round
	largest  atomic.Int64 // record of late; it is forgotten as a limit grows
	_        [32]byte     // keeps those who answer off the cache line of those who take
	answered atomic.Int64
	turnAt   atomic.Int64 // the round is over when so much is answered
	quickest atomic.Int64 // the shortest time of a record acknowledged in this round, ns
	resting  atomic.Bool  // this round answers what was on its way at a halving
	halvings atomic.Int64
	waits    atomic.Int64

	set *Set
	// Under the lock of the set:
	law    law
	turned time.Time // the last round's end
	owes   bool      // a halving for stale metadata, after the round that answers the last one
}

// Take asks whether a record of so many bytes may be handed over now. After true the
// caller calls Done exactly once. After false something is on its way to the broker, and
// the caller asks again after the next Done: first it queues the record and asks once
// more, so that a Done between the two is not missed.
func (l *Limiter) Take(now time.Time, bytes int64) bool {
	bytes = max(bytes, 0)
	for {
		// taken is read before answered: what is on its way may be less by then, never more.
		taken := l.taken.Load()
		outstanding, limit := taken-l.answered.Load(), l.limit.Load()
		if outstanding >= limit {
			if limit == 0 {
				l.set.join(l, now)
				continue
			}
			l.press()
			l.waits.Add(1)
			return false
		}
		if l.taken.CompareAndSwap(taken, taken+bytes) {
			if (outstanding+bytes)*2 >= limit {
				l.press()
			}
			if bytes > l.largest.Load() {
				l.largest.Store(bytes) // of two at once either will do
			}
			return true
		}
	}
}

func (l *Limiter) press() {
	if !l.pressed.Load() {
		l.pressed.Store(true)
	}
}

// Done tells that a record of so many bytes, for which Take said yes, came back, and how
// long it was away. It is called when kgo holds the record no more, not when its time was
// over: until then it takes memory.
func (l *Limiter) Done(now time.Time, bytes int64, took time.Duration, v Verdict) {
	switch v {
	case Acknowledged:
		l.quicker(max(int64(took), 1))
	case Refused:
		l.Refuse(now)
	}
	if l.answered.Add(max(bytes, 0)) >= l.turnAt.Load() {
		l.turn(now)
	}
}

func (l *Limiter) quicker(took int64) {
	for {
		q := l.quickest.Load()
		if took >= q || l.quickest.CompareAndSwap(q, took) {
			return
		}
	}
}

// Refuse tells that the broker refused or throttled without a record of its own, as
// kgo's hook for throttles does. It is what Done does for the verdict Refused.
func (l *Limiter) Refuse(now time.Time) {
	if l.resting.Load() {
		return
	}
	l.set.mu.Lock()
	defer l.set.mu.Unlock()
	l.halve(now)
}

// Snapshot is the state of a limiter at some moment, for metrics.
type Snapshot struct {
	Limit       int64 // bytes; 0 for a broker that has no part of the budget
	Outstanding int64 // bytes on their way
	Halvings    int64 // how often the limit was halved, for whatever reason
	Waits       int64 // how often Take said no
}

// Snapshot tells the state now.
func (l *Limiter) Snapshot() Snapshot {
	return Snapshot{l.limit.Load(), l.outstanding(), l.halvings.Load(), l.waits.Load()}
}

func (l *Limiter) outstanding() int64 {
	answered := l.answered.Load() // before taken, so that it is not below 0
	return l.taken.Load() - answered
}
