package detect

import (
	"cmp"
	"time"
)

// A quota bounds how many records are read back, over all partitions: each is a request,
// and the batch that the record is in. What is disputed has three quarters of it, the others
// have the rest, and each of the two what the other one leaves; of each kind all have their
// turn.
type quota struct {
	rate  float64       // records a second
	every time.Duration // from one look to the next
	at    time.Time     // of the last look
	kinds [2]kind       // those that are disputed, and the others
}

// A kind is what asks of one kind have left.
type kind struct {
	share float64 // of the rate
	left  float64 // below 0 when the last one took more than there was
	turn  place   // who had the last one
}

// newQuota is one that has a second's reads to begin with.
func newQuota(rate int, every time.Duration) *quota {
	q := &quota{rate: float64(rate), every: every, kinds: [2]kind{{share: 0.75}, {share: 0.25}}}
	for i := range q.kinds {
		q.kinds[i].left = q.rate * q.kinds[i].share
	}
	return q
}

// grants takes the samples from asks that have to wait. Asks are in their order.
func (q *quota) grants(asks []Ask, now time.Time) {
	q.fills(now)
	granted := make([]bool, len(asks))
	disputed, others := &q.kinds[0], &q.kinds[1]
	disputed.serves(asks, granted, true)
	others.gets(disputed)
	others.serves(asks, granted, false)
	disputed.gets(others)
	disputed.serves(asks, granted, true)
	for i := range asks {
		if !granted[i] {
			asks[i].Samples = nil
		}
	}
}

// fills adds what the time since the last look has brought, up to that of a second, or of
// one look.
func (q *quota) fills(now time.Time) {
	if !q.at.IsZero() {
		came := q.rate * max(0, now.Sub(q.at).Seconds())
		most := q.rate * max(1, q.every.Seconds())
		for i := range q.kinds {
			k := &q.kinds[i]
			k.left = min(k.left+came*k.share, most*k.share)
		}
	}
	q.at = now
}

// gets takes what another kind has left.
func (k *kind) gets(from *kind) {
	if from.left > 0 {
		k.left, from.left = k.left+from.left, 0
	}
}

// serves goes on behind who had the last turn, until nothing is left.
func (k *kind) serves(asks []Ask, granted []bool, disputed bool) {
	begin := 0
	for begin < len(asks) && !k.turn.before(&asks[begin]) {
		begin++
	}
	for i := range asks {
		at := (begin + i) % len(asks)
		a := &asks[at]
		if a.disputed != disputed || len(a.Samples) == 0 || granted[at] {
			continue
		}
		if k.left <= 0 {
			return
		}
		granted[at] = true
		k.left -= float64(len(a.Samples))
		k.turn = place{a.Topic, a.Partition}
	}
}

// before tells whether a partition comes before that of an ask.
func (p place) before(a *Ask) bool {
	return cmp.Or(cmp.Compare(p.topic, a.Topic), cmp.Compare(p.index, a.Partition)) < 0
}
