package partition

import (
	"hash/crc32"

	"github.com/twmb/franz-go/pkg/kgo"
)

// Java chooses as Java's producer does by default: records with a key, also an empty
// one, by murmur2 (org.apache.kafka.clients.producer.internals.BuiltInPartitioner).
// Those without a key go to one partition for each batch; Java's own stay in one for
// batch.size bytes since Kafka 3.3 (KIP-794), which is no matter of order. It is kgo's
// own StickyKeyPartitioner.
func Java() kgo.Partitioner { return kgo.StickyKeyPartitioner(nil) }

// Librdkafka chooses as librdkafka does by default (partitioner=consistent_random):
// records with a key by its CRC32; those without a key, or with an empty one, go to
// one partition for each batch (rd_kafka_msg_partitioner_consistent_random). For
// librdkafka with partitioner=murmur2_random take Java.
func Librdkafka() kgo.Partitioner { return librdkafka{} }

type librdkafka struct{}

// ForTopic is the partitioner of a topic.
func (librdkafka) ForTopic(topic string) kgo.TopicPartitioner {
	return &emptyIsNone{sticky: sticky{kgo.StickyKeyPartitioner(byCRC32).ForTopic(topic)}}
}

func byCRC32(key []byte, n int) int { return int(crc32.ChecksumIEEE(key) % uint32(n)) }

// emptyIsNone takes a record with an empty key for one without.
type emptyIsNone struct {
	sticky
	keyless kgo.Record
}

// RequiresConsistency is true of a record with a key that is not empty.
func (p *emptyIsNone) RequiresConsistency(r *kgo.Record) bool { return len(r.Key) > 0 }

// Partition is that of the key, by its CRC32 modulo n; without one that of the batch.
func (p *emptyIsNone) Partition(r *kgo.Record, n int) int {
	if len(r.Key) == 0 {
		r = &p.keyless
	}
	return p.sticky.Partition(r, n)
}

// sticky is kgo's partitioner, which wants to be told of new batches.
type sticky struct{ kgo.TopicPartitioner }

// OnNewBatch has records without a key go to another partition.
func (s sticky) OnNewBatch() {
	if told, wants := s.TopicPartitioner.(kgo.TopicPartitionerOnNewBatch); wants {
		told.OnNewBatch()
	}
}
