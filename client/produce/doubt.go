package produce

import (
	"errors"
	"fmt"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
)

// A doubt is a record that kgo gave up after it may have been sent.
type doubt struct {
	guard  *Guard
	e      *entry
	at     *partition
	err    error    // why kgo gave it up
	number uint64   // among all of the client, from 1
	from   int64    // it cannot lie below this offset; -1 is unknown
	start  landmark // what was acknowledged before it
	anew   bool     // the log has begun anew since it was on its way
	adrift bool     // what was acknowledged without an offset may be behind from
	pid    int64    // the producer that sent it
	epoch  int16    // the oldest one of a barrier

	barrier landmark // once it is acknowledged
	found   found
}

// found is where a record was found.
type found struct {
	offset int64 // -1 where it was not
	era    int32 // the leader epoch in which it was appended
	by     author
}

// Why a record stays in doubt for good from the beginning.
var (
	errProducers = errors.New("its producer id has changed since it was sent, so that no later record shows that it cannot come any more")
	errBlind     = errors.New("the client is not idempotent or was made without produce.Options(), so that it is not looked for")
	errMany      = errors.New("as many bytes as the budget has are in doubt already, and no barrier comes")
)

// doubt keeps a record until its barrier is acknowledged. It fails where none can come:
// where several producer ids may have sent the record, because what an older id sends is
// not refused for what a newer one has sent; and where too many wait for theirs.
func (g *Guard) doubt(e *entry, err error) error {
	kit := g.kit
	id, epoch, ok := kit.producer.since(e.mark.producer)
	if !ok {
		return errProducers
	}
	if kit.waiting.Add(int64(e.cost)) > g.budget {
		kit.waiting.Add(-int64(e.cost))
		return errMany
	}
	p := e.mark.at
	if epoch++; kit.strange.Load() == e.mark.strange {
		epoch = p.since(e.mark) // else it may have left unseen, in any
	}
	d := &doubt{guard: g, e: e, at: p, err: err, pid: id, epoch: epoch, found: found{offset: -1}}
	p.mu.Lock()
	defer p.mu.Unlock()
	d.from, d.start, d.adrift = p.acked.Load()+1, p.last(), p.adrift
	d.anew = p.anew && e.mark.requests <= p.before || errors.Is(err, kerr.UnknownTopicID)
	d.number = kit.doubted.Add(1)
	p.open = append(p.open, d)
	p.unsettled++
	p.doubts.Store(int32(len(p.open)))
	return nil
}

// lost is that a doubt stays one.
func (d *doubt) lost(why error) Outcome {
	return Outcome{Kind: InDoubt, Record: d.e.record, Err: unsettled(why, d.err)}
}

func unsettled(why, err error) error { return fmt.Errorf("%w: %w (%w)", ErrUnsettled, why, err) }

// barrier takes out the doubts whose barrier an acknowledged record is: one of the same
// producer, in a newer epoch (see partition.since), that had no partition yet when kgo gave
// them up. From then on a broker refuses whatever of the older epoch still comes (KIP-98,
// INVALID_PRODUCER_EPOCH; held against a real broker).
func (p *partition) barrier(e *entry, r *kgo.Record) (ready []*doubt) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.open) == 0 {
		return nil
	}
	p.taken.acknowledge(r.Offset)
	if e.mark.doubts < p.open[0].number {
		return nil
	}
	at, left := landmarkOf(r), p.open[:0]
	for _, d := range p.open {
		if e.mark.doubts < d.number || r.ProducerID != d.pid || r.ProducerEpoch < d.epoch {
			left = append(left, d)
			continue
		}
		d.barrier = at
		ready = append(ready, d)
		d.guard.kit.waiting.Add(-int64(d.e.cost))
	}
	clear(p.open[len(left):])
	p.open = left
	p.doubts.Store(int32(len(left)))
	return ready
}
