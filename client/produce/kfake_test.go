package produce

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// cluster is an embedded broker with a topic orders of three partitions.
func cluster(t *testing.T) *kfake.Cluster {
	t.Helper()
	return seeded(t, kfake.NumBrokers(1), kfake.SeedTopics(3, "orders"))
}

// seeded are embedded brokers as they are asked for.
func seeded(t *testing.T, opts ...kfake.Opt) *kfake.Cluster {
	t.Helper()
	c, err := kfake.NewCluster(opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// connected is a client of them without Options.
func connected(t *testing.T, c *kfake.Cluster) *kgo.Client {
	t.Helper()
	client, err := kgo.NewClient(kgo.SeedBrokers(c.ListenAddrs()...))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

// guarded is a client of it with a guard.
func guarded(t *testing.T, c *kfake.Cluster, config Config, opts ...kgo.Opt) (*Guard, *kgo.Client) {
	t.Helper()
	opts = append(append(Options(), kgo.SeedBrokers(c.ListenAddrs()...), kgo.RecordPartitioner(kgo.ManualPartitioner())), opts...)
	client, err := kgo.NewClient(opts...)
	if err != nil {
		t.Fatal(err)
	}
	g, err := New(client, config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		g.Close(ctx)
		client.Close()
	})
	return g, client
}

func order(partition int32, value string) *kgo.Record {
	return &kgo.Record{Topic: "orders", Partition: partition, Value: []byte(value), Headers: []kgo.RecordHeader{{Key: "h", Value: []byte(value)}}}
}

func TestThroughKgo(t *testing.T) {
	g, client := guarded(t, cluster(t), Config{})
	if len(g.Missing()) != 0 {
		t.Errorf("missing: %q", g.Missing())
	}
	for i := range 5 {
		r := order(1, fmt.Sprint(i))
		o := g.ProduceSync(context.WithValue(t.Context(), entryKeyOfTest{}, "theirs"), r)
		if o.Kind != Persisted || o.Record.Offset != int64(i) || o.Record.Partition != 1 || o.Record != r || r.Context != nil {
			t.Errorf("%s at %d, context %v, %v", o.Kind, o.Record.Offset, r.Context, o.Err)
		}
	}
	if err := g.Close(t.Context()); err != nil {
		t.Error(err)
	}
	id, _, err := client.ProducerID(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got, _, ok := kitOf(client).producer.since(0); got != id || !ok {
		t.Errorf("what left was of producer %d (%t), the client is %d", got, ok, id)
	}
}

type entryKeyOfTest struct{}

// TestTheHooksOfOthers may put their own context around ours, as those of tracing do.
func TestTheHooksOfOthers(t *testing.T) {
	seen := make(chan any, 1)
	g, _ := guarded(t, cluster(t), Config{}, kgo.WithHooks(wraps(func(r *kgo.Record) {
		seen <- r.Context.Value(entryKeyOfTest{})
		r.Context = context.WithValue(r.Context, entryKeyOfTest{}, "a span")
	})))
	o := g.ProduceSync(context.WithValue(t.Context(), entryKeyOfTest{}, "theirs"), order(0, "a"))
	if o.Kind != Persisted || <-seen != "theirs" {
		t.Errorf("%s %v", o.Kind, o.Err)
	}
}

type wraps func(*kgo.Record)

func (w wraps) OnProduceRecordBuffered(r *kgo.Record) { w(r) }

// TestWhatKgoRefusesAtOnce was never written.
func TestWhatKgoRefusesAtOnce(t *testing.T) {
	g, client := guarded(t, cluster(t), Config{}, kgo.ProducerBatchMaxBytes(1<<10))
	for want, r := range map[error]*kgo.Record{
		kerr.MessageTooLarge:          order(0, strings.Repeat("x", 2000)),
		errors.New("no topic"):        {Value: []byte("a")},
		kerr.UnknownTopicOrPartition:  {Topic: "nowhere", Value: []byte("a")},
		errors.New("no partition 17"): order(17, "a"),
	} {
		o := g.ProduceSync(t.Context(), r)
		if o.Kind != NotPersisted && !(o.Kind == Rejected && r.Topic == "") {
			t.Errorf("%v: %s, %v", want, o.Kind, o.Err)
		}
	}
	client.Close()
	if o := g.ProduceSync(t.Context(), order(0, "a")); o.Kind != NotPersisted {
		t.Errorf("a closed client: %s, %v", o.Kind, o.Err)
	}
}

// TestABrokerRefuses a batch for its size: none of it is written, which is certain at once.
func TestABrokerRefuses(t *testing.T) {
	c := cluster(t)
	g, _ := guarded(t, c, Config{})
	if o := g.ProduceSync(t.Context(), order(0, "first")); o.Kind != Persisted { // the topic's id is learnt
		t.Fatal(o.Err)
	}
	g.knows(t)
	c.ControlKey(0, func(req kmsg.Request) (kmsg.Response, error, bool) {
		c.KeepControl()
		return refusing(req.(*kmsg.ProduceRequest), kerr.MessageTooLarge.Code), nil, true
	})
	if o := g.ProduceSync(t.Context(), order(0, "a")); o.Kind != NotPersisted || !errors.Is(o.Err, kerr.MessageTooLarge) {
		t.Errorf("%s, %v", o.Kind, o.Err)
	}
	if again := g.Counts().Again; again != singles {
		t.Errorf("what fits and is refused alone was sent again %d times, want %d", again, singles)
	}
}

// TestABrokerRefusesTheOneBefore: kgo fails what it has sent behind a refused batch with
// the same error. Without idempotence the broker takes that all the same.
func TestABrokerRefusesTheOneBefore(t *testing.T) {
	c := cluster(t)
	g, _ := guarded(t, c, Config{}, kgo.DisableIdempotentWrite(), kgo.MaxProduceRequestsInflightPerBroker(2), kgo.ProducerLinger(0))
	if o := g.ProduceSync(t.Context(), order(0, "first")); o.Kind != Persisted {
		t.Fatal(o.Err)
	}
	g.knows(t)
	arrived, second := make(chan struct{}), make(chan struct{})
	c.ControlKey(0, func(req kmsg.Request) (kmsg.Response, error, bool) {
		close(arrived)
		c.SleepControl(func() { <-second })
		return refusing(req.(*kmsg.ProduceRequest), kerr.MessageTooLarge.Code), nil, true
	})
	at, told := g.kit.parts.of("orders", 0), make(chan Outcome, 2)
	tell := func(o Outcome) { told <- o }
	g.Produce(t.Context(), order(0, "refused"), tell)
	<-arrived
	left := at.requests.Load()
	g.Produce(t.Context(), order(0, "behind"), tell)
	for at.requests.Load() == left {
		<-time.After(time.Millisecond)
	}
	close(second)
	for range 2 {
		if o := <-told; o.Kind != InDoubt {
			t.Errorf("%s: %s, %v", o.Record.Value, o.Kind, o.Err)
		}
	}
}

// knows waits until the topic's name is known.
func (g *Guard) knows(t *testing.T) {
	t.Helper()
	for {
		known := false
		g.kit.names.Range(func(any, any) bool { known = true; return false })
		if known {
			return
		}
		select {
		case <-t.Context().Done():
			t.Fatal("the topic's name is not learnt")
		case <-time.After(time.Millisecond):
		}
	}
}

// refusing answers every batch of a request with an error.
func refusing(req *kmsg.ProduceRequest, code int16) *kmsg.ProduceResponse {
	resp := req.ResponseKind().(*kmsg.ProduceResponse)
	for _, t := range req.Topics {
		out := kmsg.NewProduceResponseTopic()
		out.Topic, out.TopicID = t.Topic, t.TopicID
		for _, p := range t.Partitions {
			part := kmsg.NewProduceResponseTopicPartition()
			part.Partition, part.ErrorCode, part.BaseOffset = p.Partition, code, -1
			out.Partitions = append(out.Partitions, part)
		}
		resp.Topics = append(resp.Topics, out)
	}
	return resp
}

// TestTheDefaultTopic of a client is known to the policies, and to the limits.
func TestTheDefaultTopic(t *testing.T) {
	only, err := Topics("orders")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		opts  []kgo.Opt
		topic string
		want  Kind
	}{
		{[]kgo.Opt{kgo.DefaultProduceTopic("orders")}, "", Persisted},
		{[]kgo.Opt{kgo.DefaultProduceTopic("others")}, "", Rejected},
		{[]kgo.Opt{kgo.DefaultProduceTopic("others")}, "orders", Persisted},
		{[]kgo.Opt{kgo.DefaultProduceTopic("others"), kgo.DefaultProduceTopicAlways()}, "orders", Rejected},
		{nil, "", Rejected},
	} {
		g, _ := guarded(t, cluster(t), Config{Policies: []Policy{only}}, c.opts...)
		if o := g.ProduceSync(t.Context(), &kgo.Record{Topic: c.topic, Value: []byte("a")}); o.Kind != c.want {
			t.Errorf("%q: %s, %v", c.topic, o.Kind, o.Err)
		}
	}
}

// TestThereIsRoomInKgo for whatever the guard lets in: what is above kgo's number of records
// waits, and is not refused.
func TestThereIsRoomInKgo(t *testing.T) {
	for _, most := range []int{2, 7} {
		g, _ := guarded(t, cluster(t), Config{}, kgo.MaxBufferedRecords(most))
		var all sync.WaitGroup
		for i := range 300 {
			all.Add(1)
			g.Produce(t.Context(), order(int32(i%3), "a"), func(o Outcome) {
				defer all.Done()
				if o.Kind != Persisted {
					t.Errorf("record %d of 300, %d at once: %s, %v", i, most, o.Kind, o.Err)
				}
			})
		}
		all.Wait()
	}
}

func TestShare(t *testing.T) {
	for _, c := range [][3]int64{{100, 3, 50}, {100, 4, 34}, {100, 2, 100}, {100, 1, 100}, {100, 0, 100}, {32 << 20, 50000, 672}, {100, 1 << 40, 1}} {
		if got := share(c[0], c[1]); got != c[2] {
			t.Errorf("%d for %d records: %d, want %d", c[0], c[1], got, c[2])
		}
	}
}

// TestTheDialerHasALimit of its own: kgo's is not heeded beside a dialer.
func TestTheDialerHasALimit(t *testing.T) {
	var tried atomic.Int32
	k := newKit()
	DialLimit(20 * time.Millisecond)(k)
	Dial(func(ctx context.Context, _, _ string) (net.Conn, error) {
		tried.Add(1)
		<-ctx.Done()
		return nil, ctx.Err()
	})(k)
	if _, err := k.connect(context.Background(), "tcp", "127.0.0.1:1"); !errors.Is(err, context.DeadlineExceeded) || tried.Load() != 1 {
		t.Errorf("%v after %d tries", err, tried.Load())
	}
}
