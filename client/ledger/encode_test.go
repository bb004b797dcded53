package ledger

import (
	"math/rand/v2"
	"testing"
)

// TestEntriesOfManyStreams: whatever order streams come in, also such whose partitions end in
// the same bits or that differ in one thing alone, each entry keeps its own, in each block of
// an encoder that is used again.
func TestEntriesOfManyStreams(t *testing.T) {
	var e encoder
	random := rand.New(rand.NewPCG(1, 2))
	for block := range 20 {
		entries := make([]Entry, 2000)
		for i := range entries {
			entries[i] = Entry{
				Topic: []string{"orders", "orderz", "o"}[random.IntN(3)], Partition: int32(random.IntN(3) * 64), Offset: int64(i),
				LeaderEpoch: int32(random.IntN(2)), ProducerID: int64(random.IntN(2)), ProducerEpoch: int16(random.IntN(2)),
			}
		}
		e.begin(make([]byte, 0, MaxBlock))
		for i := range entries {
			e.add(&entries[i])
		}
		if len(e.streams) != 3*3*2*2*2 || len(e.buf) > 2000*16+len(e.streams)*20 {
			t.Errorf("block %d: %d streams in %d bytes", block, len(e.streams), len(e.buf))
		}
		same(t, decoded(t, seal(e.buf, Block{Sequence: 1, Sealed: noon, Count: e.count}), nil), entries)
	}
}
