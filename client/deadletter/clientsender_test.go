package deadletter

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// network is in memory, so that a whole cluster runs in a bubble of synctest, where time
// passes at once.
type network struct {
	mu        sync.Mutex
	listeners map[string]*listener
}

type listener struct {
	addr   net.Addr
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (n *network) listen(string, string) (net.Listener, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	l := &listener{&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 9092 + len(n.listeners)}, make(chan net.Conn), make(chan struct{}), sync.Once{}}
	n.listeners[l.addr.String()] = l
	return l, nil
}

func (n *network) dial(ctx context.Context, _, host string) (net.Conn, error) {
	n.mu.Lock()
	l := n.listeners[host]
	n.mu.Unlock()
	if l == nil {
		return nil, fmt.Errorf("nobody listens on %s", host)
	}
	ours, theirs := net.Pipe()
	select {
	case l.conns <- theirs:
		return ours, nil
	case <-l.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *listener) Close() error   { l.once.Do(func() { close(l.closed) }); return nil }
func (l *listener) Addr() net.Addr { return l.addr }

// world is a cluster of three brokers with orders and its dead-letter topic, 3 partitions
// each, and a Writer to it.
type world struct {
	*kfake.Cluster
	network *network
	client  *kgo.Client
	writer  *Writer
}

func inWorld(t *testing.T, test func(*testing.T, *world), opts ...kgo.Opt) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{network: &network{listeners: map[string]*listener{}}}
		w.Cluster = kfake.MustCluster(kfake.ListenFn(w.network.listen), kfake.SeedTopics(3, "orders", "orders.billing.dlq"))
		defer w.Cluster.Close()
		w.client = w.newClient(t, opts...)
		defer w.client.Close()
		w.writer = w.newWriter(t, 0)
		test(t, w)
	})
}

func (w *world) newClient(t *testing.T, opts ...kgo.Opt) *kgo.Client {
	opts = append([]kgo.Opt{kgo.SeedBrokers(w.ListenAddrs()...), kgo.Dialer(w.network.dial), kgo.RecordPartitioner(Partitioner(nil))}, opts...)
	client, err := kgo.NewClient(opts...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func (w *world) newWriter(t *testing.T, maxBytes int) *Writer {
	sender, err := NewClientSender(w.client)
	if err != nil {
		t.Fatal(err)
	}
	writer, err := New(Config{Sender: sender, Partitions: sender.Partitions, Sources: []string{"orders"}, Group: "billing", MaxMessageBytes: maxBytes})
	if err != nil {
		t.Fatal(err)
	}
	return writer
}

// log reads what is in the dead-letter topic, by a client of its own.
func (w *world) log(t *testing.T) []*kgo.Record {
	t.Helper()
	var want int64
	for p := range int32(3) {
		want += w.PartitionInfo("orders.billing.dlq", p).HighWatermark
	}
	reader := w.newClient(t, kgo.ConsumeTopics("orders.billing.dlq"), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	defer reader.Close()
	var all []*kgo.Record
	for int64(len(all)) < want {
		fetches := reader.PollFetches(t.Context())
		if err := fetches.Err(); err != nil {
			t.Fatal(err)
		}
		all = append(all, fetches.Records()...)
	}
	return all
}

func TestADeadLetterIsInTheLog(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		for i, key := range [][]byte{[]byte("a"), nil, {}} {
			l := failed()
			l.Key, l.Origin.Partition, l.Origin.Offset = key, int32(i), int64(i)
			if err := w.writer.Write(t.Context(), l); err != nil {
				t.Fatal(err)
			}
		}
		log := w.log(t)
		if len(log) != 3 {
			t.Fatalf("%d records", len(log))
		}
		for _, r := range log {
			l, err := Parse(r)
			if err != nil || l.Origin.Partition != r.Partition || l.Origin.Offset != int64(r.Partition) || (l.Key == nil) != (r.Partition == 1) || string(l.Value) != `{"celsius":"warm"}` {
				t.Errorf("partition %d: %v %+v", r.Partition, err, l)
			}
			if !r.Timestamp.Equal(time.Now()) && time.Since(r.Timestamp) > time.Minute {
				t.Errorf("it is of %v", r.Timestamp)
			}
		}
	})
}

// TestABrokerThatNeverAnswers: each Write ends on time, and the letter is in doubt: it gets
// there once when the broker answers again.
func TestABrokerThatNeverAnswers(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		var heal sync.Once
		healed := make(chan struct{})
		defer heal.Do(func() { close(healed) })
		w.ControlKey(int16(kmsg.Produce), func(kmsg.Request) (kmsg.Response, error, bool) {
			select {
			case <-healed:
				return nil, nil, false
			default:
				w.KeepControl()
				return nil, nil, true
			}
		})
		begin := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 7*time.Second)
		defer cancel()
		err := w.writer.Write(ctx, failed())
		if stateOf(err) != InDoubt || !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) != 7*time.Second {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
		err = w.writer.Write(context.Background(), failed())
		if stateOf(err) != InDoubt || time.Since(begin) != 37*time.Second {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
		heal.Do(func() { close(healed) })
		if err := w.writer.Write(t.Context(), failed()); err != nil {
			t.Fatal(err)
		}
		if log := w.log(t); len(log) != 1 {
			t.Errorf("%d records", len(log))
		}
	})
}

// TestOneLetterIsSentOnce while it is in doubt, and others pass it by. What kgo failed is
// sent anew.
func TestOneLetterIsSentOnce(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		fault := w.Fault(kfake.Fault{Keys: []kmsg.Key{kmsg.Produce}, Partitions: []int32{2}, Err: kerr.TopicAuthorizationFailed})
		held := failed()
		held.Origin.Partition = 2
		var group sync.WaitGroup
		for range 5 {
			group.Go(func() {
				if err := w.writer.Write(t.Context(), held); stateOf(err) != InDoubt || !errors.Is(err, kerr.TopicAuthorizationFailed) {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if fault.Hits() != 1 {
			t.Errorf("%d requests for one letter", fault.Hits())
		}
		for offset := range int64(5) {
			l := failed()
			l.Origin.Offset = offset
			group.Go(func() {
				if err := w.writer.Write(t.Context(), l); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if err := w.writer.Write(t.Context(), held); err != nil {
			t.Error(err)
		}
		if log := w.log(t); len(log) != 6 {
			t.Errorf("%d records", len(log))
		}
	})
}

// TestALateLetterDoesNotFailItsNeighbours: kgo fails all that is buffered for a partition
// when the context of the first record has ended, where it thinks that it may.
func TestALateLetterDoesNotFailItsNeighbours(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		if _, err := w.writer.cfg.Partitions(t.Context(), "orders.billing.dlq"); err != nil {
			t.Fatal(err)
		}
		w.ControlKey(int16(kmsg.Produce), func(kmsg.Request) (kmsg.Response, error, bool) {
			return nil, nil, true // the first request gets no answer
		})
		late, neighbour := failed(), failed()
		late.Origin.Partition, neighbour.Origin.Partition, neighbour.Origin.Offset = 1, 1, 43
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := w.writer.Write(ctx, late); stateOf(err) != InDoubt {
			t.Error(err)
		}
		if err := w.writer.Write(t.Context(), neighbour); err != nil {
			t.Error(err)
		}
		if log := w.log(t); len(log) != 2 {
			t.Errorf("%d records", len(log))
		}
	}, kgo.AllowIdempotentProduceCancellation(), kgo.ProduceRequestTimeout(5*time.Second), kgo.RequestTimeoutOverhead(5*time.Second))
}

// TestRecordsThatAreNoLetters are each sent.
func TestRecordsThatAreNoLetters(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		sender, err := NewClientSender(w.client)
		if err != nil {
			t.Fatal(err)
		}
		var group sync.WaitGroup
		for range 10 {
			group.Go(func() {
				if err := sender.Send(t.Context(), &kgo.Record{Topic: "orders.billing.dlq"}); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if log := w.log(t); len(log) != 10 || len(sender.sending) > 0 {
			t.Errorf("%d records, %d kept", len(log), len(sender.sending))
		}
	})
}

// TestATimeOutAfterTheAppend: the letter is in the log, and nobody knows.
func TestATimeOutAfterTheAppend(t *testing.T) {
	for _, answer := range []*kerr.Error{kerr.RequestTimedOut, kerr.NotEnoughReplicasAfterAppend} {
		inWorld(t, func(t *testing.T, w *world) {
			fault := w.Fault(kfake.Fault{Keys: []kmsg.Key{kmsg.Produce}, Err: answer, Count: -1})
			if err := w.writer.Write(t.Context(), failed()); stateOf(err) != InDoubt {
				t.Errorf("%v: %v", answer, err)
			}
			fault.Remove()
			if log := w.log(t); len(log) != 1 {
				t.Errorf("%v: %d records", answer, len(log))
			}
		})
	}
}

// TestALostAnswerAfterTheAppend: kgo sends again, the broker takes it once, and the letter
// counts.
func TestALostAnswerAfterTheAppend(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.Fault(kfake.Fault{Keys: []kmsg.Key{kmsg.Produce}, Err: kerr.RequestTimedOut, Count: 2})
		if err := w.writer.Write(t.Context(), failed()); err != nil {
			t.Fatal(err)
		}
		if log := w.log(t); len(log) != 1 {
			t.Errorf("%d records", len(log))
		}
	})
}

// TestRefusals: none of them is told as written.
func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		answer *kerr.Error
		state  State
	}{
		{kerr.TopicAuthorizationFailed, InDoubt}, {kerr.InvalidRecord, InDoubt}, {kerr.InvalidTimestamp, InDoubt}, {kerr.NotEnoughReplicas, InDoubt},
		{kerr.KafkaStorageError, InDoubt}, {kerr.NotLeaderForPartition, InDoubt}, {kerr.MessageTooLarge, NotStored}, {kerr.RecordListTooLarge, NotStored},
	} {
		inWorld(t, func(t *testing.T, w *world) {
			fault := w.Fault(kfake.Fault{Keys: []kmsg.Key{kmsg.Produce}, Err: c.answer, Count: -1})
			begin := time.Now()
			err := w.writer.Write(t.Context(), failed())
			if stateOf(err) != c.state || !errors.Is(err, c.answer) && !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) > DefaultTimeout {
				t.Errorf("%v: %v after %v", c.answer, err, time.Since(begin))
			}
			if log := w.log(t); len(log) > 0 {
				t.Errorf("%v: %d records", c.answer, len(log))
			}
			fault.Remove()
		})
	}
}

func TestNoTopicIsCreated(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		l := failed()
		l.Origin.Topic = "other"
		err := w.writer.Write(t.Context(), l)
		if stateOf(err) != NotStored || !strings.Contains(err.Error(), "UNKNOWN_TOPIC_OR_PARTITION") {
			t.Error(err)
		}
		if w.TopicInfo("other.billing.dlq") != nil {
			t.Error("it was created")
		}
	})
}

// TestTheBrokersLimit: the broker takes less than the Writer was told, so that it refuses
// the letter and takes the pointer.
func TestTheBrokersLimit(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		limit(t, w, 40_000)
		l := failed()
		l.Value = make([]byte, 60_000)
		if err := w.writer.Write(t.Context(), l); err != nil {
			t.Fatal(err)
		}
		if got, err := Parse(w.log(t)[0]); err != nil || got.Pointer == nil || got.Pointer.Value.Bytes != 60_000 {
			t.Errorf("%v %+v", err, got.Pointer)
		}
	}, kgo.ProducerBatchCompression(kgo.NoCompression()))
}

// TestTheClientsLimit: kgo's own is below the topic's; the letter becomes a pointer without
// being refused.
func TestTheClientsLimit(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.writer = w.newWriter(t, 50_000)
		l := failed()
		l.Value = make([]byte, 40_000)
		if err := w.writer.Write(t.Context(), l); err != nil {
			t.Fatal(err)
		}
		if got, err := Parse(w.log(t)[0]); err != nil || got.Pointer == nil {
			t.Errorf("%v %+v", err, got.Pointer)
		}
	}, kgo.ProducerBatchMaxBytes(30_000))
}

// limit sets max.message.bytes of the dead-letter topic.
func limit(t *testing.T, w *world, bytes int) {
	t.Helper()
	set(t, w, "orders.billing.dlq", "max.message.bytes", fmt.Sprint(bytes))
}

func set(t *testing.T, w *world, topic, key, value string) {
	t.Helper()
	req := kmsg.NewPtrIncrementalAlterConfigsRequest()
	r := kmsg.NewIncrementalAlterConfigsRequestResource()
	r.ResourceType, r.ResourceName = kmsg.ConfigResourceTypeTopic, topic
	c := kmsg.NewIncrementalAlterConfigsRequestResourceConfig()
	c.Name, c.Value = key, kmsg.StringPtr(value)
	r.Configs = append(r.Configs, c)
	req.Resources = append(req.Resources, r)
	resp, err := req.RequestWith(t.Context(), w.client)
	if err == nil {
		err = kerr.ErrorForCode(resp.Resources[0].ErrorCode)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestAFullBuffer: nothing waits for room.
func TestAFullBuffer(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		w.ControlKey(int16(kmsg.Produce), func(kmsg.Request) (kmsg.Response, error, bool) {
			w.KeepControl()
			return nil, nil, true
		})
		if _, err := w.writer.cfg.Partitions(t.Context(), "orders.billing.dlq"); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := w.writer.Write(ctx, failed()); stateOf(err) != InDoubt {
			t.Error(err)
		}
		begin, other := time.Now(), failed()
		other.Origin.Offset++
		err := w.writer.Write(t.Context(), other)
		if stateOf(err) != NotStored || !errors.Is(err, kgo.ErrMaxBuffered) || time.Since(begin) > time.Second {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
	}, kgo.MaxBufferedRecords(1))
}

func TestNoTimeLeft(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		sender, _ := NewClientSender(w.client)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := sender.Send(ctx, &kgo.Record{Topic: "orders.billing.dlq"}); !errors.Is(err, ErrNotStored) || !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		if log := w.log(t); len(log) > 0 {
			t.Errorf("%d records", len(log))
		}
	})
}

// TestAClosedClient: its promises may never come.
func TestAClosedClient(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		if err := w.writer.Write(t.Context(), failed()); err != nil {
			t.Fatal(err)
		}
		w.client.Close()
		begin := time.Now()
		if err := w.writer.Write(t.Context(), failed()); stateOf(err) != InDoubt || time.Since(begin) > DefaultTimeout {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
	})
}

// TestAnApplicationThatBlocksKgo: kgo tells one promise after another, and one of the
// application's does not return.
func TestAnApplicationThatBlocksKgo(t *testing.T) {
	inWorld(t, func(t *testing.T, w *world) {
		stuck, free := make(chan struct{}), make(chan struct{})
		w.client.TryProduce(t.Context(), &kgo.Record{Topic: "orders"}, func(*kgo.Record, error) { close(stuck); <-free })
		<-stuck
		for i := range 20 { // more than kgo queues before it blocks the caller
			begin, l := time.Now(), failed()
			l.Origin.Offset += int64(i)
			if err := w.writer.Write(t.Context(), l); stateOf(err) != InDoubt || time.Since(begin) != DefaultTimeout {
				t.Errorf("%v after %v", err, time.Since(begin))
			}
		}
		close(free)
		if err := w.writer.Write(t.Context(), failed()); err != nil {
			t.Error(err)
		}
	})
}

// stuckHook is an application's hook that does not return.
type stuckHook struct{ free chan struct{} }

func (h stuckHook) OnProduceRecordBuffered(*kgo.Record) { <-h.free }

func TestAHookThatBlocksKgo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := stuckHook{make(chan struct{})}
		client, err := kgo.NewClient(kgo.RecordPartitioner(Partitioner(nil)), kgo.WithHooks(h))
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		defer close(h.free)
		sender, err := NewClientSender(client)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := sender.Send(ctx, &kgo.Record{Topic: "q"}); !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, ErrNotStored) {
			t.Error(err)
		}
	})
}

// TestCountsOutliveAnOutage: and a partition that was added is seen within a minute.
func TestCountsOutliveAnOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n, asked := 3, 0
		var err error
		c := counts{ask: func(context.Context, kmsg.Request) (kmsg.Response, error) {
			asked++
			resp := kmsg.NewPtrMetadataResponse()
			topic := kmsg.NewMetadataResponseTopic()
			topic.Topic, topic.Partitions = kmsg.StringPtr("q"), make([]kmsg.MetadataResponseTopicPartition, n)
			resp.Topics = append(resp.Topics, topic)
			return resp, err
		}}
		expect := func(want, wantAsked int) {
			t.Helper()
			if got, err := c.of(t.Context(), "q"); got != want || err != nil || asked != wantAsked {
				t.Errorf("%d, asked %d times, %v", got, asked, err)
			}
		}
		expect(3, 1)
		n = 6
		expect(3, 1)
		time.Sleep(keepCounts)
		expect(6, 2)
		time.Sleep(keepCounts)
		err = errors.New("away")
		expect(6, 3)
		if _, err := c.of(t.Context(), "new"); err == nil || !strings.Contains(err.Error(), "the number of partitions of new is not known: away") {
			t.Error(err)
		}
	})
}

func TestClientsThatCannotCarryDeadLetters(t *testing.T) {
	ours := kgo.RecordPartitioner(Partitioner(kgo.ManualPartitioner()))
	for name, c := range map[string]struct {
		opts []kgo.Opt
		says string
	}{
		"good":          {[]kgo.Opt{ours}, ""},
		"also good":     {[]kgo.Opt{ours, kgo.DisableIdempotentWrite(), kgo.RequiredAcks(kgo.AllISRAcks())}, ""},
		"leader's ack":  {[]kgo.Opt{ours, kgo.DisableIdempotentWrite(), kgo.RequiredAcks(kgo.LeaderAck())}, "set it to kgo.AllISRAcks()"},
		"no ack":        {[]kgo.Opt{ours, kgo.DisableIdempotentWrite(), kgo.RequiredAcks(kgo.NoAck())}, "set it to kgo.AllISRAcks()"},
		"partitions":    {nil, "deadletter.Partitioner(nil)"},
		"manual ones":   {[]kgo.Opt{kgo.RecordPartitioner(kgo.ManualPartitioner())}, "deadletter.Partitioner(nil)"},
		"flushed":       {[]kgo.Opt{ours, kgo.ManualFlushing()}, "leave out kgo.ManualFlushing"},
		"transactional": {[]kgo.Opt{ours, kgo.TransactionalID("t")}, "without kgo.TransactionalID"},
		"one topic":     {[]kgo.Opt{ours, kgo.DefaultProduceTopicAlways(), kgo.DefaultProduceTopic("t")}, "leave out kgo.DefaultProduceTopicAlways"},
	} {
		client, err := kgo.NewClient(c.opts...)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		sender, err := NewClientSender(client)
		if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil && sender.BatchLimit("t") != 1_000_012 {
			t.Errorf("%s: batches of %d", name, sender.BatchLimit("t"))
		}
		client.Close()
	}
	if _, err := NewClientSender(nil); err == nil || !strings.Contains(err.Error(), "there is no client") {
		t.Error(err)
	}
}

func ExampleNewClientSender() {
	client, err := kgo.NewClient(
		kgo.SeedBrokers("localhost:9092"),
		kgo.RecordPartitioner(Partitioner(nil)),           // dead letters where the Writer puts them
		kgo.ProducerBatchMaxBytes(DefaultMaxMessageBytes), // what the dead-letter topic takes
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	sender, err := NewClientSender(client)
	if err != nil {
		fmt.Println(err)
		return
	}
	w, err := New(Config{Sender: sender, Partitions: sender.Partitions, Sources: []string{"orders"}, Group: "billing"})
	if err != nil {
		fmt.Println(err)
		return
	}
	topic, err := w.Topic("orders")
	fmt.Println(topic, err)
	// Output: orders.billing.dlq <nil>
}
