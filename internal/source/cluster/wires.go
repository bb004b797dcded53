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
	closed  bool          // the address was let go of, and is not asked any more
	sent    map[int16]int // requests since the last reading, by their key
	shut    Cost          // what went over connections that are closed, and was not told yet
}

// line is the state of one lane.
type line struct {
	open     *dial.Broker
	left     []*dial.Broker // on which a question hangs: others on it may still be answered
	timeouts int
	why      error // of the last one
}

// connections are those of one lane that are not closed.
func (l *line) connections() []*dial.Broker {
	if l.open == nil {
		return l.left
	}
	return append(slices.Clone(l.left), l.open)
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

// renew makes the lanes ready for another look, but for that of the probes, which
// may be under way: connections on which a question hangs are closed, and what
// hung in the last look is asked again in this one.
func (w *wires) renew() {
	w.opening.Lock()
	defer w.opening.Unlock()
	for kind := range w.lanes {
		if kind != onProbe {
			w.renewLane(kind)
		}
	}
}

// renewProbe does so before a probe.
func (w *wires) renewProbe() {
	w.opening.Lock()
	defer w.opening.Unlock()
	w.renewLane(onProbe)
}

func (w *wires) renewLane(kind int) {
	line := &w.lanes[kind]
	w.end(line.left)
	line.left, line.timeouts = nil, 0
}

// end closes connections, and keeps what went over them.
func (w *wires) end(all []*dial.Broker) {
	for _, b := range all {
		if w.shut == nil {
			w.shut = Cost{}
		}
		w.shut.traffic(b)
		b.Close()
	}
}

// traffic adds what went over a connection since the last call.
func (c Cost) traffic(b *dial.Broker) {
	for key, bytes := range b.Traffic() {
		c.Add(kmsg.NameForKey(key), Spent{Sent: bytes.Sent, Received: bytes.Received})
	}
}

// spend adds what was sent since the last call, and forgets it.
func (w *wires) spend(on Cost) {
	w.opening.Lock()
	defer w.opening.Unlock()
	for key, n := range w.sent {
		on.Add(kmsg.NameForKey(key), Spent{Requests: n})
	}
	clear(w.sent)
	for name, s := range w.shut {
		on.Add(name, s)
	}
	clear(w.shut)
	for kind := range w.lanes {
		for _, b := range w.lanes[kind].connections() {
			on.traffic(b)
		}
	}
}

// close ends all connections for good: who asks after that is told so.
func (w *wires) close() {
	w.opening.Lock()
	defer w.opening.Unlock()
	w.closed = true
	for kind := range w.lanes {
		line := &w.lanes[kind]
		w.end(line.connections())
		line.open, line.left = nil, nil
	}
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
