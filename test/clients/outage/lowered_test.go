package outage

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/produce"
	"github.com/breakwaterhq/breakwater/internal/lab"
)

// configs starts Kafka's own tool for configurations, which then sets the limit of topics as
// often as it is called: a Java that starts anew for each call would get little of a machine
// on which producers go at full rate.
func (c cluster) configs() (limits func(bytes int, topics ...string)) {
	c.Helper()
	tools, err := lab.FetchTools(c.Context(), c.Version(), os.Stderr)
	if err != nil {
		c.Fatal(err)
	}
	// Not with the test's context, whose end would kill it: it ends with its standard input.
	cmd := exec.Command("java", "-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", tools, "Configs.java")
	var says bytes.Buffer
	cmd.Stderr = &says
	in, err := cmd.StdinPipe()
	if err != nil {
		c.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		c.Fatal(err)
	}
	c.Cleanup(func() {
		in.Close()
		if err := cmd.Wait(); err != nil {
			c.Errorf("kafka-configs: %v\n%s", err, says.String())
		}
	})
	lines := bufio.NewScanner(out)
	return func(bytes int, topics ...string) {
		c.Helper()
		for _, topic := range topics {
			fmt.Fprintf(in, "--bootstrap-server %s --alter --entity-type topics --entity-name %s --add-config max.message.bytes=%d\n",
				strings.Join(c.Bootstrap(""), ","), topic, bytes)
			for lines.Scan() && lines.Text() != "done" {
				c.Logf("kafka-configs: %s", lines.Text())
			}
			if lines.Text() != "done" {
				c.Fatalf("kafka-configs ended before it had set the limit of %s", topic)
			}
		}
	}
}

// A writer sends records of one key, as fast as it may, and notes how they end.
type writer struct {
	key  int
	sent int
	all  sync.WaitGroup
	mu   sync.Mutex
	ends map[produce.Kind]int
	why  error
}

// legal is how large the value of a record is at most, so that it is legal under every limit
// of the test.
const legal = 1500

func (w *writer) record(topic string) *kgo.Record {
	value := bytes.Repeat([]byte{byte(w.sent)}, 100+(w.sent*397)%(legal-100))
	for i := range value {
		value[i] ^= byte(i * i * 31)
	}
	return &kgo.Record{
		Topic: topic, Partition: int32(w.key % partitions), Key: fmt.Append(nil, w.key), Value: value,
		Headers: []kgo.RecordHeader{{Key: "n", Value: fmt.Append(nil, w.sent)}},
	}
}

func (w *writer) writes(g *produce.Guard, topic string, until <-chan struct{}) {
	for ; ; w.sent++ {
		select {
		case <-until:
			return
		default:
		}
		w.all.Add(1)
		g.Produce(context.Background(), w.record(topic), func(o produce.Outcome) {
			defer w.all.Done()
			w.mu.Lock()
			defer w.mu.Unlock()
			if w.ends[o.Kind]++; o.Err != nil {
				w.why = o.Err
			}
		})
	}
}

// bare sends with kgo alone until the end, and counts what fails for its size.
func (w *writer) bare(client *kgo.Client, topic string, until <-chan struct{}, failed *atomic.Int64) {
	for ; ; w.sent++ {
		select {
		case <-until:
			return
		default:
		}
		w.all.Add(1)
		client.Produce(context.Background(), w.record(topic), func(_ *kgo.Record, err error) {
			defer w.all.Done()
			if err != nil {
				failed.Add(1)
			}
		})
	}
}

// TestM07_ALimitIsLoweredByKafkasTool several times, and raised, under a producer at full
// rate: no innocent neighbour fails, and the log has each record once, in the order of its
// key. A bare producer beside it loses some.
func TestM07_ALimitIsLoweredByKafkasTool(t *testing.T) {
	c := begin(t)
	c.topic("orders")
	c.topic("bare")
	limits := c.configs()
	limits(1_048_588, "orders", "bare") // Kafka's default, so that the tool is at work
	g, _ := c.guard(produce.Config{Sizes: &produce.Sizes{}, Budget: 8 << 20}, nil, kgo.ProducerBatchCompression(kgo.NoCompression()))
	alone := c.client(kgo.RecordPartitioner(kgo.ManualPartitioner()), kgo.ProducerBatchCompression(kgo.NoCompression()), kgo.MaxBufferedBytes(8<<20))

	until, failed := make(chan struct{}), &atomic.Int64{}
	var running sync.WaitGroup
	var writers []*writer
	for key := range 9 {
		w := &writer{key: key, ends: map[produce.Kind]int{}}
		writers = append(writers, w)
		running.Go(func() { w.writes(g, "orders", until) })
	}
	naked := &writer{key: 1}
	running.Go(func() { naked.bare(alone, "bare", until, failed) })
	for _, limit := range []int{200_000, 20_000, 1_048_588, 5_000, 100_000, 2_000} {
		before, lost := g.Counts(), failed.Load()
		limits(limit, "orders", "bare")
		c.after(4 * time.Second)
		now := g.Counts()
		t.Logf("max.message.bytes %d: %d persisted, %d were sent again, and the bare producer has lost %d",
			limit, now.Told[produce.Persisted]-before.Told[produce.Persisted], now.Again-before.Again, failed.Load()-lost)
	}
	close(until)
	running.Wait()
	naked.all.Wait()
	sent, ends := map[string]int{}, map[produce.Kind]int{}
	for _, w := range writers {
		w.all.Wait()
		sent[fmt.Sprint(w.key)] = w.sent
		for kind, n := range w.ends {
			ends[kind] += n
		}
		if w.ends[produce.Persisted] != w.sent {
			t.Errorf("key %d: the outcomes of %d records are %v, as %v", w.key, w.sent, w.ends, w.why)
		}
	}
	c.closes(g)
	c.ordered("orders", sent)
	again := g.Counts().Again
	t.Logf("the outcomes are %v; %d records were sent again; the bare producer has lost %d of %d", ends, again, failed.Load(), naked.sent)
	if again == 0 || failed.Load() == 0 {
		t.Error("nothing was refused, so that nothing was tried")
	}
}

// ordered holds a log against how many records of each key were persisted: each once, in its
// order.
func (c cluster) ordered(topic string, sent map[string]int) {
	c.Helper()
	next, wrong := map[string]int{}, 0
	for _, r := range c.records(topic) {
		key := string(r.Key)
		if got := string(r.Headers[0].Value); got != fmt.Sprint(next[key]) {
			if wrong++; wrong < 5 {
				c.Errorf("key %s, partition %d, offset %d: record %s is where %d belongs", key, r.Partition, r.Offset, got, next[key])
			}
		}
		next[key]++
	}
	for key, n := range sent {
		if next[key] != n {
			c.Errorf("of key %s %d records were sent, and the log has %d", key, n, next[key])
		}
	}
}
