package live

import (
	"context"
	"crypto/rand"
	"os/exec"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/internal/lab"
)

// client is one that ends with the test.
func client(t *testing.T, c *lab.Cluster, opts ...kgo.Opt) *kgo.Client {
	t.Helper()
	one, err := kgo.NewClient(append(c.Admin(), opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(one.Close)
	return one
}

// feed writes a record of a size to a topic in each step, over all its
// partitions, until the test ends. What is refused is not tried again.
func feed(t *testing.T, c *lab.Cluster, topic string, size int, step time.Duration) {
	t.Helper()
	producer := client(t, c, kgo.DefaultProduceTopic(topic), kgo.RecordPartitioner(kgo.RoundRobinPartitioner()),
		kgo.ProducerBatchMaxBytes(16<<20), kgo.ProducerBatchCompression(kgo.NoCompression()))
	value := noise(t, size)
	go func() { // ends with the context of the test
		tick := time.NewTicker(step)
		defer tick.Stop()
		for {
			select {
			case <-t.Context().Done():
				return
			case <-tick.C:
				producer.TryProduce(t.Context(), &kgo.Record{Value: value}, nil)
			}
		}
	}()
}

// noise is what nothing compresses.
func noise(t *testing.T, size int) []byte {
	t.Helper()
	value := make([]byte, size)
	if _, err := rand.Read(value); err != nil {
		t.Fatal(err)
	}
	return value
}

// write writes a number of records to one partition, and waits until they are
// acknowledged.
func write(t *testing.T, c *lab.Cluster, topic string, partition int32, records, size int, opts ...kgo.Opt) {
	t.Helper()
	producer := client(t, c, append(opts, kgo.RecordPartitioner(kgo.ManualPartitioner()), kgo.ProducerBatchCompression(kgo.NoCompression()))...)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	value := noise(t, size)
	var first kgo.FirstErrPromise
	for range records {
		producer.Produce(ctx, &kgo.Record{Topic: topic, Partition: partition, Value: value}, first.Promise())
	}
	if err := first.Err(); err != nil {
		t.Fatalf("writing to %s/%d: %v", topic, partition, err)
	}
}

// poisoned is a group that reads a topic, and fails at the same record of one
// partition again and again: of that it commits nothing.
func poisoned(t *testing.T, c *lab.Cluster, topic, group string, partition int32) {
	t.Helper()
	consumer := client(t, c, kgo.ConsumeTopics(topic), kgo.ConsumerGroup(group), kgo.AutoCommitMarks(), kgo.AutoCommitInterval(time.Second),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	go func() {
		for t.Context().Err() == nil {
			consumer.PollFetches(t.Context()).EachRecord(func(r *kgo.Record) {
				if r.Partition != partition || r.Offset < 20 {
					consumer.MarkCommitRecords(r)
				}
			})
		}
	}()
}

// command runs breakwater with arguments, and gives what it says.
func command(t *testing.T, args ...string) string {
	t.Helper()
	file, err := program()
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(file, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("breakwater %v: %v\n%s", args, err, out)
	}
	return string(out)
}
