package outage

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/produce"
)

// limits sets what a topic takes.
func (c cluster) limits(client *kgo.Client, topic string, bytes int) {
	c.Helper()
	value := strconv.Itoa(bytes)
	got, err := kadm.NewClient(client).AlterTopicConfigs(c.Context(), []kadm.AlterConfig{{Name: "max.message.bytes", Value: &value}}, topic)
	if err != nil || got[0].Err != nil {
		c.Fatal(err, got)
	}
}

// TestM14_ALeaderIsKilledWhileRefusedRecordsGoAgain: the limit was lowered to two records, so
// that those of the batches that are refused go again a few at a time, and a broker that leads
// is killed (SIGKILL) meanwhile. None is given up that may not be in the log, none is twice
// there, and the outcomes are true.
func TestM14_ALeaderIsKilledWhileRefusedRecordsGoAgain(t *testing.T) {
	c, b := begin(t), newBook()
	c.topic("orders")
	g, client := c.guard(produce.Config{Sizes: &produce.Sizes{}, Within: time.Minute, Budget: 1 << 20, Settled: b.settled}, nil,
		kgo.ProducerBatchCompression(kgo.NoCompression()), kgo.ProducerLinger(200*time.Millisecond))
	end := load(t.Context(), 1000, func(ctx context.Context) { b.sends(ctx, g, "orders", 1000) })
	began := time.Now()
	c.until("all partitions are written to", func() bool { return b.went(began) })
	victim := 1 + c.active(client)%3
	led := c.leads(client, "orders", victim)

	c.limits(client, "orders", 2_500)
	c.until("records go again", func() bool { return g.Counts().Again > 0 })
	if err := c.Node(victim).Kill(); err != nil {
		t.Fatal(err)
	}
	before := g.Counts().Again
	c.until("others lead", func() bool { return c.leads(client, "orders", victim) == 0 })
	elected := time.Now()
	c.until("all partitions are written to again", func() bool { return b.went(elected) })
	c.after(3 * time.Second)
	end()
	c.closes(g)
	b.true(c, c.log("orders"))
	again := g.Counts().Again
	t.Logf("killed broker %d, which led %d partitions: %d records had gone again before, and %d went later", victim, led, before, again-before)
	// A batch whose answer has gone with the broker, and that the next leader refuses for its
	// size, may be in the log of either: its records are in doubt first, and then settled.
	if got := kinds(b.first); got[produce.InDoubt]+got[produce.Persisted] != b.sent {
		t.Errorf("all records are legal and had a minute, and the first outcomes are %v", got)
	}
	if led == 0 || again == before {
		t.Errorf("the broker led %d partitions, and %d records went again after it was killed, so that nothing was tried", led, again-before)
	}
}
