package produce

import (
	"context"
	"errors"
	"maps"
	"sync"
	"sync/atomic"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
)

// Counts are how many records a guard has told of since it was made.
type Counts struct {
	// Told counts the first outcomes of records by their kind. The failure ratio is what
	// is not Persisted of it.
	Told map[Kind]uint64
	// Settled counts what records in doubt became in the end.
	Settled map[Kind]uint64
	// Failed counts first outcomes that are not Persisted by their reason: the name of
	// Kafka's error (MESSAGE_TOO_LARGE), "policy:" and the policy's name, or one of
	// "time", "room", "held", "ledger", "closed", "client" (kgo has given it up for a reason of its own)
	// and "record".
	Failed map[string]uint64
	// Topics counts first outcomes that are not Persisted by their topic, for the first
	// thousand topics of which there were any; all others are "".
	Topics map[string]uint64
	// Observed counts what policies that only observe would have rejected, by their name.
	Observed map[string]uint64
	// Again counts records that were given to the client again, each time, because a broker had
	// refused the batch that they were in for its size.
	Again uint64
	// Falls counts acknowledged offsets that were not above the one before: see Fall.
	Falls uint64
	// Ledger is zero without one.
	Ledger LedgerCounts
}

// counters are Counts that are counted. Records that are Persisted the desk counts.
type counters struct {
	entries atomic.Uint64
	missed  atomic.Uint64
	noID    atomic.Uint64
	falls   atomic.Uint64
	again   atomic.Uint64

	mu       sync.Mutex
	told     map[Kind]uint64
	settled  map[Kind]uint64
	failed   map[string]uint64
	topics   map[string]uint64
	observed map[string]uint64
}

// maxTopics is how many topics are told apart: a program that makes up their names must not
// fill the memory by it.
const maxTopics = 1000

func (c *counters) first(o Outcome) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.told = plus(c.told, o.Kind)
	c.failed = plus(c.failed, reason(o.Err))
	if o.Record != nil {
		c.topics = plus(c.topics, c.topic(o.Record.Topic))
	}
}

// topic is what a topic is counted as.
func (c *counters) topic(name string) string {
	if _, known := c.topics[name]; !known && len(c.topics) >= maxTopics {
		return ""
	}
	return name
}

func (c *counters) last(k Kind) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.settled = plus(c.settled, k)
}

func (c *counters) observes(policy string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.observed = plus(c.observed, policy)
}

func plus[K comparable](m map[K]uint64, k K) map[K]uint64 {
	if m == nil {
		m = map[K]uint64{}
	}
	m[k]++
	return m
}

// Counts is how many records were told of. It is a copy. A Persisted record is counted as
// soon as the function that was told it has returned.
func (g *Guard) Counts() Counts {
	c := &g.counters
	c.mu.Lock()
	defer c.mu.Unlock()
	out := Counts{Told: copied(c.told), Settled: copied(c.settled), Failed: copied(c.failed), Topics: copied(c.topics), Observed: copied(c.observed)}
	out.Falls, out.Again = c.falls.Load(), c.again.Load()
	out.Ledger = LedgerCounts{Entries: c.entries.Load(), Missed: c.missed.Load(), NoID: c.noID.Load()}
	if n := g.desk.persisted(); n > 0 {
		out.Told[Persisted] = n
	}
	return out
}

func copied[K comparable](m map[K]uint64) map[K]uint64 {
	if m == nil {
		return map[K]uint64{}
	}
	return maps.Clone(m)
}

// reason is what Counts calls an error: few words, whatever the error says.
func reason(err error) string {
	var rejection *Rejection
	var broker *kerr.Error
	switch {
	case errors.As(err, &rejection):
		return "policy:" + rejection.Policy
	case errors.As(err, &broker):
		return broker.Message
	case errors.Is(err, ErrClosed), errors.Is(err, kgo.ErrClientClosed):
		return "closed"
	case errors.Is(err, ErrLedger):
		return "ledger"
	case errors.Is(err, ErrHeld):
		return "held"
	case errors.Is(err, ErrRoom), errors.Is(err, kgo.ErrMaxBuffered):
		return "room"
	case errors.Is(err, ErrTime), errors.Is(err, context.DeadlineExceeded):
		return "time"
	case errors.Is(err, ErrRecord):
		return "record"
	}
	return "client"
}
