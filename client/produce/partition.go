package produce

import (
	"sync"
	"sync/atomic"
)

// A partition is what is known of one that is written to.
type partition struct {
	topic string
	index int32

	// Bytes of the budget that its records have taken, and given back. Both only grow, so
	// that who sends and who answers write to words of their own.
	came atomic.Int64
	_    [56]byte
	went atomic.Int64
	_    [56]byte

	requests atomic.Uint64 // how many requests to produce with it have begun to leave
	timed    atomic.Uint64 // of those, up to which the time of an acknowledgement was taken
	fresh    atomic.Int64  // when that was, ms since 1970
	bumps    atomic.Uint64 // how often that was in a newer epoch than before
	doubts   atomic.Int32  // how many records wait for their barrier
	foreign  atomic.Bool   // records of no guard's are sent, too
	mark     atomic.Pointer[mark]
	_        [64]byte
	trail

	// Those two are kgo's promises' alone, which it calls one after the other.
	heard       int64 // the answer that acknowledged last
	leaderEpoch int32 // as known then

	mu        sync.Mutex
	id        int64 // the producer of the last request, or -1
	epoch     int16 // the newest one of that producer
	open      []*doubt
	unsettled int // those that are open, and those that are looked for
	taken     taken
	fence     fence
	run       run
}

func newPartition(topic string, index int32) *partition {
	p := &partition{topic: topic, index: index, id: -1}
	p.begin()
	return p
}

// leaves notes a request before it leaves, and returns its number among those with the
// partition.
func (p *partition) leaves(h head) (number uint64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	number = p.requests.Add(1)
	p.run.leaves(number, h, h.id == p.id && h.epoch == p.epoch)
	switch {
	case h.id != p.id:
		if p.id >= 0 {
			p.fresh.Store(0) // no broker has heard of the new one
		}
		p.id, p.epoch = h.id, h.epoch
	case h.epoch > p.epoch:
		p.epoch = h.epoch
		p.bumps.Add(1)
	}
	return number
}

// since is the epoch from which on a record can be the barrier of one that kgo has given
// up: above all in which requests have left since its mark. Where that is a newer one than
// at the mark, what was sent behind the record may have left in it already. Then it is
// that epoch: kgo sends nothing more in one in which it has given up what was sent, and a
// broker takes no sequence in it that is behind the barrier's.
func (p *partition) since(m *mark) int16 {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bumps.Load() > m.bumps {
		return p.epoch
	}
	return p.epoch + 1
}

// finds tells whether the record at an offset may be one that is looked for, and keeps it.
func (p *partition) finds(offset int64) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.taken.find(offset)
}

// settled forgets what was only to be known for doubts, when there are no more.
func (p *partition) settled() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.unsettled--; p.unsettled == 0 {
		p.taken = taken{}
	}
}
