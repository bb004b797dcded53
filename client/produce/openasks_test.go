package produce

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
)

// A follower follows limits, while what is asked beside them has no answer for one topic.
type follower struct {
	*limits
	client  *kgo.Client
	hangs   chan struct{} // closed when it is asked for the first time
	lets    chan struct{} // gives an answer to it
	running atomic.Int32
	ended   chan struct{} // when nothing follows any more
}

// follows follows the limits of topics of an embedded broker, of which "slow" hangs.
func follows(t *testing.T) *follower {
	t.Helper()
	c := seeded(t, kfake.NumBrokers(1), kfake.SeedTopics(1, "orders", "slow"))
	client := connected(t, c)
	f := &follower{limits: newLimits(), client: client, hangs: make(chan struct{}), lets: make(chan struct{}), ended: make(chan struct{})}
	var once sync.Once
	f.beside = func(ctx context.Context, _ *kgo.Client, topics []string) {
		f.running.Add(1)
		defer f.running.Add(-1)
		if slices.Contains(topics, "slow") {
			once.Do(func() { close(f.hangs) })
			select {
			case <-ctx.Done():
				<-time.After(10 * time.Millisecond) // it does not end at once
			case <-f.lets:
			}
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() { f.follow(ctx, client); close(f.ended) }()
	t.Cleanup(func() {
		cancel()
		<-f.ended
		if n := f.running.Load(); n != 0 {
			t.Errorf("%d questions have no owner", n)
		}
	})
	return f
}

// comes waits until a topic has a limit.
func (f *follower) comes(t *testing.T, topic string, bytes int) {
	t.Helper()
	for end := time.Now().Add(patience / 2); f.known(topic) != bytes; <-time.After(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("the limit of %s is %d, want %d", topic, f.known(topic), bytes)
		}
	}
}

// TestATopicIsMetWhileAnotherHangs: its limit is known in time, and its first record goes.
func TestATopicIsMetWhileAnotherHangs(t *testing.T) {
	f := follows(t)
	takes(t, f.client, 2000)
	f.topic("slow")
	<-f.hangs
	met := f.topic("orders")
	select {
	case <-met.asked:
		if met.limit() != 2000 {
			t.Errorf("the limit is %d", met.limit())
		}
	case <-time.After(patience / 2):
		t.Error("the first record of a topic waits for an answer that is another's")
	}
	if f.running.Load() == 0 || f.topic("slow").goes.Load() {
		t.Error("nothing hung")
	}
}

// TestWhatChangesWhileItIsAskedFor is asked for again behind that.
func TestWhatChangesWhileItIsAskedFor(t *testing.T) {
	f := follows(t)
	takes(t, f.client, 2000)
	f.topic("orders")
	f.comes(t, "orders", 2000)
	f.topic("slow")
	<-f.hangs
	f.soon() // or it was asked for before that
	f.lets <- struct{}{}
	select {
	case f.lets <- struct{}{}:
	case <-time.After(patience / 2):
		t.Error("it is not asked for again")
	}
}

func TestOpenAsks(t *testing.T) {
	o := openAsks{}
	for i, step := range []struct{ got, want []string }{
		{o.begin([]string{"a", "b"}, true), []string{"a", "b"}},
		{o.begin([]string{"a", "c"}, true), []string{"c"}},
		{o.begin([]string{"b"}, false), nil},
		{o.end([]string{"a", "b"}), []string{"a"}},
		{o.end([]string{"a"}), nil},
	} {
		if !slices.Equal(step.got, step.want) {
			t.Errorf("step %d: %q, want %q", i, step.got, step.want)
		}
	}
	if o.lack([]string{"c"}) || !o.lack([]string{"c", "d"}) || len(o) != 1 {
		t.Errorf("%v is asked for, want c", o)
	}
}
