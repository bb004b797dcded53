package produce

import (
	"encoding/binary"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kbin"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// A flight is a request to produce that has left and is not answered.
type flight struct {
	correlation int32
	version     int16
	bytes       int       // with its length
	left        time.Time // when it was written
	gate        *gate     // that it went through, if there is one
	parts       []departure
	nulls       bool // it has null in the place of batches, which does not leave
}

// answers reads what comes back on a connection, and tells the answers to requests to
// produce before kgo sees them. A broker answers in the order of the requests. Everything
// else that comes is passed over, by its length.
type answers struct {
	mu     sync.Mutex
	open   []flight
	fresh  []flight // that were answered with what was read last: kgo may not have looked at it yet
	closed bool     // nothing comes any more

	// Of the goroutine that reads:
	head []byte  // of a frame of which less has come
	body []byte  // of an answer of which less has come
	left int     // bytes of the frame that are still to come
	of   *flight // whose answer they are; nil if they are to be passed over
}

const (
	// frameHead is what a frame begins with: its length, which does not count itself, and
	// a correlation id (Kafka's ResponseHeader.json).
	frameHead = 8
	// maxAnswer is how long an answer may be to be read: one partition takes about 50 bytes.
	maxAnswer = 1 << 20
)

// expect notes a request before its first byte leaves, and tells whether it can have an
// answer.
func (a *answers) expect(f flight) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.closed {
		a.open = append(a.open, f)
	}
	return !a.closed
}

// close takes out the requests that have no answer, because none will come any more, and
// those whose answer kgo may never look at.
func (a *answers) close() (open, unread []flight) {
	a.mu.Lock()
	defer a.mu.Unlock()
	open, unread = a.open, a.fresh
	a.open, a.fresh, a.closed = nil, nil, true
	return open, unread
}

// turn is called before more is read: kgo does so when it has looked at all that came before.
func (a *answers) turn() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.fresh = a.fresh[:0]
}

// read looks through bytes that have come. An answer that cannot be read is told as nil.
func (a *answers) read(b []byte, tell func(flight, *kmsg.ProduceResponse)) {
	for len(b) > 0 {
		if a.left == 0 {
			n := min(len(b), frameHead-len(a.head))
			a.head, b = append(a.head, b[:n]...), b[n:]
			if len(a.head) < frameHead {
				return
			}
			a.begin()
		}
		n := min(len(b), a.left)
		a.take(b[:n], tell)
		b = b[n:]
	}
}

// begin begins a frame whose head has come.
func (a *answers) begin() {
	length, correlation := int(binary.BigEndian.Uint32(a.head)), int32(binary.BigEndian.Uint32(a.head[4:]))
	a.head = a.head[:0]
	a.left = max(length-4, 0) // a shorter one is not of Kafka's protocol
	a.of = a.answered(correlation)
}

// answered takes out the request that an answer is for.
func (a *answers) answered(correlation int32) *flight {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.open) == 0 || a.open[0].correlation != correlation {
		return nil
	}
	first := a.open[0]
	a.open, a.fresh = a.open[1:], append(a.fresh, first)
	return &first
}

// take takes in what has come of a frame, and tells it when it is whole.
func (a *answers) take(b []byte, tell func(flight, *kmsg.ProduceResponse)) {
	a.left -= len(b)
	switch {
	case a.of == nil:
		return
	case len(a.body)+len(b)+a.left > maxAnswer:
		tell(*a.of, nil)
		a.of, a.body = nil, nil
		return
	case a.left > 0 || len(a.body) > 0: // mostly it comes at once
		a.body = append(a.body, b...)
		b = a.body
	}
	if a.left == 0 {
		tell(*a.of, produced(a.of.version, b))
		a.of, a.body = nil, nil
	}
}

// produced reads an answer behind its correlation id; nil if it is none.
func produced(version int16, b []byte) *kmsg.ProduceResponse {
	resp := kmsg.NewPtrProduceResponse()
	resp.SetVersion(version)
	r := kbin.Reader{Src: b}
	if resp.IsFlexible() {
		kmsg.SkipTags(&r)
	}
	if !r.Ok() || resp.ReadFrom(r.Src) != nil {
		return nil
	}
	return resp
}
