package cluster

import (
	"fmt"
	"slices"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/ledger"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// takeBlock takes in a record of the ledger topic. One that was shipped from producers to
// another cluster, or does not say to which, says nothing of this cluster's partitions,
// whatever their names.
func (l *look) takeBlock(r *kgo.Record) error {
	if id, told := ledger.ClusterOf(r); !told || id != l.world.id {
		return nil
	}
	block, err := ledger.ParseBlock(r.Value)
	if err != nil || l.ledgers.shipped(block) {
		return err
	}
	name := fmt.Sprintf("%016x", block.Ledger)
	for e, err := range block.Entries(nil) {
		if err != nil {
			return err
		}
		if l.byName[e.Topic] != nil && e.Acked > max(l.ledgers.begun, l.ledgers.since[e.Topic]) {
			l.ledgers.entry(&e, name)
		}
	}
	return nil
}

// shipped tells whether a block was seen before: behind a crash some are sent again.
func (k *ledgers) shipped(b ledger.Block) bool {
	if b.Sequence <= k.sequences[b.Ledger] {
		return true
	}
	k.sequences[b.Ledger] = b.Sequence
	return false
}

func (k *ledgers) entry(e *ledger.Entry, name string) {
	at := model.TopicPartition{Topic: e.Topic, Partition: e.Partition}
	known := k.of[at]
	if known == nil {
		known = &acknowledged{Acknowledged: model.Acknowledged{TopicPartition: at, Highest: model.Acknowledgement{Offset: -1}}}
		k.of[at] = known
	}
	known.add(model.Acknowledgement{Offset: e.Offset, LeaderEpoch: e.LeaderEpoch, At: e.Acked, Ledger: name})
}

// add takes in one acknowledgement. Behind an offset that comes a second time the log was
// cut: what lies beyond comes a second time, too, and is not told again.
func (a *acknowledged) add(one model.Acknowledgement) {
	if a.spans.add(one.Offset) {
		a.spans.cut(one.Offset)
		a.spans.add(one.Offset)
		a.Twice = &one
	}
	if one.Offset > a.Highest.Offset {
		a.Highest = one
	}
}

// told is what is known of all partitions, in their order.
func (k *ledgers) told() []model.Acknowledged {
	out := make([]model.Acknowledged, 0, len(k.of))
	for _, a := range k.of {
		out = append(out, a.Acknowledged)
	}
	slices.SortFunc(out, func(a, b model.Acknowledged) int { return a.Compare(b.TopicPartition) })
	return out
}
