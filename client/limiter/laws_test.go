package limiter

import (
	"math"
	"testing"
	"time"
)

// blind is the simplest law: it does not look at time at all. Refusals alone halve.
type blind struct{}

func (blind) next(limit int64, r round) int64 {
	if r.quickest == 0 || r.resting || !r.pressed || r.stale {
		return limit
	}
	return limit + max(limit/growth, 1)
}

// brake does not halve for lateness: it only stops growing.
type brake struct{ need time.Duration }

func (b *brake) next(limit int64, r round) int64 {
	if b.need == 0 || r.quickest > 0 && r.quickest < b.need {
		b.need = r.quickest
	}
	if r.quickest > max(patience, late*b.need) {
		return limit
	}
	return blind{}.next(limit, r)
}

// gradient is gradient2 of Netflix' concurrency-limits in bytes: the limit follows the
// long-term round-trip time over the short one, smoothed, with room for a queue of the
// root of the limit in KiB.
type gradient struct{ long float64 }

func (g *gradient) next(limit int64, r round) int64 {
	if r.quickest == 0 || r.resting {
		return limit
	}
	short := float64(r.quickest)
	if g.long == 0 {
		g.long = short
	}
	g.long += (short - g.long) * 2 / 601
	if g.long > 2*short {
		g.long *= 0.95
	}
	if !r.pressed || r.stale {
		return limit
	}
	slope := min(1, max(0.5, 1.5*g.long/short))
	want := float64(limit)*slope + math.Sqrt(float64(limit)/1024)*1024
	return int64(float64(limit)*0.8 + want*0.2)
}

var laws = []struct {
	name string
	new  func() law
}{
	{"question", nil},
	{"gradient", func() law { return &gradient{} }},
	{"blind", func() law { return blind{} }},
	{"brake", func() law { return &brake{} }},
}

// TestLawsCompared is why the law is what it is: it prints what each gives, and holds
// that ours gives the throughput of the one that does not look at time, with the delay
// of one that does, whatever happens to the broker after 40 s.
func TestLawsCompared(t *testing.T) {
	for _, c := range compared {
		for _, l := range laws {
			b := &broker{rate: c.rate, latency: c.latency, noise: c.noise}
			s := newSim(t, b)
			cl := s.client(8<<20, l.new, &stream{to: 0, bytes: c.bytes})
			before, at := c.rate/mega, b.rate
			if c.change != nil {
				s.at(40*sec, func() { c.change(b); at = b.rate })
			}
			s.run(100 * sec)
			was, soon, then := b.mbps(20*sec, 40*sec), b.mbps(40*sec, 60*sec), b.mbps(80*sec, 100*sec)
			took, later := b.took(0.5, 20*sec, 40*sec), b.took(0.5, 80*sec, 100*sec)
			t.Logf("%-28s %-9s %5.1f MB/s, soon after %5.1f, then %5.1f; half took %7v, then %8v; limit %5.2f MiB, %3d halvings",
				c.name, l.name, was, soon, then, took, later, float64(cl.Of(0).Snapshot().Limit)/(1<<20), cl.Of(0).Snapshot().Halvings)
			if l.new != nil {
				continue
			}
			if was < 0.95*before || then < 0.95*at/mega {
				t.Errorf("%s: %.1f MB/s, then %.1f", c.name, was, then)
			}
			if took > c.took || later > c.then {
				t.Errorf("%s: half took %v, then %v", c.name, took, later)
			}
		}
	}
}

var compared = []struct {
	name       string
	rate       float64
	latency    time.Duration
	noise      float64
	bytes      int64
	change     func(*broker)
	took, then time.Duration // the most that half of the records may take
}{
	{"near", 6 * mega, 5 * ms, 1, record, nil, 110 * ms, 110 * ms},
	{"near, noise 4", 6 * mega, 5 * ms, 4, record, nil, 110 * ms, 110 * ms},
	{"far, noise 4", 6 * mega, 60 * ms, 4, record, nil, 520 * ms, 520 * ms},
	{"far, noise 10", 6 * mega, 60 * ms, 10, record, nil, 600 * ms, 600 * ms},
	{"far, noise 4, large records", 6 * mega, 60 * ms, 4, 1 << 20, nil, 1100 * ms, 1100 * ms},
	{"slow", 1 * mega, 5 * ms, 1, record, nil, 110 * ms, 110 * ms},
	{"becomes slow", 6 * mega, 5 * ms, 1, record, func(b *broker) { b.rate = mega }, 110 * ms, 250 * ms},
	{"becomes quick", 1 * mega, 5 * ms, 1, record, func(b *broker) { b.rate = 6 * mega }, 110 * ms, 110 * ms},
	{"becomes far", 6 * mega, 5 * ms, 1, record, func(b *broker) { b.latency = 300 * ms }, 110 * ms, 1400 * ms},
	{"becomes near", 6 * mega, 300 * ms, 1, record, func(b *broker) { b.latency = 5 * ms }, 1400 * ms, 1400 * ms},
}
