package deadletter

import (
	"context"

	"github.com/breakwaterhq/breakwater/client/partition"
	"github.com/twmb/franz-go/pkg/kgo"
)

// Counts tells how many partitions a topic has, from 1 up, within the context's time.
type Counts func(ctx context.Context, topic string) (int, error)

// choose is the partition of a letter among n: its own number if its topic has as many;
// else by the key as Java's producer chooses, so that letters of one key keep their
// order; a null key stays with its partition, modulo n; a letter without either goes by
// its id.
func choose(l *Letter, source, n int) int32 {
	own := l.Origin.Partition
	switch {
	case own >= 0 && source == n && int(own) < n:
		return own
	case l.Key != nil:
		return byKey(l.Key, n)
	case own >= 0:
		return own % int32(n)
	}
	return byKey([]byte(l.ID), n)
}

func byKey(key []byte, n int) int32 {
	return int32(partition.Java().ForTopic("").Partition(&kgo.Record{Key: key}, n))
}

// Partitioner puts dead letters where the Writer put them, and all other records where
// others would; nil is kgo's default (kgo.UniformBytesPartitioner(64<<10, true, true,
// nil)). Give it to kgo.RecordPartitioner of the client behind a ClientSender. A dead
// letter for a partition that is not there goes to that number modulo the partitions.
func Partitioner(others kgo.Partitioner) kgo.Partitioner {
	if others == nil {
		others = kgo.UniformBytesPartitioner(64<<10, true, true, nil)
	}
	return placing{others}
}

type placing struct{ others kgo.Partitioner }

// ForTopic is the partitioner of a topic, which is told of new batches if the other one wants to be.
func (p placing) ForTopic(topic string) kgo.TopicPartitioner {
	others := p.others.ForTopic(topic)
	if told, wants := others.(kgo.TopicPartitionerOnNewBatch); wants {
		return placedTold{placed{others}, told}
	}
	return placed{others}
}

// placed always has kgo's interface for partitioners that look at what is buffered, since
// the others may be one.
type placed struct{ kgo.TopicPartitioner }

type placedTold struct {
	placed
	kgo.TopicPartitionerOnNewBatch
}

// RequiresConsistency is true of a dead letter: its partition is the one of the record that it is of,
// also while that cannot be written to.
func (p placed) RequiresConsistency(r *kgo.Record) bool {
	return deadLetter(r) || p.TopicPartitioner.RequiresConsistency(r)
}

// Partition is that of a dead letter which names one, modulo n; else the other partitioner's.
func (p placed) Partition(r *kgo.Record, n int) int { return p.PartitionByBackup(r, n, nil) }

// PartitionByBackup is Partition, with what waits for each for the other partitioner if it wants that.
func (p placed) PartitionByBackup(r *kgo.Record, n int, buffered kgo.TopicBackupIter) int {
	if deadLetter(r) && r.Partition >= 0 {
		return int(r.Partition) % n
	}
	if by, wants := p.TopicPartitioner.(kgo.TopicBackupPartitioner); wants {
		return by.PartitionByBackup(r, n, buffered)
	}
	return p.TopicPartitioner.Partition(r, n)
}

// placesDeadLetters marks a partitioner of this package.
func (placed) placesDeadLetters() {}

// deadLetter tells whether a Writer wrote the record.
func deadLetter(r *kgo.Record) bool {
	for i := range r.Headers {
		if r.Headers[i].Key == prefix+"v" {
			return true
		}
	}
	return false
}
