package detect

import (
	"slices"
	"testing"
)

// TestTally: in whatever order, the same records are alike; one that is lost, one that is
// another, and one that is lost beside one that is there twice are not.
func TestTally(t *testing.T) {
	const n = 3 * bucketSize
	hash := func(i int64) uint64 { return uint64(i+1) * 0x9e3779b97f4a7c15 }
	of := func(change func(i int64) []uint64) *Tally {
		var out Tally
		for i := int64(n - 1); i >= 0; i-- {
			for _, h := range change(i) {
				out.Add("t", 1, i, h)
			}
		}
		return &out
	}
	var want Tally
	for i := range int64(n) {
		want.Add("t", 1, i, hash(i))
	}
	const at = bucketSize + 7
	for name, c := range map[string]struct {
		change func(i int64) []uint64
		want   []Range
	}{
		"the same": {func(i int64) []uint64 { return []uint64{hash(i)} }, nil},
		"lost": {func(i int64) []uint64 {
			if i == at {
				return nil
			}
			return []uint64{hash(i)}
		}, []Range{{"t", 1, bucketSize, 2 * bucketSize}}},
		"another": {func(i int64) []uint64 {
			if i == at {
				return []uint64{1}
			}
			return []uint64{hash(i)}
		}, []Range{{"t", 1, bucketSize, 2 * bucketSize}}},
		"lost and twice": {func(i int64) []uint64 {
			if i == at {
				return []uint64{hash(i - 1)}
			}
			return []uint64{hash(i)}
		}, []Range{{"t", 1, bucketSize, 2 * bucketSize}}},
		"nothing": {func(int64) []uint64 { return nil }, []Range{{"t", 1, 0, bucketSize}, {"t", 1, bucketSize, 2 * bucketSize}, {"t", 1, 2 * bucketSize, n}}},
	} {
		got := of(c.change)
		for _, ranges := range [][]Range{want.Differ(got), got.Differ(&want)} {
			if !slices.Equal(ranges, c.want) {
				t.Errorf("%s: %v, want %v", name, ranges, c.want)
			}
		}
	}
}
