package model

import (
	"cmp"
	"slices"
)

// LedgerTopic is where producers ship what was acknowledged to them: the ledgers of the
// client library, docs/ledger-format.md.
const LedgerTopic = "breakwater.ledger"

// Acknowledged is what ledgers say that a partition's log holds, as far as it was read.
type Acknowledged struct {
	TopicPartition
	Highest Acknowledgement // of all offsets of the topic as it is now

	// Twice is the lowest offset that was acknowledged a second time, and that second
	// time; nil: none was seen. A log gives no offset twice unless it was cut between.
	Twice *Acknowledgement
}

// Acknowledgement is one entry of a ledger.
type Acknowledgement struct {
	Offset      int64
	LeaderEpoch int32  // as the producer knew it; -1: not known
	At          int64  // ms since 1970, by the producer's clock
	Ledger      string // its number, 16 hexadecimal digits
}

// AcknowledgedIn is what ledgers say of a partition; nil: nothing.
func (c *Cluster) AcknowledgedIn(topic string, partition int32) *Acknowledged {
	i, found := slices.BinarySearchFunc(c.Acknowledged, TopicPartition{topic, partition}, func(a Acknowledged, at TopicPartition) int {
		return a.Compare(at)
	})
	if !found {
		return nil
	}
	return &c.Acknowledged[i]
}

// Compare orders partitions by topic and number.
func (p TopicPartition) Compare(o TopicPartition) int {
	return cmp.Or(cmp.Compare(p.Topic, o.Topic), cmp.Compare(p.Partition, o.Partition))
}
