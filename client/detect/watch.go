package detect

import (
	"cmp"
	"fmt"
	"slices"
	"sync"

	"github.com/breakwaterhq/breakwater/client/ledger"
)

// A Watch gives verdicts on what one ledger says was acknowledged. It is safe for use by several
// goroutines, and keeps up to 6 KB for each partition.
type Watch struct {
	mu     sync.Mutex
	parts  map[string]map[int32]*partition
	ledger uint64 // 0 before the first block
	block  uint64 // the last one that was taken
}

// Take takes in the entries of a block, which may come again. Blocks are to come in their
// order. An error is that of a block that is damaged, or of another ledger.
func (w *Watch) Take(b ledger.Block) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ledger != 0 && b.Ledger != w.ledger {
		return fmt.Errorf("the block is of ledger %016x, and this Watch of %016x: each has one of its own, since offsets ascend within one", b.Ledger, w.ledger)
	}
	if b.Sequence <= w.block {
		return nil
	}
	w.ledger, w.block = b.Ledger, b.Sequence
	for e, err := range b.Entries(nil) {
		if err != nil {
			return err
		}
		w.of(e.Topic, e.Partition).takes(&e)
	}
	return nil
}

// of is a partition; w is locked.
func (w *Watch) of(topic string, index int32) *partition {
	if w.parts == nil {
		w.parts = map[string]map[int32]*partition{}
	}
	if w.parts[topic] == nil {
		w.parts[topic] = map[int32]*partition{}
	}
	p := w.parts[topic][index]
	if p == nil {
		p = newPartition(topic, index)
		w.parts[topic][index] = p
	}
	return p
}

// all are the partitions in an order; w is locked.
func (w *Watch) all() (out []*partition) {
	for _, parts := range w.parts {
		for _, p := range parts {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b *partition) int {
		return cmp.Or(cmp.Compare(a.topic, b.topic), cmp.Compare(a.index, b.index))
	})
	return out
}

// Asks are what has to be found out now, by topic and partition. Each is answered by a Look.
func (w *Watch) Asks() (out []Ask) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range w.all() {
		out = append(out, p.asks())
	}
	return out
}

// Judge takes in looks, of each partition the older first.
func (w *Watch) Judge(looks ...Look) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := range looks {
		w.of(looks[i].Topic, looks[i].Partition).judges(&looks[i])
	}
}

// Verdicts are what is known now, by topic and partition: of each what is gone, what is
// disputed, and the rest.
func (w *Watch) Verdicts() (out []Verdict) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range w.all() {
		out = append(out, p.verdicts()...)
	}
	return out
}

// Forget takes back what speaks against a range, as a Verdict has it: it was replayed, or
// found otherwise.
func (w *Watch) Forget(v Verdict) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.of(v.Topic, v.Partition).forgets(v.From, v.To)
}
