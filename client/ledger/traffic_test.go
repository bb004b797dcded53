package ledger

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// traffic is entries as kgo tells them: 12 partitions, 100 records of one at a time, ids
// of 16 bytes or none.
func traffic(n int, ids bool) []Entry {
	out := make([]Entry, n)
	for i := range out {
		batch := i / 100
		out[i] = Entry{
			Topic: "iot-telemetry-v2", Partition: int32(batch % 12), LeaderEpoch: 17, Offset: int64(batch/12*100 + i%100),
			Acked: 1_790_000_000_000 + int64(i/1000), Hash: uint64(i) * 0x9E3779B185EBCA87, ProducerID: 4711, ProducerEpoch: 3,
		}
		if ids {
			out[i].ID = fmt.Appendf(nil, "%016x", uint64(i)*0xC2B2AE3D27D4EB4F)
		}
	}
	return out
}

// wild is entries of all kinds that the format can hold.
func wild(seed uint64, n int) []Entry {
	r := rand.New(rand.NewPCG(seed, 1))
	of := func(values ...int64) int64 {
		if r.IntN(3) > 0 {
			return values[r.IntN(2)]
		}
		return values[r.IntN(len(values))]
	}
	out := make([]Entry, n)
	for i := range out {
		e := &out[i]
		e.Topic = fmt.Sprint("t", of(1, 2, 3, r.Int64N(50)))
		if r.IntN(50) == 0 {
			e.Topic = string(bytes.Repeat([]byte{byte(r.Uint32())}, 1+r.IntN(maxTopic)))
		}
		e.Partition = int32(of(0, 1, math.MaxInt32, r.Int64N(100)))
		e.LeaderEpoch = int32(of(-1, 4, math.MaxInt32))
		e.Offset = of(int64(i), int64(i/2), 0, math.MaxInt64, r.Int64())
		e.Acked = of(1_790_000_000_000+int64(i), 1_790_000_000_000, 0, math.MaxInt64)
		e.Hash = r.Uint64()
		e.ProducerID = of(-1, 4711, math.MaxInt64)
		e.ProducerEpoch = int16(of(-1, 3, math.MaxInt16))
		if n := r.IntN(MaxID + 1); n > 0 && r.IntN(2) > 0 {
			e.ID = bytes.Repeat([]byte{byte(r.Uint32())}, n)
		}
	}
	return out
}

// same compares what was appended with what was read.
func same(tb testing.TB, got, want []Entry) {
	tb.Helper()
	for i := range min(len(got), len(want)) {
		if g, w := got[i], want[i]; !equal(g, w) {
			tb.Fatalf("entry %d is\n%+v, and was\n%+v", i, g, w)
		}
	}
	if len(got) != len(want) {
		tb.Fatalf("%d entries, and there were %d", len(got), len(want))
	}
}

func equal(a, b Entry) bool {
	return bytes.Equal(a.ID, b.ID) && fmt.Sprint(strip(a)) == fmt.Sprint(strip(b))
}

func strip(e Entry) Entry {
	e.ID = nil
	return e
}
