package outage

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/client/produce"
)

// client is one that ends with the test.
func (c cluster) client(opts ...kgo.Opt) *kgo.Client {
	c.Helper()
	client, err := kgo.NewClient(append(c.Admin(), opts...)...)
	if err != nil {
		c.Fatal(err)
	}
	c.Cleanup(client.Close)
	return client
}

// partitions is how many a topic has: each node leads two.
const partitions = 6

// topic makes a topic with settings, pairs of a key and a value, of which all nodes know.
func (c cluster) topic(name string, settings ...string) {
	c.Helper()
	config := map[string]*string{}
	for i := 0; i < len(settings); i += 2 {
		config[settings[i]] = &settings[i+1]
	}
	client := c.client()
	made, err := kadm.NewClient(client).CreateTopic(c.Context(), partitions, 3, config, name)
	if err != nil || made.Err != nil {
		c.Fatal(err, made.Err)
	}
	ctx, cancel := context.WithTimeout(c.Context(), time.Minute)
	defer cancel()
	for _, n := range c.Nodes() {
		for !knows(ctx, client.Broker(n.ID()), name) {
			if ctx.Err() != nil {
				c.Fatalf("node %d does not know the topic %s after a minute", n.ID(), name)
			}
		}
	}
}

// knows tells whether a node names leaders for all partitions of a topic.
func knows(ctx context.Context, node *kgo.Broker, topic string) bool {
	req := kmsg.NewPtrMetadataRequest()
	req.Topics = []kmsg.MetadataRequestTopic{{Topic: &topic}}
	got, err := node.Request(ctx, req)
	if err != nil {
		return false
	}
	t := got.(*kmsg.MetadataResponse).Topics
	return len(t) == 1 && len(t[0].Partitions) == partitions && !slices.ContainsFunc(t[0].Partitions, func(p kmsg.MetadataResponseTopicPartition) bool { return p.Leader < 0 })
}

// guard is a guarded client.
func (c cluster) guard(config produce.Config, settings []produce.Setting, opts ...kgo.Opt) (*produce.Guard, *kgo.Client) {
	c.Helper()
	client := c.client(append(append(produce.Options(settings...), kgo.RecordPartitioner(kgo.ManualPartitioner())), opts...)...)
	g, err := produce.New(client, config)
	if err != nil {
		c.Fatal(err)
	}
	return g, client
}

// log counts the values of a topic.
func (c cluster) log(topic string) map[string]int {
	c.Helper()
	out := map[string]int{}
	for _, r := range c.records(topic) {
		out[string(r.Value)]++
	}
	return out
}

// records are all that was written to a topic up to now.
func (c cluster) records(topic string) (out []*kgo.Record) {
	c.Helper()
	ends, err := kadm.NewClient(c.client()).ListEndOffsets(c.Context(), topic)
	if err != nil || ends.Error() != nil {
		c.Fatal(err, ends.Error())
	}
	left := map[int32]int64{}
	from := map[string]map[int32]kgo.Offset{topic: {}}
	ends.Each(func(o kadm.ListedOffset) {
		if o.Offset > 0 {
			left[o.Partition] = o.Offset
			from[topic][o.Partition] = kgo.NewOffset().AtStart()
		}
	})
	reader := c.client(kgo.ConsumePartitions(from))
	ctx, cancel := context.WithTimeout(c.Context(), time.Minute)
	defer cancel()
	for len(left) > 0 {
		got := reader.PollFetches(ctx)
		if err := got.Err(); err != nil {
			c.Fatal(err)
		}
		got.EachRecord(func(r *kgo.Record) {
			out = append(out, r)
			if r.Offset+1 >= left[r.Partition] {
				delete(left, r.Partition)
			}
		})
	}
	return out
}

// book holds what was told of each record.
type book struct {
	mu      sync.Mutex
	sent    int
	first   map[string]produce.Kind
	last    map[string]produce.Kind
	slowest time.Duration         // from the call to the first outcome
	acked   map[int32][]time.Time // by partition
	again   []string              // told twice
	why     error                 // something was in doubt, the last
}

func newBook() *book {
	return &book{first: map[string]produce.Kind{}, last: map[string]produce.Kind{}, acked: map[int32][]time.Time{}}
}

// sends sends one record more, to one partition after the other, and notes what becomes
// of it.
func (b *book) sends(ctx context.Context, g *produce.Guard, topic string, size int) {
	b.mu.Lock()
	partition := int32(b.sent % partitions)
	b.mu.Unlock()
	b.sendsTo(ctx, g, topic, partition, size)
}

func (b *book) sendsTo(ctx context.Context, g *produce.Guard, topic string, partition int32, size int) {
	b.mu.Lock()
	value := fmt.Sprintf("%s-%0*d", topic, size, b.sent)
	b.sent++
	b.mu.Unlock()
	began := time.Now()
	g.Produce(ctx, &kgo.Record{Topic: topic, Partition: partition, Value: []byte(value)}, func(o produce.Outcome) {
		b.mu.Lock()
		defer b.mu.Unlock()
		if _, told := b.first[value]; told {
			b.again = append(b.again, value)
		}
		b.first[value], b.last[value] = o.Kind, o.Kind
		b.slowest = max(b.slowest, time.Since(began))
		if o.Kind == produce.InDoubt {
			b.why = o.Err
		}
		if o.Kind == produce.Persisted {
			b.acked[o.Record.Partition] = append(b.acked[o.Record.Partition], time.Now())
		}
	})
}

// settled is Config.Settled.
func (b *book) settled(o produce.Outcome) {
	b.mu.Lock()
	defer b.mu.Unlock()
	value := string(o.Record.Value)
	if b.last[value] != produce.InDoubt {
		b.again = append(b.again, value)
	}
	b.last[value] = o.Kind
}

// kinds counts outcomes.
func kinds(of map[string]produce.Kind) map[produce.Kind]int {
	out := map[produce.Kind]int{}
	for _, k := range of {
		out[k]++
	}
	return out
}

// true holds every outcome against the log: all that is persisted is there once, what is
// not persisted is not there, and nothing was told twice or not at all.
func (b *book) true(c cluster, log map[string]int) {
	c.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.first) != b.sent || len(b.again) > 0 {
		c.Errorf("of %d records %d have an outcome, and %d were told too often", b.sent, len(b.first), len(b.again))
	}
	wrong := 0
	for value, kind := range b.last {
		n, is := log[value], kind == produce.Persisted
		if kind != produce.InDoubt && is != (n == 1) || n > 1 {
			if wrong++; wrong < 5 {
				c.Errorf("%s was told to be %s, and is in the log %d times", value, kind, n)
			}
		}
	}
	if n := kinds(b.last)[produce.InDoubt]; n > 0 {
		c.Logf("%d records are left in doubt, as: %v", n, b.why)
	}
	c.Logf("%d records: first %v, in the end %v; the slowest outcome after %s; %d in the log, %d told wrongly",
		b.sent, kinds(b.first), kinds(b.last), b.slowest.Round(time.Millisecond), len(log), wrong)
}

// silence is the longest time that a partition was without an acknowledgement, of those
// that ended after a moment. One that goes on ends with the other moment.
func silence(acked map[int32][]time.Time, since, until time.Time) (longest time.Duration) {
	for _, times := range acked {
		at, _ := slices.BinarySearchFunc(times, since, time.Time.Compare)
		for i := max(at, 1); i < len(times); i++ {
			longest = max(longest, times[i].Sub(times[i-1]))
		}
		longest = max(longest, until.Sub(times[len(times)-1]))
	}
	return longest
}
