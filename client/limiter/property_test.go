package limiter

import (
	"math/rand/v2"
	"testing"
	"time"
)

// TestAnyBrokerHeals: for any broker, any records and any faults in twenty seconds, in
// any order, the throughput is 95 % of before within ten seconds and stays so. The
// invariants hold at each event (client.check).
func TestAnyBrokerHeals(t *testing.T) {
	worst, slowest := 2.0, time.Duration(0)
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 3))
		healthy := broker{
			rate:    mega * (1 + 11*r.Float64()),
			latency: time.Duration(1+r.IntN(80)) * ms,
			noise:   1 + 3*r.Float64(),
		}
		bytes := int64(8<<10 + r.IntN(120<<10))
		b := healthy
		s := newSim(t, &b)
		cl := s.client(32<<20, nil, &stream{to: 0, bytes: bytes}, &stream{to: 0, bytes: bytes / 4})
		s.run(30 * sec)
		was := b.mbps(15*sec, 30*sec)
		for s.now < 50*sec {
			b.mode, b.rate, b.latency = mode(r.IntN(3)), healthy.rate, healthy.latency
			b.until = s.now + time.Duration(r.IntN(4000))*ms
			if r.IntN(2) == 0 {
				b.rate /= float64(1 + r.IntN(30))
			}
			if r.IntN(2) == 0 {
				b.latency += time.Duration(r.IntN(1000)) * ms
			}
			cl.Stale(epoch.Add(s.now), r.IntN(3) == 0)
			s.run(s.now + time.Duration(100+r.IntN(4000))*ms)
		}
		b.mode, b.rate, b.latency = serves, healthy.rate, healthy.latency
		cl.Stale(epoch.Add(s.now), false)
		cl.fill()
		healed := max(s.now, b.until, b.free) // when the broker has nothing old to do
		s.run(healed + 30*sec)
		back, after := b.regained(healed, 0.95*was), b.mbps(healed+10*sec, healed+30*sec)
		worst, slowest = min(worst, after/was), max(slowest, back)
		if back > 10*sec || after < 0.95*was {
			t.Errorf("seed %d: %.1f MB/s in %v, noise %.1f, %d bytes: %.2f MB/s before, back after %v, then %.2f",
				seed, healthy.rate/mega, healthy.latency, healthy.noise, bytes, was, back, after)
		}
		if least := 0.95 * healthy.rate / mega; was < least {
			t.Errorf("seed %d: %.2f MB/s before, of %.2f", seed, was, healthy.rate/mega)
		}
	}
	t.Logf("the worst has %.3f of before; the slowest is back after %v", worst, slowest)
}
