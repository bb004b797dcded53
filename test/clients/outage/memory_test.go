package outage

import (
	"bytes"
	"context"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/produce"
	"github.com/breakwaterhq/breakwater/internal/lab"
)

// large is a record of which five in one request are more than the broker of the test has
// room for, and one alone is not.
const large = 12 << 20

// cramped is a broker whose one thread that reads has 48 MiB for the buffers through which it
// does so: Java sets aside so much beside its heap as is left of a request.
func cramped(t *testing.T) cluster {
	t.Helper()
	skipShort(t)
	t.Parallel()                                                   // it mostly waits
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute) // the first time it is fetched
	defer cancel()
	c, err := lab.Start(ctx, lab.Options{
		Version: os.Getenv("BREAKWATER_KAFKA"), Progress: os.Stderr, JavaFlags: []string{"-XX:MaxDirectMemorySize=48m"},
		Config: map[string]string{"num.network.threads": "1", "num.io.threads": "1", "message.max.bytes": "20000000"},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return cluster{t, c}
}

// wide gives a client a record for each of five partitions, at once, and counts those that
// are persisted.
func wide(ctx context.Context, client *kgo.Client, persisted *atomic.Int32) {
	for partition := range int32(5) {
		client.Produce(ctx, &kgo.Record{Topic: "orders", Partition: partition, Value: make([]byte, large)}, func(_ *kgo.Record, err error) {
			if err == nil {
				persisted.Add(1)
			}
		})
	}
}

// TestM15_ABrokerWithoutTheMemoryForARequest never answers it, nor anybody else who has the
// same thread: not even a question for its versions. kgo puts a batch of each partition into
// one request, up to 100 MiB, and tries for ever; within kgo.BrokerMaxWriteBytes the broker
// takes the same records. What a guard has told by then is true: they are in doubt.
func TestM15_ABrokerWithoutTheMemoryForARequest(t *testing.T) {
	c := cramped(t)
	if _, err := kadm.NewClient(c.client()).CreateTopic(t.Context(), 5, 1, nil, "orders"); err != nil {
		t.Fatal(err)
	}
	opts := []kgo.Opt{
		kgo.RecordPartitioner(kgo.ManualPartitioner()), kgo.ProducerBatchCompression(kgo.NoCompression()),
		kgo.ProducerBatchMaxBytes(16 << 20), kgo.ProducerLinger(300 * time.Millisecond),
	}
	var narrow, broad atomic.Int32
	within := c.client(append(opts, kgo.BrokerMaxWriteBytes(16<<20))...)
	wide(t.Context(), within, &narrow)
	c.until("a request for each record is answered", func() bool { return narrow.Load() == 5 })

	b := newBook()
	g, _ := c.guard(produce.Config{Within: 5 * time.Second, Budget: 128 << 20, Settled: b.settled}, nil, opts[1:]...)
	t.Cleanup(func() {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		g.Close(ctx) // there is nobody to settle what is in doubt
	})
	wide(t.Context(), c.client(opts...), &broad)
	c.until("the broker has no memory left", func() bool {
		log, err := os.ReadFile(c.Node(1).Log())
		return err == nil && bytes.Contains(log, []byte("java.lang.OutOfMemoryError: Cannot reserve"))
	})
	b.sendsTo(t.Context(), g, "orders", 0, 100)
	wide(t.Context(), within, &narrow)
	c.after(15 * time.Second)
	if narrow.Load() != 5 || broad.Load() != 0 || len(b.first) != 1 {
		t.Errorf("%d records of a client that was served before, %d of one that sends too much, and %d outcomes", narrow.Load()-5, broad.Load(), len(b.first))
	}
	t.Logf("the guard has told %v, as %v", kinds(b.first), b.why)
}
