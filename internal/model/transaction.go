package model

import (
	"cmp"
	"strings"
)

// Transaction is one that is open in a partition, as the leader of the partition
// (DescribeProducers) and its own coordinator (ListTransactions) told of it.
type Transaction struct {
	Topic     string
	Partition int32
	Start     int64 // its first offset there; -1: nobody told who holds a transaction open, and Why says why

	Producer    int64 // producer id; -1: not told
	Epoch       int32 // of the producer
	Wrote       int64 // when it wrote there last, ms since 1970; -1: not told
	Coordinator int32 // epoch of the coordinator that ended one of it there last; -1: none ever did
	ToldBy      int32 // the broker that leads the partition

	ID    string // transactional id; "" where no coordinator tells it
	State string // of the producer's transaction, in the coordinator's words: "Empty", "Ongoing" …
	Why   string
}

// Compare puts transactions into the order of their partitions and first offsets.
func (t Transaction) Compare(o Transaction) int {
	return cmp.Or(strings.Compare(t.Topic, o.Topic), cmp.Compare(t.Partition, o.Partition), cmp.Compare(t.Start, o.Start), cmp.Compare(t.Producer, o.Producer))
}

// OpenAt is the transaction that begins at an offset of a partition: what keeps
// the last stable offset there. Where its leader did not tell, the answer says
// why; nil where nobody was asked.
func (c *Cluster) OpenAt(topic string, partition int32, offset int64) *Transaction {
	for i := range c.Transactions {
		if t := &c.Transactions[i]; t.Topic == topic && t.Partition == partition && (t.Start == offset || t.Start < 0) {
			return t
		}
	}
	return nil
}
