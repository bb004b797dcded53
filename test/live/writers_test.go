package live

import (
	"bytes"
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/internal/lab"
)

// writer writes to one topic, at a rate for each partition.
type writer struct {
	client *kgo.Client
	topic  string

	mu    sync.Mutex
	rates []float64 // records a second
	times []map[int64]wrote
}

// wrote is between when a record came into the log: when it was handed over, and
// when that was acknowledged.
type wrote struct{ put, acked time.Time }

// write starts a writer, which ends with the test.
func (s *stage) write(t *testing.T, topic string, rates ...float64) *writer {
	t.Helper()
	w := &writer{topic: topic, rates: rates}
	for range rates {
		w.times = append(w.times, map[int64]wrote{})
	}
	client, err := kgo.NewClient(append(s.cluster.Admin(), kgo.RecordPartitioner(kgo.ManualPartitioner()), kgo.ProducerLinger(5*time.Millisecond))...)
	if err != nil {
		t.Fatal(err)
	}
	w.client = client
	ctx, stop := context.WithCancel(t.Context())
	var parts sync.WaitGroup
	parts.Go(func() { w.run(ctx) })
	t.Cleanup(func() { stop(); parts.Wait(); client.Close() })
	return w
}

func (w *writer) run(ctx context.Context) {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	credit, last := make([]float64, len(w.times)), time.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-tick.C:
			passed := now.Sub(last) // a machine that is busy leaves ticks out
			last = now
			for p := range credit {
				w.mu.Lock()
				credit[p] += w.rates[p] * passed.Seconds()
				w.mu.Unlock()
				for ; credit[p] >= 1; credit[p]-- {
					w.put(ctx, int32(p))
				}
			}
		}
	}
}

// put writes one record, and remembers when.
func (w *writer) put(ctx context.Context, partition int32) {
	r := &kgo.Record{Topic: w.topic, Partition: partition, Value: bytes.Repeat([]byte("x"), 100), Timestamp: time.Now()}
	w.client.Produce(ctx, r, func(r *kgo.Record, err error) {
		if err == nil {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.times[r.Partition][r.Offset] = wrote{r.Timestamp, time.Now()}
		}
	})
}

// at is when the record of an offset was written.
func (w *writer) at(partition int32, offset int64) (wrote, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	at, ok := w.times[partition][offset]
	return at, ok
}

// becomes changes the rates.
func (w *writer) becomes(rates ...float64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.rates = rates
}

// constant is a rate of all partitions of a topic.
func constant(partitions int, perSecond float64) []float64 {
	return slices.Repeat([]float64{perSecond}, partitions)
}

// backlog writes so many records to each partition at once, with a timestamp.
func backlog(t *testing.T, c *lab.Cluster, topic string, partitions int32, records int, at time.Time) {
	t.Helper()
	client, err := kgo.NewClient(append(c.Admin(), kgo.RecordPartitioner(kgo.ManualPartitioner()))...)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	var all []*kgo.Record
	for p := range partitions {
		for range records {
			all = append(all, &kgo.Record{Topic: topic, Partition: p, Value: []byte("x"), Timestamp: at})
		}
	}
	if err := client.ProduceSync(t.Context(), all...).FirstErr(); err != nil {
		t.Fatal(err)
	}
}
