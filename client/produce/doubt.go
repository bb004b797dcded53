package produce

import "github.com/twmb/franz-go/pkg/kgo"

// A doubt is a record that kgo gave up after it may have been sent.
type doubt struct {
	e      *entry
	at     *partition
	err    error  // why kgo gave it up
	number uint64 // among all of the client, from 1
	from   int64  // it cannot lie below this offset; -1 is unknown
	pid    int64  // the producer that sent it
	epoch  int16  // the oldest one of a barrier
	until  int64  // the offset of its barrier
}

// doubt keeps a record until its barrier is acknowledged, and tells whether one can come:
// not where several producer ids may have sent it, because what an older id sends is not
// refused for what a newer one has sent.
func (e *entry) doubt(err error) bool {
	id, epoch, ok := e.guard.kit.producer.since(e.mark.producer)
	if !ok {
		return false
	}
	p, acked := e.at, e.at.acked.Load()
	if epoch++; e.guard.kit.strange.Load() == e.mark.strange {
		epoch = p.since(e.mark) // else it may have left unseen, in any
	}
	d := &doubt{e: e, at: p, err: err, from: acked + 1, pid: id, epoch: epoch}
	if acked < 0 {
		d.from = -1
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	d.number = e.guard.kit.doubted.Add(1)
	p.open = append(p.open, d)
	p.unsettled++
	p.doubts.Store(int32(len(p.open)))
	return true
}

// barrier takes out the doubts whose barrier an acknowledged record is: one of the same
// producer, in a newer epoch (see partition.since), that had no partition yet when kgo gave
// them up. From then on a broker refuses whatever of the older epoch still comes (KIP-98,
// INVALID_PRODUCER_EPOCH; held against a real broker).
func (p *partition) barrier(e *entry, r *kgo.Record) (ready []*doubt) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.open) > 0 {
		p.taken.acknowledge(r.Offset)
	}
	left := p.open[:0]
	for _, d := range p.open {
		if e.mark.doubts < d.number || r.ProducerID != d.pid || r.ProducerEpoch < d.epoch {
			left = append(left, d)
			continue
		}
		d.until = r.Offset
		ready = append(ready, d)
	}
	clear(p.open[len(left):])
	p.open = left
	p.doubts.Store(int32(len(left)))
	return ready
}
