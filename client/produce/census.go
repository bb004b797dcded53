package produce

import "time"

// A census is what brokers have said of each other.
type census struct {
	brokers map[int32]*resident
}

// A resident is a broker that was listed by any of them.
type resident struct {
	address string
	silent  time.Time // since when a question waits for its answer; zero where none does
	heard   time.Time // when it answered last
	lists   map[int32]bool
}

const (
	// fresh is how old an answer may be that tells whom a cluster has.
	fresh = 2 * probeEvery
	// forgotten is how long a broker is asked that is gone.
	forgotten = time.Minute
)

// asked notes that a question leaves for a broker.
func (c *census) asked(id int32, now time.Time) {
	if b := c.brokers[id]; b != nil && b.silent.IsZero() {
		b.silent = now
	}
}

// answered takes in what a broker told: the brokers that it knows, by their addresses.
func (c *census) answered(id int32, now time.Time, told map[int32]string) {
	if c.brokers == nil {
		c.brokers = map[int32]*resident{}
	}
	lists := make(map[int32]bool, len(told))
	for other, address := range told {
		lists[other] = true
		if c.brokers[other] == nil {
			c.brokers[other] = &resident{}
		}
		c.brokers[other].address = address
	}
	if b := c.brokers[id]; b != nil {
		b.silent, b.heard, b.lists = time.Time{}, now, lists
	}
}

// gone lists the addresses of brokers that have not answered for the limit, and that no
// broker lists which has answered since. Silence alone is not enough: it may be the way
// to the broker that is cut. One that is gone for long is forgotten.
func (c *census) gone(now time.Time) (out []string) {
	for id, b := range c.brokers {
		if b.silent.IsZero() || now.Sub(b.silent) < probeLimit || !c.unlisted(id, b.silent, now) {
			continue
		}
		if now.Sub(b.silent) > forgotten {
			delete(c.brokers, id)
			continue
		}
		out = append(out, b.address)
	}
	return out
}

// unlisted tells whether some broker has answered just now, and since a moment, and none
// of these lists another one.
func (c *census) unlisted(id int32, since, now time.Time) bool {
	peers := 0
	for other, p := range c.brokers {
		if other == id || now.Sub(p.heard) > fresh || p.heard.Before(since) {
			continue
		}
		if p.lists[id] {
			return false
		}
		peers++
	}
	return peers > 0
}
