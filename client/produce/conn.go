package produce

import (
	"net"
	"sync/atomic"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/client/limiter"
)

// A conn looks at what leaves, and at what comes back.
type conn struct {
	net.Conn
	kit     *kit
	address string
	node    atomic.Int32 // of the broker; below 0 while it is not known
	outbox  outbox
	answers answers
	fences  uint64 // how many were raised when a request to produce was written last
}

func newConn(c net.Conn, k *kit, address string) *conn {
	out := &conn{Conn: c, kit: k, address: address, outbox: outbox{shut: make(chan struct{})}, fences: k.raised.Load()}
	out.node.Store(-1)
	return out
}

// OnBrokerConnect is a hook of kgo's: which broker a connection goes to. It comes before
// the first request that is not about the connection itself.
func (*kit) OnBrokerConnect(to kgo.BrokerMetadata, _ time.Duration, c net.Conn, _ error) {
	if own, is := c.(*conn); is {
		own.node.Store(to.NodeID)
	}
}

// Close also forgets the connection, and what is on its way.
func (c *conn) Close() error {
	c.kit.conns.remove(c)
	c.outbox.close()
	err := c.Conn.Close()
	open, unread := c.answers.close()
	for _, f := range unread {
		f.unread()
	}
	for _, f := range open {
		f.lost()
		f.done(limiter.Refused, cutSilent)
	}
	return err
}

// Write notes a request to produce before its first byte leaves, or waits for its gate.
func (c *conn) Write(b []byte) (int, error) {
	f, asks := c.kit.leaves(b)
	if err := c.fenced(b); err != nil {
		f.stays()
		return 0, err
	}
	out := b
	if f.nulls {
		out = withoutNulls(b)
		f.bytes = len(out)
	}
	if asks {
		f.gate = c.kit.flow.Load().gate(c.node.Load())
	}
	if !c.abides(f) {
		if queued, first := c.outbox.put(out, &f); queued {
			if first {
				go c.sends()
			}
			return len(b), nil
		}
	}
	if n, err := c.write(out, f); err != nil {
		return n, err
	}
	return len(b), nil
}

// abides waits for a moment with a request that nothing is before, and tells whether it is
// through its gate.
func (c *conn) abides(f flight) bool {
	return f.gate != nil && c.outbox.idle() && f.gate.abide(f, c.outbox.shut, abides)
}

// write has a request leave, which has an answer if its version is known.
func (c *conn) write(b []byte, f flight) (int, error) {
	if f.bytes > 0 {
		f.left = time.Now()
		if !c.answers.expect(f) {
			f.lost()
			f.done(limiter.Failed, cutSilent)
		}
	}
	return c.Conn.Write(b)
}

// sends writes what was queued, until there is nothing or the connection ends.
func (c *conn) sends() {
	idle := func(limit time.Time) { c.Conn.SetWriteDeadline(limit) } //nolint:errcheck // the next write tells
	for p, any := c.outbox.next(idle); any; p, any = c.outbox.next(idle) {
		open := p.flight.gate == nil || p.flight.gate.enter(p.flight, c.outbox.shut, nil)
		if p.waits(-1); !open {
			p.ends()
			return
		}
		var limit time.Time
		if p.within > 0 {
			limit = time.Now().Add(p.within)
		}
		c.Conn.SetWriteDeadline(limit) //nolint:errcheck // the write tells
		_, err := c.write(*p.b, p.flight)
		if p.ends(); err != nil {
			c.outbox.close()
			c.Conn.Close() //nolint:errcheck // kgo finds it closed when it reads
			return
		}
	}
}

// SetWriteDeadline is for kgo's next write, not for one before it that has not left.
func (c *conn) SetWriteDeadline(t time.Time) error {
	c.outbox.mu.Lock()
	defer c.outbox.mu.Unlock()
	c.outbox.limit = t
	if c.outbox.busy {
		return nil
	}
	return c.Conn.SetWriteDeadline(t)
}

// Read looks at the answers before kgo does, and notes when something came.
func (c *conn) Read(b []byte) (int, error) {
	c.answers.turn()
	n, err := c.Conn.Read(b)
	c.kit.heard.Store(time.Now().UnixNano())
	c.answers.read(b[:n], c.answered)
	return n, err
}

// answered takes in what a broker said to a request; nil if it cannot be read.
func (c *conn) answered(f flight, resp *kmsg.ProduceResponse) {
	if resp == nil {
		f.lost()
		f.done(limiter.Failed, cutLate)
		return
	}
	c.kit.hears(f, resp)
	f.done(verdictOn(resp))
	if refuses(resp) {
		c.kit.metadata.failed()
	}
}

// done tells the gate of a request what came of it.
func (f flight) done(v limiter.Verdict, why string) {
	if f.gate != nil {
		f.gate.done(f, v, why)
	}
}
