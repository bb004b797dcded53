package detect

import (
	"cmp"
	"maps"
	"slices"
)

// A Tally is D6: how many records there are in buckets of offsets, and the sum of their
// hashes, so that a record that is lost and one that is there twice do not make up for each
// other. One of a ledger and one of what was read, here or at another tier that keeps the
// offsets, are alike if nothing is lost. It is for one goroutine; the zero value is usable.
type Tally struct{ buckets map[bucket]sum }

// bucketSize is how many offsets are counted together.
const bucketSize = 4096

type bucket struct {
	topic     string
	partition int32
	number    int64
}

type sum struct{ count, hashes uint64 }

// Add counts a record by its ledger.Hash.
func (t *Tally) Add(topic string, partition int32, offset int64, hash uint64) {
	if t.buckets == nil {
		t.buckets = map[bucket]sum{}
	}
	b := bucket{topic, partition, offset / bucketSize}
	s := t.buckets[b]
	t.buckets[b] = sum{s.count + 1, s.hashes + hash}
}

// Differ lists the ranges of offsets in which two tallies differ, by topic and partition.
// Which records it is can only be told by reading those ranges.
func (t *Tally) Differ(o *Tally) (out []Range) {
	all := maps.Clone(t.buckets)
	if all == nil {
		all = map[bucket]sum{}
	}
	maps.Copy(all, o.buckets)
	for b := range all {
		if t.buckets[b] != o.buckets[b] {
			out = append(out, Range{b.topic, b.partition, b.number * bucketSize, (b.number + 1) * bucketSize})
		}
	}
	slices.SortFunc(out, func(a, b Range) int {
		return cmp.Or(cmp.Compare(a.Topic, b.Topic), cmp.Compare(a.Partition, b.Partition), cmp.Compare(a.From, b.From))
	})
	return out
}
