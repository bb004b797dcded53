package produce

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/ledger"
)

const (
	// unknownBytes is what a batch may have where a topic's limit is not known: kgo's
	// default, which is below Kafka's of 1048588.
	unknownBytes = 1_000_012
	// limitsEvery is how often the limits of topics are asked for.
	limitsEvery = 10 * time.Second
	// limitsFirst is how long the first record of a topic waits for its limit.
	limitsFirst = 2 * time.Second
	// limitsAgain is how soon a topic is asked for again that a broker does not know: it may
	// have been made just now.
	limitsAgain = 100 * time.Millisecond
)

// limits are how many bytes a batch may have, by topic: what the brokers say now.
type limits struct {
	last   atomic.Pointer[topicLimit] // mostly it is the same as before
	mu     sync.Mutex
	topics map[string]*topicLimit
	now    chan struct{} // has all be asked for at once
	// beside is asked for behind them: what else is to be known before the first record.
	beside func(context.Context, *kgo.Client, []string)
}

type topicLimit struct {
	topic string
	lane  atomic.Pointer[lane]       // nil while no batch of it is refused for its size
	noted atomic.Pointer[ledger.Log] // that has noted the topic
	bytes atomic.Int64               // 0 until it is known
	since time.Time                  // when it was met
	goes  atomic.Bool                // the first record waits for nothing any more
	asked chan struct{}              // closed then
	known sync.Once                  // closes it
}

func newLimits() *limits {
	return &limits{topics: map[string]*topicLimit{}, now: make(chan struct{}, 1)}
}

// met is topic without a lock, if it is the one that was met last.
func (l *limits) met(topic string) *topicLimit {
	t := l.last.Load()
	if t == nil || t.topic != topic {
		t = l.topic(topic)
		l.last.Store(t)
	}
	return t
}

// topic finds a topic; one that is new is asked for.
func (l *limits) topic(name string) *topicLimit {
	l.mu.Lock()
	defer l.mu.Unlock()
	t := l.topics[name]
	if t == nil {
		t = &topicLimit{topic: name, since: time.Now(), asked: make(chan struct{})}
		l.topics[name] = t
		l.soon()
	}
	return t
}

// wait waits until the topic was asked for, up to the deadline or for limitsFirst. Once that
// is over since the topic was met, nobody waits any more.
func (t *topicLimit) wait(ctx context.Context, deadline time.Time) {
	wait := time.NewTimer(min(time.Until(deadline), limitsFirst))
	defer wait.Stop()
	select {
	case <-t.asked:
	case <-ctx.Done():
	case <-wait.C:
		if time.Since(t.since) >= limitsFirst {
			t.lets()
		}
	}
}

// lets has the first record wait for nothing any more.
func (t *topicLimit) lets() {
	t.known.Do(func() {
		t.goes.Store(true)
		close(t.asked)
	})
}

// limit is the topic's, or unknownBytes where it is not known.
func (t *topicLimit) limit() int {
	if n := t.bytes.Load(); n > 0 {
		return int(n)
	}
	return unknownBytes
}

// known is a topic's limit without waiting: what kgo is told of a topic that it meets.
func (l *limits) known(topic string) int { return l.topic(topic).limit() }

// soon has all limits asked for at once: a topic is new, or a broker has refused a batch
// for its size.
func (l *limits) soon() { wake(l.now) }

func (l *limits) names() (out []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for name := range l.topics {
		out = append(out, name)
	}
	return out
}

// notes takes in what was told of a topic. A limit that was known stays if it is not told.
func (l *limits) notes(topic string, bytes int) *topicLimit {
	l.mu.Lock()
	defer l.mu.Unlock()
	t := l.topics[topic]
	if t != nil && bytes > 0 {
		t.bytes.Store(int64(bytes))
	}
	return t
}

// set takes in what was told of a topic, and lets its first record go.
func (l *limits) set(topic string, bytes int) {
	if t := l.notes(topic, bytes); t != nil {
		t.lets()
	}
}

// awaited are the topics of which the first record may still wait.
func (l *limits) awaited() (out []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for name, t := range l.topics {
		if !t.goes.Load() {
			out = append(out, name)
		}
	}
	return out
}
