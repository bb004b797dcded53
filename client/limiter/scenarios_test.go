package limiter

import (
	"fmt"
	"testing"
	"time"
)

func near() *broker { return &broker{rate: 12 * mega, latency: 5 * ms} }

func (c *client) limit(node int32) int64 { return c.Of(node).Snapshot().Limit }

// TestAfterEachFault: a broker has one for ten seconds. The limiter is halved within one
// round when it is told, within two when it has to see it; something always goes on, and
// the throughput is back soon after the end.
func TestAfterEachFault(t *testing.T) {
	for name, c := range map[string]struct {
		fault  func(*sim, *broker, *client)
		halves time.Duration // at the latest after
		within time.Duration // until 95 % of before
	}{
		"refuses": {func(s *sim, b *broker, _ *client) { b.mode = refuses }, 120 * ms, sec},
		"silent":  {func(s *sim, b *broker, _ *client) { b.mode, b.until = silent, s.now+11*sec }, timeout + 120*ms, sec},
		"late":    {func(s *sim, b *broker, _ *client) { b.latency = 600 * ms }, 2 * 700 * ms, sec},
		"slow":    {func(s *sim, b *broker, _ *client) { b.rate = mega / 2 }, 5 * sec, 2 * sec},
		"stale":   {func(s *sim, b *broker, c *client) { c.Stale(epoch.Add(s.now), true) }, 0, sec},
		"late and refuses in turn": {func(s *sim, b *broker, _ *client) {
			for i := range 10 {
				s.at(s.now+time.Duration(i)*sec, func() { b.latency, b.mode = 600*ms, mode(i%2) })
			}
		}, 2 * 700 * ms, 2 * sec},
		"refuses each tenth": {func(s *sim, b *broker, _ *client) {
			for i := range 1000 {
				s.at(s.now+time.Duration(i)*10*ms, func() { b.mode = refusesIf(i%10 == 0) })
			}
		}, 120 * ms, sec},
	} {
		t.Run(name, func(t *testing.T) {
			b := near()
			s := newSim(t, b)
			cl := s.client(8<<20, nil, &stream{to: 0, bytes: record})
			s.run(30 * sec)
			was, round := b.mbps(20*sec, 30*sec), b.took(1, 29*sec, 30*sec)
			from := s.until(func() bool { return cl.limit(0) > startLimit }, 40*sec)
			began := cl.limit(0)
			c.fault(s, b, cl)
			peak := began
			halved := s.until(func() bool {
				peak = max(peak, cl.limit(0))
				return cl.limit(0) <= peak/2+1
			}, from+10*sec) - from
			s.run(from + 10*sec)
			least, sent := cl.limit(0), cl.streams[0].sent
			*b = broker{sim: s, rate: 12 * mega, latency: 5 * ms, acked: b.acked, times: b.times}
			healed := s.now
			cl.Stale(epoch.Add(s.now), false)
			s.run(healed + 20*sec)
			back, after := b.regained(healed, 0.95*was), b.mbps(healed+10*sec, healed+20*sec)
			t.Logf("before %.1f MB/s, a record takes up to %v; limit %d KiB, halved after %v, at the end %d KiB; meanwhile %.2f MB/s; 95 %% again %v after it, then %.1f MB/s",
				was, round, began>>10, halved, least>>10, b.mbps(from, healed), back, after)
			if halved > c.halves {
				t.Error("not halved in time")
			}
			if back > c.within || after < 0.99*was {
				t.Error("the throughput is not back")
			}
			if least < smallestLimit || sent == cl.streams[0].sent {
				t.Error("nothing went on")
			}
		})
	}
}

func refusesIf(so bool) mode {
	if so {
		return refuses
	}
	return serves
}

// until runs until something is so, looking each millisecond.
func (s *sim) until(so func() bool, end time.Duration) time.Duration {
	for !so() && s.now < end {
		s.run(s.now + ms)
	}
	return s.now
}

// TestASlowBrokerDoesNotSlowTheOthers, also when it had most of the budget before.
func TestASlowBrokerDoesNotSlowTheOthers(t *testing.T) {
	alone := near()
	s := newSim(t, alone)
	s.client(8<<20, nil, &stream{to: 0, bytes: record})
	s.run(60 * sec)
	for name, fault := range map[string]func(*broker){
		"slow":    func(b *broker) { b.rate = mega / 4 },
		"far":     func(b *broker) { b.latency = sec },
		"silent":  func(b *broker) { b.mode, b.until = silent, time.Hour },
		"refuses": func(b *broker) { b.mode = refuses },
	} {
		bad, good := &broker{rate: 12 * mega, latency: 500 * ms}, near() // far: it wants much
		s := newSim(t, bad, good)
		cl := s.client(8<<20, nil, &stream{to: 0, bytes: record})
		s.run(25 * sec)
		had := cl.limit(0)
		fault(bad)
		cl.streams = append(cl.streams, &stream{to: 1, bytes: record})
		cl.fill()
		s.run(60 * sec)
		got, want := good.mbps(30*sec, 60*sec), alone.mbps(30*sec, 60*sec)
		t.Logf("%s, after it had %d KiB: the other has %.2f MB/s, alone %.2f; first second %.2f; limits at the end %d and %d KiB",
			name, had>>10, got, want, good.mbps(25*sec, 26*sec), cl.limit(0)>>10, cl.limit(1)>>10)
		if got < 0.99*want {
			t.Errorf("%s: the other has %.2f MB/s, and %.2f alone", name, got, want)
		}
	}
}

// TestTheApplicationIsTheLimit: then the limit does not grow, whatever the broker does.
func TestTheApplicationIsTheLimit(t *testing.T) {
	b := near()
	s := newSim(t, b)
	cl := s.client(8<<20, nil, &stream{to: 0, bytes: record, every: 5 * ms})
	s.run(60 * sec)
	if got := cl.Of(0).Snapshot(); got.Limit != startLimit || got.Halvings+got.Waits != 0 {
		t.Errorf("%+v", got)
	}
	b.latency = 150 * ms // late, but that is no queue of ours
	s.run(90 * sec)
	if got := cl.Of(0).Snapshot(); got.Limit > 2*startLimit {
		t.Errorf("late: %+v", got)
	}
	if got, want := b.mbps(70*sec, 90*sec), b.mbps(30*sec, 60*sec); got < 0.99*want {
		t.Errorf("%.2f MB/s, then %.2f", want, got)
	}
}

// TestAPartitionMoves from a broker that died with all that was on its way to it.
func TestAPartitionMoves(t *testing.T) {
	from, to := near(), near()
	s := newSim(t, from, to)
	cl := s.client(8<<20, nil, &stream{to: 0, bytes: record})
	s.run(30 * sec)
	from.mode, from.until = silent, time.Hour
	s.run(33 * sec)
	cl.streams[0].to = 1
	cl.fill()
	s.run(60 * sec)
	back := to.regained(33*sec, 0.95*from.mbps(20*sec, 30*sec))
	t.Logf("95 %% again %v after the move; limits %d and %d KiB", back, cl.limit(0)>>10, cl.limit(1)>>10)
	if back > sec {
		t.Error("the throughput is not back")
	}
}

// TestNoThunderingHerd: twenty clients of one broker, which is away for minutes. When it
// is back its queue is never longer than it was before, and the throughput returns.
func TestNoThunderingHerd(t *testing.T) {
	for name, away := range map[string]func(*broker){
		"refuses": func(b *broker) { b.mode = refuses },
		"silent":  func(b *broker) { b.mode, b.until = silent, 210*sec },
	} {
		b := near()
		s := newSim(t, b)
		for range 20 {
			s.client(8<<20, nil, &stream{to: 0, bytes: record})
		}
		s.run(30 * sec)
		was := b.mbps(20*sec, 30*sec)
		queued := b.queued
		away(b)
		if name == "refuses" {
			b.latency = 500 * ms // else twenty clients ask two million times
		}
		s.run(210 * sec)
		b.mode, b.latency, b.queued = serves, 5*ms, 0
		var limits, on int64
		for _, c := range s.clients {
			limits += c.limit(0)
			on += c.Of(0).Snapshot().Outstanding
		}
		s.run(240 * sec)
		back := b.regained(210*sec, 0.95*was)
		t.Logf("%s: queue up to %v before, %v after; limits at its return %d KiB, on the way %d KiB; 95 %% again after %v; half took %v, in the end %v",
			name, queued, b.queued, limits>>10, on>>10, back, b.took(0.5, 20*sec, 30*sec), b.took(0.5, 230*sec, 240*sec))
		if b.queued > queued || back > 2*sec {
			t.Errorf("%s: a queue of %v, throughput back after %v", name, b.queued, back)
		}
	}
}

// TestClientsShareABroker: who comes later gets its part.
func TestClientsShareABroker(t *testing.T) {
	b := near()
	s := newSim(t, b)
	s.client(8<<20, nil, &stream{to: 0, bytes: record})
	s.run(20 * sec)
	for range 7 {
		s.client(8<<20, nil, &stream{to: 0, bytes: record})
	}
	s.run(60 * sec)
	sent := func() (n []int) {
		for _, c := range s.clients {
			n = append(n, c.streams[0].sent)
		}
		return n
	}
	before := sent()
	s.run(120 * sec)
	least, most, parts := 1.0, 0.0, ""
	for i, n := range sent() {
		part := float64(n-before[i]) * record / mega / 60 / 12
		least, most, parts = min(least, part), max(most, part), parts+fmt.Sprintf(" %.3f", part)
	}
	t.Logf("%.2f MB/s in all; parts%s", b.mbps(60*sec, 120*sec), parts)
	if least < 0.125/4 || most > 0.125*4 {
		t.Error("unequal")
	}
}

// TestLargeRecordsAreNotStarved by small ones, and pass a limit that is smaller; that
// they take long does not make the broker late.
func TestLargeRecordsAreNotStarved(t *testing.T) {
	for _, budget := range []int64{4 << 20, 64 << 20} {
		b := &broker{rate: 100 * mega, latency: 50 * ms}
		s := newSim(t, b)
		cl := s.client(budget, nil, &stream{to: 0, bytes: 10 << 10}, &stream{to: 0, bytes: 12 << 20})
		s.run(60 * sec)
		small, large := cl.streams[0].sent, cl.streams[1].sent
		t.Logf("budget %d MiB: %d small and %d large records, %.1f of 100 MB/s, limit %d KiB",
			budget>>20, small, large, b.mbps(20*sec, 60*sec), cl.limit(0)>>10)
		if small < 200 || large < 200 {
			t.Errorf("%d small and %d large records went", small, large)
		}
		if got := b.mbps(20*sec, 60*sec); budget > 12<<20 && got < 95 {
			t.Errorf("%.1f of 100 MB/s", got)
		}
	}
}

// TestManyBrokersOneBudget: the invariants hold at each event, and all make progress.
func TestManyBrokersOneBudget(t *testing.T) {
	const n = 12
	var brokers []*broker
	var streams []*stream
	for i := range n {
		brokers = append(brokers, &broker{rate: mega, latency: time.Duration(1+i*20) * ms, noise: 4})
		streams = append(streams, &stream{to: int32(i), bytes: 4 << 10})
	}
	s := newSim(t, brokers...)
	cl := s.client(2<<20, nil, streams...)
	for i := range 200 {
		s.at(time.Duration(i)*150*ms, func() {
			now := epoch.Add(s.now)
			cl.Stale(now, s.rand.IntN(4) == 0)
			b := brokers[s.rand.IntN(n)]
			b.mode, b.until = mode(s.rand.IntN(3)), s.now+sec
			cl.fill()
		})
	}
	s.run(31 * sec)
	for _, b := range brokers {
		b.mode = serves
	}
	cl.Stale(epoch.Add(s.now), false)
	s.run(60 * sec)
	for i, b := range brokers {
		if got := b.mbps(50*sec, 60*sec); got < 0.3 {
			t.Errorf("broker %d: %.2f MB/s with a limit of %d", i, got, cl.limit(int32(i)))
		}
	}
}

// TestWhatANearBrokerNeedsIsLearntAgain: a queue that stood because the broker was far
// once is gone within minutes.
func TestWhatANearBrokerNeedsIsLearntAgain(t *testing.T) {
	b := &broker{rate: 2 * mega, latency: 300 * ms}
	s := newSim(t, b)
	s.client(8<<20, nil, &stream{to: 0, bytes: record})
	s.run(30 * sec)
	far := b.took(0.5, 20*sec, 30*sec)
	b.latency = 5 * ms
	s.run(400 * sec)
	took := b.took(0.5, 390*sec, 400*sec)
	t.Logf("half took %v when it was far, %v soon after, %v after six minutes", far, b.took(0.5, 40*sec, 60*sec), took)
	if took > 130*ms {
		t.Errorf("half take %v", took)
	}
}

// TestAFarBrokerKeepsItsThroughput although it is asked now and then.
func TestAFarBrokerKeepsItsThroughput(t *testing.T) {
	b := &broker{rate: 2 * mega, latency: 400 * ms}
	s := newSim(t, b)
	s.client(1<<20, nil, &stream{to: 0, bytes: record}) // little more than what is under way
	s.run(1300 * sec)
	got := b.mbps(100*sec, 1300*sec)
	t.Logf("%.3f of 2 MB/s", got)
	if got < 0.97*2 {
		t.Errorf("%.3f MB/s of 2", got)
	}
}
