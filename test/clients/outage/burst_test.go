package outage

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/produce"
)

// burst notes when a client has asked for metadata, and when a request to produce failed.
type burst struct {
	mu            sync.Mutex
	asked, failed []time.Time
}

func (b *burst) OnBrokerWrite(_ kgo.BrokerMetadata, key int16, _ int, _, _ time.Duration, err error) {
	if key == 3 && err == nil {
		b.note(&b.asked)
	}
}

func (b *burst) OnBrokerE2E(_ kgo.BrokerMetadata, key int16, e2e kgo.BrokerE2E) {
	if key == 0 && e2e.Err() != nil {
		b.note(&b.failed)
	}
}

func (b *burst) note(in *[]time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	*in = append(*in, time.Now())
}

// asks counts the questions for metadata in a time since the first failure behind a
// moment, and the failures.
func (b *burst) asks(since time.Time, within time.Duration) (asked, failed int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	at := slices.IndexFunc(b.failed, since.Before)
	if at < 0 {
		return 0, 0
	}
	first := b.failed[at]
	in := func(at time.Time) bool { return !at.Before(first) && at.Before(first.Add(within)) }
	return count(b.asked, in), count(b.failed, in)
}

func count(all []time.Time, is func(time.Time) bool) (n int) {
	for _, at := range all {
		if is(at) {
			n++
		}
	}
	return n
}

// soon waits for ten seconds for something, which a machine that is busy may keep from
// coming about.
func soon(is func() bool) bool {
	for end := time.Now().Add(10 * time.Second); !is(); <-time.After(time.Millisecond) {
		if time.Now().After(end) {
			return false
		}
	}
	return true
}

// TestM14_FailuresOfAllBrokersAskOnce: requests to produce to all three brokers fail at
// once, and the client asks one time for metadata, at once. A machine that is busy may
// have the guard and kgo ask one behind the other: that may be so in one burst of three.
// Where not all brokers have a request on its way together, there is no burst to look at.
func TestM14_FailuresOfAllBrokersAskOnce(t *testing.T) {
	c, b, p, seen := begin(t), newBook(), &proxy{}, &burst{}
	c.topic("orders")
	g, _ := c.guard(produce.Config{Within: time.Minute, Settled: b.settled}, []produce.Setting{produce.Dial(p.dial)}, kgo.WithHooks(seen))
	began := time.Now()
	end := load(t.Context(), 500, func(ctx context.Context) { b.sends(ctx, g, "orders", 100) })
	bursts, once := 0, 0
	for tries := 0; tries < 6 && bursts < 3; tries++ {
		c.until("all partitions are written to", func() bool { return b.went(began) })
		p.set(func(p *proxy) { p.holds = true })
		all := soon(func() (is bool) { p.set(func(p *proxy) { is = len(p.owing) == 3 }); return is })
		began = time.Now()
		p.cut()
		if !all || !soon(func() bool { _, failed := seen.asks(began, time.Second); return failed >= 3 }) {
			began = time.Now()
			continue
		}
		c.after(time.Second) // in which more could be asked
		asked, failed := seen.asks(began, 200*time.Millisecond)
		t.Logf("%d requests failed within 200 ms, and metadata were asked for %d times", failed, asked)
		bursts++
		if asked == 1 {
			once++
		}
		began = time.Now()
	}
	end()
	c.closes(g)
	b.true(c, c.log("orders"))
	if bursts == 0 || 3*once < 2*bursts {
		t.Errorf("of %d bursts, %d had one question for metadata", bursts, once)
	}
}
