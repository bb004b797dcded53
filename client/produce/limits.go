package produce

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

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
)

// limits are how many bytes a batch may have, by topic: what the brokers say now.
type limits struct {
	last   atomic.Pointer[topicLimit] // mostly it is the same as before
	mu     sync.Mutex
	topics map[string]*topicLimit
	now    chan struct{} // has all be asked for at once
	// beside is asked for with them: what else is to be known before the first record.
	beside func(context.Context, *kgo.Client, []string)
}

type topicLimit struct {
	topic string
	lane  atomic.Pointer[lane]       // nil while no batch of it is refused for its size
	noted atomic.Pointer[ledger.Log] // that has noted the topic
	bytes atomic.Int64               // 0 until it is known
	asked chan struct{}              // closed after it was asked for
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
		t = &topicLimit{topic: name, asked: make(chan struct{})}
		l.topics[name] = t
		l.soon()
	}
	return t
}

// wait waits until the topic was asked for, up to the deadline or for limitsFirst. Who has
// waited in vain was the last to wait.
func (t *topicLimit) wait(ctx context.Context, deadline time.Time) {
	select {
	case <-t.asked:
		return
	default:
	}
	wait := time.NewTimer(min(time.Until(deadline), limitsFirst))
	defer wait.Stop()
	select {
	case <-t.asked:
	case <-ctx.Done():
	case <-wait.C:
		t.known.Do(func() { close(t.asked) })
	}
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

// set takes in what was told of a topic. A limit that was known stays if it is not told.
func (l *limits) set(topic string, bytes int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	t := l.topics[topic]
	if t == nil {
		return
	}
	if bytes > 0 {
		t.bytes.Store(int64(bytes))
	}
	t.known.Do(func() { close(t.asked) })
}

// follow asks for the limits of all topics that were met, again and again, until the
// context ends.
func (l *limits) follow(ctx context.Context, client *kgo.Client) {
	every := time.NewTicker(limitsEvery)
	defer every.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		case <-l.now:
		}
		l.ask(ctx, client, l.names())
	}
}

func (l *limits) ask(ctx context.Context, client *kgo.Client, topics []string) {
	if len(topics) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	req := kmsg.NewPtrDescribeConfigsRequest()
	for _, topic := range topics {
		req.Resources = append(req.Resources, kmsg.DescribeConfigsRequestResource{
			ResourceType: kmsg.ConfigResourceTypeTopic, ResourceName: topic, ConfigNames: []string{"max.message.bytes", "segment.bytes"},
		})
	}
	var beside sync.WaitGroup
	if l.beside != nil {
		beside.Go(func() { l.beside(ctx, client, topics) })
	}
	resp, err := req.RequestWith(ctx, client)
	beside.Wait()
	if err != nil {
		for _, topic := range topics {
			l.set(topic, 0)
		}
		return
	}
	for i := range resp.Resources {
		bytes, _ := leastIn(&resp.Resources[i]) // 0 where it is not told
		l.set(resp.Resources[i].ResourceName, bytes)
	}
}

// leastIn is the smallest one of the settings that a broker told, all of them numbers
// above 0. A batch must fit max.message.bytes and segment.bytes (Kafka's UnifiedLog.append:
// MESSAGE_TOO_LARGE and RECORD_LIST_TOO_LARGE).
func leastIn(of *kmsg.DescribeConfigsResponseResource) (int, error) {
	if err := kerr.ErrorForCode(of.ErrorCode); err != nil {
		return 0, err
	}
	least := 0
	for _, c := range of.Configs {
		if c.Value == nil {
			continue
		}
		n, err := strconv.Atoi(*c.Value)
		if err != nil || n <= 0 {
			return 0, fmt.Errorf("%s of %s is %q, which is no number above 0", c.Name, of.ResourceName, *c.Value)
		}
		if least == 0 || n < least {
			least = n
		}
	}
	if least == 0 {
		return 0, fmt.Errorf("the broker told no setting of %s that was asked for", of.ResourceName)
	}
	return least, nil
}
