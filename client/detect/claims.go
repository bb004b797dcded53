package detect

import "github.com/breakwaterhq/breakwater/client/ledger"

// A claim is one acknowledged record.
type claim struct {
	offset int64
	hash   uint64
	acked  int64 // ms since 1970
	epoch  int32
}

func (c claim) sample() Sample { return Sample{c.offset, c.hash, c.acked} }

// claims are what was acknowledged in one partition: the ends of it exactly, and between
// them some records that can be read back, the older the fewer.
type claims struct {
	any         bool
	first, last claim
	producers   []producer // those that wrote last, the newest behind
	marks       []claim    // ascending, without the last
}

// A producer is what one of them has acknowledged last.
type producer struct {
	id     int64
	epoch  int16
	offset int64
}

const (
	maxMarks     = 128
	markEvery    = 200 // ms
	maxProducers = 8
)

// take takes in an entry. It tells what was acknowledged and is no longer claimed, because
// the offset is not above the one before of the same producer: those marks and the last.
func (c *claims) take(e *ledger.Entry) (cut []claim) {
	now := claim{e.Offset, e.Hash, e.Acked, e.LeaderEpoch}
	if c.falls(e) {
		cut = c.cut(e.Offset)
		c.producers = c.producers[:0]
	}
	c.hears(e)
	switch {
	case !c.any:
		c.first, c.last, c.any = now, now, true
	case e.Offset > c.last.offset:
		if len(c.marks) == 0 || c.last.acked-c.marks[len(c.marks)-1].acked >= markEvery {
			c.mark(c.last)
		}
		c.last = now
	} // else another producer's, or one that was in doubt
	return cut
}

// falls tells whether an offset is not above the one before of its producer. One of an
// older epoch was in doubt, and found behind its barrier; without idempotence answers may
// come in any order.
func (c *claims) falls(e *ledger.Entry) bool {
	for _, p := range c.producers {
		if c.any && p.id == e.ProducerID && p.id >= 0 && e.ProducerEpoch >= p.epoch && e.Offset <= p.offset {
			return true
		}
	}
	return false
}

// hears notes the producer of an entry.
func (c *claims) hears(e *ledger.Entry) {
	for i := range c.producers {
		if p := &c.producers[i]; p.id == e.ProducerID {
			if e.ProducerEpoch >= p.epoch {
				p.epoch, p.offset = e.ProducerEpoch, e.Offset
			}
			return
		}
	}
	if len(c.producers) == maxProducers {
		c.producers = append(c.producers[:0], c.producers[1:]...)
	}
	c.producers = append(c.producers, producer{e.ProducerID, e.ProducerEpoch, e.Offset})
}

// cut takes out what is claimed from an offset on.
func (c *claims) cut(from int64) (out []claim) {
	n := len(c.marks)
	for n > 0 && c.marks[n-1].offset >= from {
		n--
	}
	out = append(append(out, c.marks[n:]...), c.last)
	c.marks = c.marks[:n]
	c.any = c.first.offset < from
	if c.any {
		c.last = c.first // known no better
		if n > 0 {
			c.last, c.marks = c.marks[n-1], c.marks[:n-1]
		}
	}
	return out
}

// mark keeps a claim. When there are too many, every second of the older half goes.
func (c *claims) mark(m claim) {
	if len(c.marks) == maxMarks {
		kept := c.marks[:0]
		for i, old := range c.marks {
			if i >= maxMarks/2 || i%2 == 0 {
				kept = append(kept, old)
			}
		}
		c.marks = kept
	}
	c.marks = append(c.marks, m)
}

// below forgets what lies below an offset, and is when the youngest of it that is known was
// acknowledged, in ms.
func (c *claims) below(start int64) (youngest int64) {
	last := c.forgets(func(m claim) bool { return m.offset < start })
	if c.any {
		c.first.offset = start
	}
	return last.acked
}

// older forgets what was acknowledged before a time, and is the first and the last offset of
// it; -1 for none.
func (c *claims) older(before int64) (first, last int64) {
	if !c.any || c.first.acked >= before {
		return -1, -1
	}
	first = c.first.offset
	return first, c.forgets(func(m claim) bool { return m.acked < before }).offset
}

// forgets forgets the first one, and those behind it of which something is true, and is the
// last of them that is known.
func (c *claims) forgets(is func(claim) bool) (last claim) {
	last = c.first
	n := 0
	for n < len(c.marks) && is(c.marks[n]) {
		last = c.marks[n]
		n++
	}
	c.marks = append(c.marks[:0], c.marks[n:]...)
	if is(c.last) {
		last, c.any, c.marks = c.last, false, c.marks[:0]
		return last
	}
	c.first = c.last
	if len(c.marks) > 0 {
		c.first = c.marks[0]
	}
	return last
}
