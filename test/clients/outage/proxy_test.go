package outage

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/produce"
)

// A proxy stands between a client and the brokers, in the client's dialer.
type proxy struct {
	mu    sync.Mutex
	holds bool     // requests to produce stay on the way
	drops bool     // the answer to a request to produce is lost, and the connection with it
	held  []func() // let one go, each
	owing map[*proxied]bool
	lost  int // answers
}

func (p *proxy) dial(ctx context.Context, network, address string) (net.Conn, error) {
	c, err := (&net.Dialer{}).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return &proxied{Conn: c, proxy: p}, nil
}

// proxied is one connection. What is held outlives the client's end of it.
type proxied struct {
	net.Conn
	proxy *proxy

	mu       sync.Mutex
	held     bool
	produced bool // the last request was to produce
	closed   bool
}

func (c *proxied) Write(b []byte) (int, error) {
	p := c.proxy
	p.mu.Lock()
	defer p.mu.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.produced = len(b) > 8 && binary.BigEndian.Uint16(b[4:]) == 0
	if !c.held && !(p.holds && c.produced) {
		return c.Conn.Write(b)
	}
	c.held = true // what follows on this connection must not overtake it
	late := append([]byte(nil), b...)
	p.owes(c)
	p.held = append(p.held, func() { c.Conn.Write(late) }) // the broker may have closed it
	return len(b), nil
}

func (c *proxied) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.proxy.mu.Lock()
	defer c.proxy.mu.Unlock()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.proxy.drops && c.produced && n > 0 {
		c.proxy.lost++
		c.Conn.Close()
		return 0, io.ErrUnexpectedEOF
	}
	return n, err
}

func (c *proxied) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.held && !c.closed {
		c.closed = true
		return c.SetReadDeadline(time.Now()) // the way to the broker stays open
	}
	return c.Conn.Close()
}

func (p *proxy) set(change func(*proxy)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change(p)
}

// lets lets go what is held.
func (p *proxy) lets() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, let := range p.held {
		let()
	}
	p.held = nil
}

// owes notes that a connection holds a request.
func (p *proxy) owes(c *proxied) {
	if p.owing == nil {
		p.owing = map[*proxied]bool{}
	}
	p.owing[c] = true
}

// cut ends every connection that holds a request, which is lost.
func (p *proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.owing {
		c.Conn.Close()
	}
	p.holds, p.held, p.owing = false, nil, nil
}

func (p *proxy) holding() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.held)
}

// impatient makes kgo send again after two seconds instead of twenty.
func impatient() []kgo.Opt {
	return []kgo.Opt{kgo.ProduceRequestTimeout(time.Second), kgo.RequestTimeoutOverhead(time.Second)}
}

// TestM15_AHeldRequest: a request to produce stays on the way for longer than its records
// may take, and arrives before kgo sends it again, or long after that was acknowledged.
func TestM15_AHeldRequest(t *testing.T) {
	all := beside(t)
	for name, lateBy := range map[string]time.Duration{"before": 1500 * time.Millisecond, "behind": 6 * time.Second} {
		all.part(name, func(c cluster) { c.lateBy(name, lateBy) })
	}
}

// lateBy holds requests for so long.
func (c cluster) lateBy(name string, d time.Duration) {
	c.Helper()
	b, p := newBook(), &proxy{}
	c.topic(name)
	g, _ := c.guard(produce.Config{Within: time.Second, Settled: b.settled}, []produce.Setting{produce.Dial(p.dial)}, impatient()...)
	for range 2 * partitions {
		b.sends(c.Context(), g, name, 100)
	}
	c.until("every node is connected", func() bool { return g.Numbers().Owed+g.Numbers().InDoubt == 0 })
	p.set(func(p *proxy) { p.holds = true })
	for range 50 {
		b.sends(c.Context(), g, name, 100)
	}
	c.until("a request is held", func() bool { return p.holding() > 0 })
	c.after(d)
	p.set(func(p *proxy) { p.holds = false })
	p.lets()
	c.after(4 * time.Second)
	for range 50 {
		b.sends(c.Context(), g, name, 100)
	}
	c.closes(g)
	b.true(c, c.log(name))
	if got := kinds(b.first)[produce.InDoubt]; got == 0 {
		c.Error("nothing was in doubt")
	}
}

// TestM15_LostAcknowledgements: what was appended and whose answer was lost is sent again,
// and is in the log once.
func TestM15_LostAcknowledgements(t *testing.T) {
	c, b, p := beside(t), newBook(), &proxy{}
	c.topic("lost")
	g, _ := c.guard(produce.Config{Within: 2 * time.Second, Settled: b.settled}, []produce.Setting{produce.Dial(p.dial)}, impatient()...)
	end := load(t.Context(), 500, func(ctx context.Context) { b.sends(ctx, g, "lost", 100) })
	for range 6 {
		c.after(time.Second)
		p.set(func(p *proxy) { p.drops = true })
		c.after(300 * time.Millisecond)
		p.set(func(p *proxy) { p.drops = false })
	}
	end()
	c.closes(g)
	b.true(c, c.log("lost"))
	if p.lost < 3 {
		t.Errorf("only %d answers were lost", p.lost)
	}
	t.Logf("%d answers were lost", p.lost)
}

// until waits for the cluster.
func (c cluster) until(what string, is func() bool) {
	c.Helper()
	for end := time.Now().Add(30 * time.Second); !is(); c.after(10 * time.Millisecond) {
		if time.Now().After(end) {
			c.Fatalf("it does not come about that %s", what)
		}
	}
}

// closes closes a guard, which has a minute to settle what is in doubt.
func (c cluster) closes(g *produce.Guard) {
	c.Helper()
	ctx, cancel := context.WithTimeout(c.Context(), time.Minute)
	defer cancel()
	if err := g.Close(ctx); err != nil {
		c.Error(err)
	}
}
