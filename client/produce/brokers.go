package produce

import "time"

// A Broker is how much goes to one broker.
type Broker struct {
	Limit     int64         // bytes of requests to produce that may be on their way to it
	InFlight  int64         // bytes that are
	Held      int64         // bytes of Config.Budget that records take which go to it
	Waiting   int64         // bytes that wait until they may leave
	RoundTrip time.Duration // from when a request leaves to its answer, smoothed by eighths
	Cuts      int64         // how often the limit was halved
	// Cut is why it was halved last: the name of Kafka's error (NOT_ENOUGH_REPLICAS),
	// "throttled", "no answer" (the connection ended before), "late" (requests took four
	// times what they need) or "stale metadata"; "" if it never was.
	Cut   string
	CutAt time.Time
}

// Brokers is how much goes to each broker that was written to, by its node id. It is empty
// for a client without Options, and with Config.Unlimited.
//
// A limit is halved once while what is on its way is answered, if the broker refuses, is
// late, or the metadata are stale. It grows in each round trip in which it was in the way,
// twofold until it is halved for the first time and then by a sixteenth, and never while the
// application is what limits.
func (g *Guard) Brokers() map[int32]Broker {
	out := map[int32]Broker{}
	if g.shares.held == nil {
		return out
	}
	held := g.shares.held()
	for node, at := range g.flow.all() {
		b := at.tell()
		b.Held = held[node]
		out[node] = b
	}
	return out
}

func (g *gate) tell() Broker {
	s := g.limiter.Snapshot()
	g.mu.Lock()
	defer g.mu.Unlock()
	return Broker{Limit: s.Limit, InFlight: s.Outstanding, Waiting: g.waiting, RoundTrip: g.trip, Cuts: s.Halvings, Cut: g.cut, CutAt: g.cutAt}
}
