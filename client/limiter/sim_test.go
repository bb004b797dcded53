package limiter

import (
	"container/heap"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// The model: clients hand records to brokers as their limiters allow. A broker serves
// what arrives one after the other at its rate, and each answer travels for its latency.
// Time is virtual, and a seed decides all that is random.

const (
	ms     = time.Millisecond
	sec    = time.Second
	mega   = 1_000_000
	record = 16 << 10
)

var epoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

type event struct {
	at  time.Duration
	seq int // keeps what happens at once in its order
	do  func()
}

type events []event

func (e events) Len() int { return len(e) }
func (e events) Less(i, j int) bool {
	return e[i].at < e[j].at || e[i].at == e[j].at && e[i].seq < e[j].seq
}
func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e *events) Push(x any)   { *e = append(*e, x.(event)) }
func (e *events) Pop() any {
	last := (*e)[len(*e)-1]
	*e = (*e)[:len(*e)-1]
	return last
}

type sim struct {
	t       *testing.T
	now     time.Duration
	queue   events
	seq     int
	rand    *rand.Rand
	brokers map[int32]*broker
	clients []*client
}

func newSim(t *testing.T, brokers ...*broker) *sim {
	s := &sim{t: t, rand: rand.New(rand.NewPCG(1, 2)), brokers: map[int32]*broker{}}
	for i, b := range brokers {
		b.sim = s
		s.brokers[int32(i)] = b
	}
	return s
}

func (s *sim) at(when time.Duration, do func()) {
	s.seq++
	heap.Push(&s.queue, event{max(when, s.now), s.seq, do})
}

func (s *sim) run(until time.Duration) {
	for len(s.queue) > 0 && s.queue[0].at <= until {
		e := heap.Pop(&s.queue).(event)
		s.now = e.at
		e.do()
	}
	s.now = until
}

// what a broker does with a record that arrives.
type mode int

const (
	serves  mode = iota
	refuses      // answers at once that it does not want it
	silent       // answers nothing; what waits for longer than its client does, timed out
)

const timeout = 10 * sec // of a client

type broker struct {
	sim     *sim
	rate    float64 // bytes a second
	latency time.Duration
	noise   float64 // each latency is up to so many times as long
	mode    mode
	until   time.Duration // the end of its silence
	free    time.Duration // when all that arrived is served
	acked   []int64       // bytes in each 100 ms
	times   []sample
	queued  time.Duration // the longest queue
}

type sample struct{ at, took time.Duration }

// answer gives when a record is answered that arrives now, and how.
func (b *broker) answer(bytes int64) (time.Duration, Verdict) {
	now, latency := b.sim.now, b.latency
	if b.noise > 1 {
		latency = time.Duration(float64(latency) * (1 + (b.noise-1)*b.sim.rand.Float64()))
	}
	switch {
	case b.mode == refuses:
		return now + latency, Refused
	case b.mode == silent && b.until-now > timeout:
		return now + timeout, Refused
	case b.mode == silent:
		now = max(now, b.until)
	}
	b.free = max(b.free, now) + time.Duration(float64(bytes)/b.rate*float64(sec))
	b.queued = max(b.queued, b.free-now)
	return b.free + latency, Acknowledged
}

func (b *broker) done(bytes int64, took time.Duration) {
	slot := int(b.sim.now / (100 * ms))
	for len(b.acked) <= slot {
		b.acked = append(b.acked, 0)
	}
	b.acked[slot] += bytes
	b.times = append(b.times, sample{b.sim.now, took})
}

// mbps is what it acknowledged in MB/s.
func (b *broker) mbps(from, to time.Duration) float64 {
	var sum int64
	for i := int(from / (100 * ms)); i < int(to/(100*ms)) && i < len(b.acked); i++ {
		sum += b.acked[i]
	}
	return float64(sum) / mega / (to - from).Seconds()
}

// took is a quantile of the times of its records.
func (b *broker) took(q float64, from, to time.Duration) time.Duration {
	var in []time.Duration
	for _, s := range b.times {
		if s.at >= from && s.at < to {
			in = append(in, s.took)
		}
	}
	if len(in) == 0 {
		return 0
	}
	slices.Sort(in)
	return in[int(q*float64(len(in)-1))].Round(ms / 10)
}

// regained is how long after a moment it acknowledges so many MB/s again, over a second.
func (b *broker) regained(from time.Duration, mbps float64) time.Duration {
	for at := from; at < b.sim.now-sec; at += 100 * ms {
		if b.mbps(at, at+sec) >= mbps {
			return at - from
		}
	}
	return time.Hour
}

// stream is what an application sends to one partition.
type stream struct {
	to      int32
	bytes   int64
	every   time.Duration // between two records; 0: as many as may go
	waiting int           // records of an application that does not wait
	sent    int
}

type client struct {
	*Set
	sim     *sim
	streams []*stream
	largest int64
}

func (s *sim) client(budget int64, law func() law, streams ...*stream) *client {
	set, err := New(Options{Budget: budget})
	if err != nil {
		s.t.Fatal(err)
	}
	if law != nil {
		set.newLaw = law
	}
	c := &client{set, s, streams, 0}
	s.clients = append(s.clients, c)
	for _, st := range streams {
		c.largest = max(c.largest, st.bytes)
		if st.every > 0 {
			s.at(s.now, func() { c.produce(st) })
		}
	}
	s.at(s.now, func() { c.fill() })
	return c
}

func (c *client) produce(st *stream) {
	st.waiting++
	c.fill()
	c.sim.at(c.sim.now+st.every, func() { c.produce(st) })
}

// fill hands over what may go, one record of each stream in turn.
func (c *client) fill() {
	for more := true; more; {
		more = false
		for _, st := range c.streams {
			if (st.every == 0 || st.waiting > 0) && c.send(st) {
				more = true
			}
		}
	}
}

func (c *client) send(st *stream) bool {
	b, l, began := c.sim.brokers[st.to], c.Of(st.to), c.sim.now
	if !l.Take(epoch.Add(c.sim.now), st.bytes) {
		return false
	}
	c.check()
	st.waiting = max(0, st.waiting-1)
	st.sent++
	at, verdict := b.answer(st.bytes)
	c.sim.at(at, func() {
		if verdict == Acknowledged {
			b.done(st.bytes, c.sim.now-began)
		}
		l.Done(epoch.Add(c.sim.now), st.bytes, c.sim.now-began, verdict)
		c.check()
		c.fill()
	})
	return true
}

// check holds what must hold at any moment: the limits are within the budget, what is on
// its way exceeds it by one record and the least limit for each broker at most, and no
// limit keeps everything out.
func (c *client) check() {
	var limits, outstanding, over int64
	for _, l := range *c.brokers.Load() {
		limit, on := l.limit.Load(), l.outstanding()
		limits, outstanding, over = limits+limit, outstanding+on, over+smallestLimit+c.largest
		if limit == 0 && on > 0 || on < 0 {
			c.sim.t.Fatalf("at %v: limit %d, %d on the way", c.sim.now, limit, on)
		}
	}
	if limits > c.budget || outstanding > c.budget+over {
		c.sim.t.Fatalf("at %v: limits %d, on the way %d, budget %d", c.sim.now, limits, outstanding, c.budget)
	}
}
