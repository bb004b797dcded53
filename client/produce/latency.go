package produce

import (
	"math/bits"
	"sync/atomic"
	"time"
)

// Latency is how long acknowledgements took, from Produce to kgo's answer: of one record
// for each request and partition, mostly its oldest, so that a record costs nothing for it.
// Those told in doubt before count with the time that they took. Nothing is measured for a
// client without Options.
type Latency struct {
	Count   uint64
	Sum     time.Duration
	Buckets []Bucket // ascending; what took longer than the last one is in Count alone
}

// A Bucket is how many took so long or less.
type Bucket struct {
	UpTo  time.Duration
	Count uint64
}

const (
	firstBucket = 2 // ms: what is measured is exact to one
	lastBucket  = 17
)

// latencies are counted: bucket i has what took up to firstBucket<<i milliseconds, the last
// one what took longer than all.
type latencies struct {
	buckets [lastBucket + 1]atomic.Uint64
	sum     atomic.Int64 // ms
}

// took counts one, in milliseconds.
func (l *latencies) took(ms int64) {
	l.sum.Add(ms)
	l.buckets[bucketOf(ms)].Add(1)
}

func bucketOf(ms int64) int {
	if ms <= firstBucket {
		return 0
	}
	return min(bits.Len64(uint64(ms-1))-1, lastBucket)
}

// Latency is how long acknowledgements took since the guard was made.
func (g *Guard) Latency() Latency {
	l := &g.latencies
	out := Latency{Sum: time.Duration(l.sum.Load()) * time.Millisecond}
	for i := range lastBucket {
		out.Count += l.buckets[i].Load()
		out.Buckets = append(out.Buckets, Bucket{firstBucket << i * time.Millisecond, out.Count})
	}
	out.Count += l.buckets[lastBucket].Load()
	return out
}

// times takes the time of the first acknowledgement since another request with the
// partition has left.
func (g *Guard) times(e *entry) {
	at := e.mark.at
	left := at.requests.Load()
	if at.timed.Load() == left {
		return
	}
	at.timed.Store(left)
	at.fresh.Store(time.Now().UnixMilli())
	g.latencies.took((g.desk.now() - e.given).Milliseconds())
}
