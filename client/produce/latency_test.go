package produce

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestBuckets(t *testing.T) {
	for ms, want := range map[int64]int{0: 0, 1: 0, 2: 0, 3: 1, 4: 1, 5: 2, 8: 2, 9: 3, 16: 3, 131_072: 16, 131_073: 17, 262_144: 17, 262_145: 17, 1 << 40: 17} {
		if got := bucketOf(ms); got != want {
			t.Errorf("%d ms are in bucket %d, want %d", ms, got, want)
		}
	}
	var g Guard
	for _, ms := range []int64{0, 1, 3, 200_000} {
		g.latencies.took(ms)
	}
	l := g.Latency()
	if l.Count != 4 || l.Sum != 200_004*time.Millisecond || len(l.Buckets) != lastBucket {
		t.Errorf("%d of %s in %d buckets", l.Count, l.Sum, len(l.Buckets))
	}
	if first, last := l.Buckets[0], l.Buckets[lastBucket-1]; first != (Bucket{2 * time.Millisecond, 2}) || last != (Bucket{131_072 * time.Millisecond, 3}) {
		t.Errorf("from %v to %v", first, last)
	}
}

// TestM15_OneRecordOfARequestIsTimed: the first that is acknowledged since another request
// has left.
func TestM15_OneRecordOfARequestIsTimed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := on(t, Config{Within: 10 * time.Second})
		s.sends(t.Context(), 0, 3)
		s.kgo.writes("t", 0, 4, 0)
		time.Sleep(30 * time.Millisecond)
		for i := range 3 {
			s.kgo.acks(i, int64(i), 4, 0)
		}
		s.sends(t.Context(), 3, 2)
		s.kgo.writes("t", 0, 4, 0)
		time.Sleep(20 * time.Second)
		s.kgo.acks(3, -1, 4, 0) // a duplicate of a batch that the broker no longer knows
		s.kgo.acks(4, 4, 4, 0)
		if l := s.Latency(); l.Count != 2 || l.Sum != 20*time.Second+30*time.Millisecond {
			t.Errorf("%d took %s", l.Count, l.Sum)
		}
		s.shut(time.Second)
	})
}
