package cluster

import (
	"slices"
	"sync"

	"github.com/twmb/franz-go/pkg/kmsg"
	"golang.org/x/time/rate"

	"github.com/breakwaterhq/breakwater/internal/dial"
)

// wires are the connections to one address. A scan has them for one look; who
// looks again and again keeps them.
type wires struct {
	pace *rate.Limiter // of all addresses together

	opening sync.Mutex // guards what follows
	lanes   [lanes]line
	opened  []*dial.Broker
	sent    map[int16]int // requests since the last reading, by their key
}

// line is the state of one lane.
type line struct {
	open     *dial.Broker
	timeouts int
	why      error // of the last one
}

// count notes that a request is sent.
func (w *wires) count(req kmsg.Request) {
	w.opening.Lock()
	defer w.opening.Unlock()
	if w.sent == nil {
		w.sent = map[int16]int{}
	}
	w.sent[req.Key()]++
}

// renew makes the connections ready for another look: those on which a question
// hangs are closed, and what hung in the last look is asked again in this one.
func (w *wires) renew() {
	w.opening.Lock()
	defer w.opening.Unlock()
	inUse := func(b *dial.Broker) bool {
		return slices.ContainsFunc(w.lanes[:], func(l line) bool { return l.open == b })
	}
	for i := range w.lanes {
		w.lanes[i].timeouts = 0
	}
	w.opened = slices.DeleteFunc(w.opened, func(b *dial.Broker) bool {
		if !inUse(b) {
			b.Close()
			return true
		}
		return false
	})
}

// spend adds what was sent since the last call, and forgets it.
func (w *wires) spend(on Cost) {
	w.opening.Lock()
	defer w.opening.Unlock()
	for key, n := range w.sent {
		on.Add(kmsg.NameForKey(key), Spent{Requests: n})
	}
	clear(w.sent)
	for _, b := range w.opened {
		for key, bytes := range b.Traffic() {
			on.Add(kmsg.NameForKey(key), Spent{Sent: bytes.Sent, Received: bytes.Received})
		}
	}
}

func (w *wires) close() {
	w.opening.Lock()
	defer w.opening.Unlock()
	for _, b := range w.opened {
		b.Close()
	}
	w.opened = nil
}

// pool is the wires of all addresses.
type pool struct {
	pace *rate.Limiter
	mu   sync.Mutex // guards what follows
	of   map[string]*wires
	past Cost // of addresses that were let go of, and not told yet
}

// newPool makes one over which so many requests a second are sent at the most;
// 0: any number. A second's worth of them may be sent at once.
func newPool(perSecond int) *pool {
	p := &pool{pace: rate.NewLimiter(rate.Inf, 0), of: map[string]*wires{}, past: Cost{}}
	if perSecond > 0 {
		p.pace = rate.NewLimiter(rate.Limit(perSecond), perSecond)
	}
	return p
}

func (p *pool) at(address string) *wires {
	p.mu.Lock()
	defer p.mu.Unlock()
	w := p.of[address]
	if w == nil {
		w = &wires{pace: p.pace}
		p.of[address] = w
	}
	return w
}

func (p *pool) each(f func(*wires)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, w := range p.of {
		f(w)
	}
}

func (p *pool) close() { p.each((*wires).close) }

// keep closes the connections to all other addresses than these, and lets go of
// them: brokers that move would leave more of them open for ever.
func (p *pool) keep(used map[string]bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for address, w := range p.of {
		if !used[address] {
			w.spend(p.past)
			w.close()
			delete(p.of, address)
		}
	}
}

// spend adds what was sent to all addresses since the last call, and forgets it.
func (p *pool) spend(on Cost) {
	p.each(func(w *wires) { w.spend(on) })
	p.mu.Lock()
	defer p.mu.Unlock()
	for name, s := range p.past {
		on.Add(name, s)
	}
	clear(p.past)
}
