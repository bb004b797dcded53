package ledger

import (
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// MaxID is the most bytes that an application's own id may have.
const MaxID = 64

// maxTopic is the longest name of a topic (org.apache.kafka.common.internals.Topic.MAX_NAME_LENGTH).
const maxTopic = 249

// Entry is one record that a broker acknowledged.
type Entry struct {
	Topic     string // 1 to 249 bytes
	Partition int32  // from 0
	// LeaderEpoch is that of the leader that acknowledged; -1 if it is not known.
	LeaderEpoch int32
	Offset      int64 // from 0
	// Acked is when the acknowledgement came, in ms since 1970.
	Acked int64
	// Hash is over key, value and headers: see the function Hash.
	Hash uint64
	// ID is the application's own name for the record, up to 64 bytes; empty for none.
	// What a reader returns is valid until the next step of its iteration.
	ID            []byte
	ProducerID    int64 // -1 without idempotence
	ProducerEpoch int16 // -1 without idempotence
}

// Of is the entry of a record as the promise of kgo's Produce has it after success. kgo
// does not know the leader's epoch there: take it from Client.PartitionLeader, or -1.
func Of(r *kgo.Record, leaderEpoch int32, acked time.Time, id []byte) Entry {
	return Entry{
		Topic: r.Topic, Partition: r.Partition, LeaderEpoch: leaderEpoch, Offset: r.Offset,
		Acked: acked.UnixMilli(), Hash: Hash(r), ID: id,
		ProducerID: r.ProducerID, ProducerEpoch: r.ProducerEpoch,
	}
}

// sound says whether the format can hold it; it is asked for each record.
func (e *Entry) sound() bool {
	return len(e.Topic)-1 < maxTopic && e.Topic != "" && len(e.ID) <= MaxID &&
		e.Partition >= 0 && e.LeaderEpoch >= -1 && e.Offset >= 0 && e.Acked >= 0 &&
		e.ProducerID >= -1 && e.ProducerEpoch >= -1
}

// unsound says what is wrong with an entry that is not sound.
func (e *Entry) unsound() error {
	switch {
	case e.Topic == "" || len(e.Topic) > maxTopic:
		return fmt.Errorf("the topic of a ledger entry has %d bytes: Kafka takes 1 to %d", len(e.Topic), maxTopic)
	case len(e.ID) > MaxID:
		return fmt.Errorf("the id of a ledger entry has %d bytes: take at most %d, for example a hash of it", len(e.ID), MaxID)
	}
	return fmt.Errorf("partition %d, leader epoch %d, offset %d, time %d, producer %d and its epoch %d are no acknowledgement of %s: "+
		"partition, offset and time are from 0, the others from -1; take the record in the promise, after its error was nil",
		e.Partition, e.LeaderEpoch, e.Offset, e.Acked, e.ProducerID, e.ProducerEpoch, e.Topic)
}
