package produce

import (
	"fmt"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// Limit is how many tombstones are let through: PerSecond for long, and Burst at once
// after a pause. Neither is below 0; 0 and 0 lets none through.
type Limit struct {
	PerSecond float64
	Burst     int
}

// Tombstones rejects records with a key and without a value beyond a rate, for each topic
// by itself: on a compacted topic each deletes what is known of its key, and a program
// that has lost its data sends one for every key it knows. Topics that match one of the
// patterns in free may have any number: those whose business it is to delete. A value of
// no bytes is no tombstone: Kafka keeps it.
func Tombstones(of Limit, free ...string) (Policy, error) {
	if of.PerSecond < 0 || of.Burst < 0 {
		return Policy{}, fmt.Errorf("tombstones: PerSecond is %g and Burst %d, and neither can be negative", of.PerSecond, of.Burst)
	}
	if _, err := Topics(free...); err != nil {
		return Policy{}, err
	}
	b := &buckets{limit: of, topics: map[string]*bucket{}}
	return Policy{Name: "tombstones", Judge: func(r *kgo.Record) error {
		if r.Value != nil || r.Key == nil || matches(free, r.Topic) || b.take(r.Topic, time.Now()) {
			return nil
		}
		return fmt.Errorf("%w: more than %g a second (%d at once) for %s. If it is meant, raise the limit, or name the topic among the free ones", ErrTombstone, of.PerSecond, of.Burst, r.Topic)
	}}, nil
}

// buckets are what topics have left of their limit.
type buckets struct {
	limit Limit

	mu     sync.Mutex
	topics map[string]*bucket
}

type bucket struct {
	left float64
	at   time.Time
}

// take takes one, if there is one left.
func (b *buckets) take(topic string, now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	t := b.topics[topic]
	if t == nil {
		t = &bucket{left: float64(b.limit.Burst), at: now}
		b.topics[topic] = t
	}
	if passed := now.Sub(t.at).Seconds(); passed > 0 {
		t.left, t.at = min(float64(b.limit.Burst), t.left+passed*b.limit.PerSecond), now
	}
	if t.left < 1 {
		return false
	}
	t.left--
	return true
}
