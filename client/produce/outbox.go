package produce

import (
	"sync"
	"time"
)

// abides is how long kgo itself waits with a request that may not leave yet. Then it is
// copied, so that kgo can go on.
const abides = 200 * time.Millisecond

// An outbox has what kgo has written to a connection and what has not left, in its order.
// kgo has one goroutine that writes to a broker, on all of its connections: were a request
// to wait in Write for long, so would the questions for metadata. Its limit of time for an
// answer begins when the one before has come, and then nothing waits any more.
type outbox struct {
	mu     sync.Mutex
	queue  []parcel
	busy   bool          // a goroutine sends the queue
	limit  time.Time     // until when kgo's write may take
	closed bool          // nothing leaves any more
	shut   chan struct{} // closed then
}

// A parcel is one write.
type parcel struct {
	b      *[]byte       // a copy: kgo uses its own again
	within time.Duration // that writing it may take; 0 is without an end
	flight flight
}

// idle tells whether nothing waits.
func (o *outbox) idle() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return !o.busy && !o.closed
}

// put queues a copy of a write that has to wait for its gate, or for what is before it,
// and tells whether it did. Else it leaves now, and through its gate if it has one still.
// First tells that somebody is to send.
func (o *outbox) put(b []byte, f *flight) (queued, first bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		f.gate = nil
		return false, false
	}
	if !o.busy && (f.gate == nil || f.gate.try(*f)) {
		return false, false
	}
	p := parcel{b: copies.Get().(*[]byte), flight: *f}
	*p.b = append((*p.b)[:0], b...)
	if !o.limit.IsZero() {
		p.within = time.Until(o.limit)
	}
	p.waits(1)
	o.queue = append(o.queue, p)
	first, o.busy = !o.busy, true
	return true, first
}

// next takes out what leaves next. When there is nothing, idle is told, and nobody sends.
func (o *outbox) next(idle func(limit time.Time)) (p parcel, any bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.queue) == 0 {
		o.busy, o.queue = false, nil
		idle(o.limit)
		return parcel{}, false
	}
	p, o.queue = o.queue[0], o.queue[1:]
	return p, true
}

// close drops what has not left.
func (o *outbox) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return
	}
	o.closed = true
	close(o.shut)
	for _, p := range o.queue {
		p.waits(-1)
		p.ends()
	}
	o.queue = nil
}

// copies are those of parcels that have left: requests are large, and while there is a
// queue there is one after the other.
var copies = sync.Pool{New: func() any { return new([]byte) }}

// ends lets another parcel have the copy.
func (p parcel) ends() { copies.Put(p.b) }

// waits counts what waits at a gate: 1 is one more, -1 one less.
func (p parcel) waits(sign int64) {
	if p.flight.gate != nil {
		p.flight.gate.waits(sign * int64(p.flight.bytes))
	}
}
