package outage

import (
	"context"
	"fmt"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"

	"github.com/breakwaterhq/breakwater/client/produce"
)

// A lag is a proxy on which the answers of one broker come late, as close to each other as
// they were given.
type lag struct {
	of   string // its address
	late atomic.Int64
}

func (l *lag) dial(ctx context.Context, network, address string) (net.Conn, error) {
	c, err := (&net.Dialer{}).DialContext(ctx, network, address)
	if err != nil || address != l.of {
		return c, err
	}
	out := &lagging{Conn: c, lag: l, parts: make(chan part, 1<<10)}
	go out.reads()
	return out, nil
}

type lagging struct {
	net.Conn
	lag   *lag
	parts chan part
	rest  []byte
}

// A part of an answer, and when it comes.
type part struct {
	b  []byte
	at time.Time
}

func (l *lagging) reads() {
	defer close(l.parts)
	for {
		b := make([]byte, 4<<10)
		n, err := l.Conn.Read(b)
		if err != nil {
			return
		}
		l.parts <- part{b[:n], time.Now().Add(time.Duration(l.lag.late.Load()))}
	}
}

func (l *lagging) Read(b []byte) (int, error) {
	if len(l.rest) == 0 {
		next, open := <-l.parts
		if !open {
			return 0, net.ErrClosed
		}
		<-time.After(time.Until(next.at))
		l.rest = next.b
	}
	n := copy(b, l.rest)
	l.rest = l.rest[n:]
	return n, nil
}

// ledBy is the address of a broker, and the partitions of a topic that it leads, once all of
// them are led.
func (c cluster) ledBy(node int32, topic string) (address string, led map[int32]bool) {
	c.Helper()
	admin := kadm.NewClient(c.client())
	for {
		got, err := admin.Metadata(c.Context(), topic)
		if err != nil {
			c.Fatal(err)
		}
		all := 0
		led = map[int32]bool{}
		for _, p := range got.Topics[topic].Partitions {
			if p.Leader >= 0 {
				all++
			}
			if p.Leader == node {
				led[p.Partition] = true
			}
		}
		for _, b := range got.Brokers {
			if b.NodeID == node {
				address = net.JoinHostPort(b.Host, fmt.Sprint(b.Port))
			}
		}
		if all == partitions && address != "" {
			return address, led
		}
		c.after(100 * time.Millisecond)
	}
}

// TestM15_ABrokerFarAway, to which as much is sent as to the others: what they take does
// not become less, although what is on its way to it would fill the budget.
func TestM15_ABrokerFarAway(t *testing.T) {
	const far, size, budget = 5 * time.Second, 20_000, 4 << 20
	c, b := begin(t), newBook()
	c.topic("orders")
	const victim = 2
	address, slow := c.ledBy(victim, "orders")
	if len(slow) == 0 || len(slow) == partitions {
		t.Fatalf("broker %d leads %d of %d partitions", victim, len(slow), partitions)
	}
	l := &lag{of: address}
	g, _ := c.guard(produce.Config{Budget: budget, Settled: b.settled}, []produce.Setting{produce.Dial(l.dial)})
	var ends []func()
	for partition := range int32(partitions) {
		ends = append(ends, load(t.Context(), 40, func(ctx context.Context) { b.sendsTo(ctx, g, "orders", partition, size) }))
	}
	for tries := 0; tries < 60 && b.others(slow, time.Second) < 100; tries++ { // of 160, unless the machine is busy
		c.after(100 * time.Millisecond)
	}
	c.after(4 * time.Second)
	before := b.others(slow, 4*time.Second)
	l.late.Store(int64(far))
	c.after(15 * time.Second)
	beside, at := b.others(slow, 10*time.Second), g.Brokers()
	l.late.Store(0)
	c.after(10 * time.Second)
	for _, end := range ends {
		end()
	}
	c.closes(g)
	b.true(c, c.log("orders"))
	t.Logf("the others took %.0f records/s before, %.0f beside a broker that is %s away; the brokers then: %+v", before, beside, far, at)
	if beside < 0.5*before { // without shares it is next to nothing; what a busy machine takes varies
		t.Errorf("the others took %.0f records/s before, and %.0f beside it", before, beside)
	}
	if at[victim].Held < budget/3 || at[victim].RoundTrip < far/2 {
		t.Errorf("it was not slow, or nothing was held for it: %+v", at[victim])
	}
}

// others is how many records/s were persisted of late in partitions that are not those.
func (b *book) others(those map[int32]bool, late time.Duration) float64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	n, since := 0, time.Now().Add(-late)
	for partition, times := range b.acked {
		for _, at := range times {
			if !those[partition] && at.After(since) {
				n++
			}
		}
	}
	return float64(n) / late.Seconds()
}
