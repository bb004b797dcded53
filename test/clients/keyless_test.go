package clients

import (
	"testing"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/partition"
)

// TestM29_WithoutAKeyABatchStaysTogether: what is sent at once goes to one partition, and
// what comes later to others.
func TestM29_WithoutAKeyABatchStaysTogether(t *testing.T) {
	for name, c := range map[string]struct {
		by  kgo.Partitioner
		key []byte
	}{
		"java":                      {partition.Java(), nil},
		"librdkafka":                {partition.Librdkafka(), nil},
		"librdkafka with empty key": {partition.Librdkafka(), []byte{}},
		"tenants":                   {partition.Tenants(4, partition.At("/")), nil},
	} {
		t.Run(name, func(t *testing.T) {
			producer := client(t, kgo.RecordPartitioner(c.by), kgo.ManualFlushing(), kgo.DefaultProduceTopic(topic(t, "keyless", 6)))
			send(t, producer, &kgo.Record{}) // what waits for a topic to be looked up may go in pieces
			chosen := map[int32]int{}
			for range 60 {
				var batch []*kgo.Record
				for range 10 {
					batch = append(batch, &kgo.Record{Key: c.key, Value: []byte("v")})
				}
				send(t, producer, batch...)
				for _, r := range batch {
					if r.Partition != batch[0].Partition {
						t.Fatalf("one batch is in %d and in %d", batch[0].Partition, r.Partition)
					}
				}
				chosen[batch[0].Partition]++
			}
			if len(chosen) < 4 {
				t.Errorf("60 batches went to the partitions %v of 6", chosen)
			}
		})
	}
}
