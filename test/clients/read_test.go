package clients

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/partition"
	"github.com/breakwaterhq/breakwater/client/wire"
)

// writers are our partitioners, each with a compression of its own, so that both are seen
// by every reader.
var writers = map[string][]kgo.Opt{
	"java":       {kgo.RecordPartitioner(partition.Java()), kgo.ProducerBatchCompression(kgo.NoCompression())},
	"librdkafka": {kgo.RecordPartitioner(partition.Librdkafka()), kgo.ProducerBatchCompression(kgo.SnappyCompression())},
	"tenants":    {kgo.RecordPartitioner(partition.Tenants(4, partition.At("/"))), kgo.ProducerBatchCompression(kgo.ZstdCompression())},
	"one":        {kgo.RecordPartitioner(partition.Tenants(1, partition.At("/"))), kgo.ProducerBatchCompression(kgo.Lz4Compression())},
}

// TestM29_OthersReadWhatOurPartitionersWrote: byte for byte, with what is null, empty or
// there twice.
func TestM29_OthersReadWhatOurPartitionersWrote(t *testing.T) {
	topic := topic(t, "read", 6, "max.message.bytes", "8388608")
	var ours []*kgo.Record
	for by, opts := range writers {
		records := slices.Collect(maps.Values(shapes()))
		if by != "java" { // one of them writes what is large
			records = slices.DeleteFunc(records, func(r *kgo.Record) bool { return wire.Alone(r) > 100_000 })
		}
		for _, r := range records {
			r.Topic, r.Timestamp = topic, time.UnixMilli(time.Now().UnixMilli())
		}
		send(t, client(t, append(opts, kgo.ProducerBatchMaxBytes(8<<20))...), records...)
		ours = append(ours, records...)
	}
	for _, reader := range []peer{java(t), librdkafka(t)} {
		same(t, reader.name, reader.consume(t, topic), ours)
	}
}

// same holds what was read against what was written, by partition and offset.
func same(t *testing.T, what string, read, written []*kgo.Record) {
	t.Helper()
	if len(read) != len(written) {
		t.Errorf("%s: %d of %d records", what, len(read), len(written))
	}
	type place struct {
		partition int32
		offset    int64
	}
	at := map[place]*kgo.Record{}
	for _, r := range read {
		at[place{r.Partition, r.Offset}] = r
	}
	for _, want := range written {
		got := at[place{want.Partition, want.Offset}]
		if got == nil {
			t.Errorf("%s: nothing at %d/%d", what, want.Partition, want.Offset)
			continue
		}
		if !equal(got.Key, want.Key) || !equal(got.Value, want.Value) || !got.Timestamp.Equal(want.Timestamp) ||
			!slices.EqualFunc(got.Headers, want.Headers, func(a, b kgo.RecordHeader) bool { return a.Key == b.Key && equal(a.Value, b.Value) }) {
			t.Errorf("%s: at %d/%d is %s, and written was %s", what, want.Partition, want.Offset, brief(got), brief(want))
		}
	}
}

// equal tells null from empty.
func equal(a, b []byte) bool { return (a == nil) == (b == nil) && bytes.Equal(a, b) }

func brief(r *kgo.Record) string {
	return fmt.Sprintf("%.200q", fmt.Sprintf("%#v = %#v at %v, %d headers %#v", r.Key, r.Value, r.Timestamp, len(r.Headers), r.Headers))
}
