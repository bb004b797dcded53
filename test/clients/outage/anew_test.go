package outage

import (
	"context"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kversion"

	"github.com/breakwaterhq/breakwater/client/produce"
)

// TestM15_ATopicMadeAnew while a request is held on the way, past the time of its records:
// another producer has written to the topic of that name before the request is let go. By
// the topic's id a broker refuses it; by its name (Kafka before 4.1) it takes it.
func TestM15_ATopicMadeAnew(t *testing.T) {
	all := beside(t)
	for name, opts := range map[string][]kgo.Opt{"by-id": nil, "by-name": {kgo.MaxVersions(kversion.V3_8_0())}} {
		all.part(name, func(c cluster) { c.anew(name, opts) })
	}
}

// anew makes a topic anew under what a client of such options has on its way.
func (c cluster) anew(name string, opts []kgo.Opt) {
	c.Helper()
	before, held, p := newBook(), newBook(), &proxy{}
	c.topic(name)
	settled := func(o produce.Outcome) {
		if book := map[bool]*book{true: before, false: held}[len(o.Record.Value) == len(name)+1+100]; o.Final {
			book.settled(o)
		}
	}
	g, client := c.guard(produce.Config{Within: time.Second, Settled: settled}, []produce.Setting{produce.Dial(p.dial)}, append(impatient(), opts...)...)
	for range 2 * partitions {
		before.sends(c.Context(), g, name, 100)
	}
	c.until("every node is connected", func() bool { return g.Numbers().Owed+g.Numbers().InDoubt == 0 })
	p.set(func(p *proxy) { p.holds = true })
	for range 2 * partitions {
		held.sends(c.Context(), g, name, 101)
	}
	c.until("a request is held", func() bool { return p.holding() > 0 })
	c.until("its records are in doubt", func() bool { return g.Numbers().Owed == 0 })
	c.remakes(name)
	p.set(func(p *proxy) { p.holds = false })
	p.lets()
	c.after(2 * time.Second)
	client.PurgeTopicsFromClient(name)
	for range 2 * partitions {
		held.sends(c.Context(), g, name, 101)
	}
	c.until("what comes behind has an outcome", func() bool { return g.Numbers().Owed == 0 })
	ctx, cancel := context.WithTimeout(c.Context(), 30*time.Second)
	if err := g.Close(ctx); err != nil {
		c.Log(err)
	}
	cancel()
	held.true(c, c.log(name))
	if got := kinds(held.first); got[produce.InDoubt] < partitions || got[produce.Persisted] == 0 {
		c.Errorf("the topic was not made anew under what was held: %v", got)
	}
}

// remakes deletes a topic, makes it anew, and has another producer write to it.
func (c cluster) remakes(name string) {
	c.Helper()
	client := c.client(kgo.RecordPartitioner(kgo.ManualPartitioner()))
	admin := kadm.NewClient(client)
	if _, err := admin.DeleteTopic(c.Context(), name); err != nil {
		c.Fatal(err)
	}
	c.until("the topic is there again", func() bool {
		made, err := admin.CreateTopic(c.Context(), partitions, 3, nil, name)
		return err == nil && made.Err == nil
	})
	for i := range 50 * partitions {
		r := &kgo.Record{Topic: name, Partition: int32(i % partitions), Value: []byte("of others")}
		c.until("another producer writes", func() bool { return client.ProduceSync(c.Context(), r).FirstErr() == nil })
	}
}
