package loss

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/detect"
	"github.com/breakwaterhq/breakwater/client/ledger"
	"github.com/breakwaterhq/breakwater/client/produce"
	"github.com/breakwaterhq/breakwater/internal/lab"
)

// cluster is three real nodes of its own for a test, of which all are controllers, too.
type cluster struct {
	*testing.T
	*lab.Cluster
}

func begin(t *testing.T, brokers int, config map[string]string) cluster {
	t.Helper()
	if testing.Short() {
		t.Skip("starts real Kafka nodes")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute) // the first time it is fetched
	defer cancel()
	c, err := lab.Start(ctx, lab.Options{Version: os.Getenv("BREAKWATER_KAFKA"), Brokers: brokers, Progress: os.Stderr, Config: config})
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

// topic makes a topic with a replica on each broker.
func (c cluster) topic(name string, partitions int32, config map[string]string) {
	c.Helper()
	values := map[string]*string{}
	for k, v := range config {
		values[k] = &v
	}
	made, err := kadm.NewClient(c.client()).CreateTopic(c.Context(), partitions, int16(len(c.Brokers())), values, name)
	if err != nil || made.Err != nil {
		c.Fatal(err, made.Err)
	}
}

// writer is a guarded client with a ledger that is watched.
type writer struct {
	cluster
	*produce.Guard
	client *kgo.Client
	watch  detect.Watch
	book   *ledger.Log
	falls  chan produce.Fall
	told   chan told // the verdicts that became other ones
}

type told struct {
	at  time.Time
	all []detect.Verdict
}

func (c cluster) writes() *writer {
	c.Helper()
	book, err := ledger.Open(filepath.Join(c.TempDir(), "ledger"), ledger.Config{})
	if err != nil {
		c.Fatal(err)
	}
	w := &writer{cluster: c, book: book, falls: make(chan produce.Fall, 1000), told: make(chan told, 1000)}
	w.client = c.client(append(produce.Options(), kgo.RecordPartitioner(kgo.ManualPartitioner()))...)
	w.Guard, err = produce.New(w.client, produce.Config{
		Within: time.Minute, Fell: func(f produce.Fall) { w.falls <- f },
		Ledger: &produce.Ledger{Log: book, ID: produce.Header("id")},
	})
	if err != nil {
		c.Fatal(err)
	}
	shipper, err := book.Ship(w.watch.Tap(nil), ledger.ShipConfig{})
	if err != nil {
		c.Fatal(err)
	}
	monitor, err := w.watch.Begin(w.client, detect.Config{Told: func(v []detect.Verdict) { w.told <- told{time.Now(), v} }})
	if err != nil {
		c.Fatal(err)
	}
	c.Cleanup(func() {
		monitor.Close()
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := w.Close(ctx); err != nil {
			c.Log(err) // what was sent to a topic that is gone stays in doubt
		}
		if err := errors.Join(book.Close(), shipper.Close(ctx)); err != nil {
			c.Error(err)
		}
	})
	return w
}

// sends has records acknowledged in a partition.
func (w *writer) sends(topic string, partition int32, n int) {
	w.Helper()
	done := make(chan error, n)
	for i := range n {
		id := fmt.Sprintf("%s-%d-%d-%d", topic, partition, time.Now().UnixNano(), i)
		r := &kgo.Record{Topic: topic, Partition: partition, Key: fmt.Append(nil, i%5), Value: make([]byte, 100), Headers: []kgo.RecordHeader{{Key: "id", Value: []byte(id)}}}
		w.Produce(w.Context(), r, func(o produce.Outcome) {
			if o.Kind != produce.Persisted {
				done <- fmt.Errorf("%s: %s, %w", id, o.Kind, o.Err)
				return
			}
			done <- nil
		})
	}
	for range n {
		if err := <-done; err != nil {
			w.Fatal(err)
		}
	}
}

// waits until the verdicts are as wanted.
func (w *writer) waits(what string, within time.Duration, want func([]detect.Verdict) bool) {
	w.Helper()
	until := time.After(within)
	for {
		got := w.watch.Verdicts()
		if want(got) {
			return
		}
		select {
		case <-until:
			w.Fatalf("%s: not within %s: %v", what, within, got)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// fine tells that nothing else is said of a topic.
func fine(topic string) func([]detect.Verdict) bool {
	return func(all []detect.Verdict) bool {
		return slices.ContainsFunc(all, func(v detect.Verdict) bool { return v.Topic == topic }) &&
			!slices.ContainsFunc(all, func(v detect.Verdict) bool { return v.Topic == topic && v.State != detect.Fine })
	}
}

// is tells that there is such a verdict.
func is(topic string, partition int32, s detect.State) func([]detect.Verdict) bool {
	return func(all []detect.Verdict) bool { return find(all, topic, partition, s) != nil }
}

func find(all []detect.Verdict, topic string, partition int32, s detect.State) *detect.Verdict {
	for i := range all {
		if v := &all[i]; v.Topic == topic && v.Partition == partition && v.State == s {
			return v
		}
	}
	return nil
}
