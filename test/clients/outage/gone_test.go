package outage

import (
	"context"
	"runtime"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/client/produce"
)

// load sends at a rate until it is ended, and waits until what it sends has been taken.
func load(ctx context.Context, perSecond int, send func(context.Context)) (end func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		began := time.Now()
		for n := 0; ; n++ {
			select {
			case <-ctx.Done():
				return
			case <-time.After(time.Until(began.Add(time.Duration(n) * time.Second / time.Duration(perSecond)))):
			}
			send(context.WithoutCancel(ctx))
		}
	}()
	return func() { cancel(); <-done }
}

// TestM15_AClusterThatIsGone after it was connected: every outcome is told in time, in
// memory that does not grow, and in the end each is true.
func TestM15_AClusterThatIsGone(t *testing.T) {
	const within, budget = 3 * time.Second, 4 << 20
	c, b := begin(t), newBook()
	c.topic("orders")
	g, _ := c.guard(produce.Config{Within: within, Budget: budget, Settled: b.settled}, nil)
	end := load(t.Context(), 2000, func(ctx context.Context) { b.sends(ctx, g, "orders", 100) })
	c.after(2 * time.Second)
	before := heap()
	for _, n := range c.Nodes() {
		if err := n.Pause(); err != nil {
			t.Fatal(err)
		}
	}
	c.after(15 * time.Second)
	grown := heap() - before
	for _, n := range c.Nodes() {
		if err := n.Continue(); err != nil {
			t.Fatal(err)
		}
	}
	c.after(10 * time.Second)
	end()
	c.closes(g)
	b.true(c, c.log("orders"))
	if b.slowest > within+time.Second {
		t.Errorf("an outcome was told after %s", b.slowest)
	}
	if got := kinds(b.first); got[produce.InDoubt] == 0 || got[produce.NotPersisted] == 0 {
		t.Errorf("the outage has shown in nothing: %v", got)
	}
	t.Logf("the heap has grown by %d KiB, with a budget of %d KiB and what the book of this test keeps", grown>>10, budget>>10)
}

// after lets time pass for the cluster, which has no clock that a test could turn.
func (c cluster) after(d time.Duration) {
	c.Helper()
	select {
	case <-c.Context().Done():
		c.Fatal("the test was ended")
	case <-time.After(d):
	}
}

// heap is what is in use.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapInuse)
}
