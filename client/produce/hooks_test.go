package produce

import (
	"context"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
)

// TestHooksThatPutTheContextAway leave the outcome true: nothing is known of what was sent.
func TestHooksThatPutTheContextAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := on(t, Config{})
		s.kgo.hook = func(r *kgo.Record) { r.Context = context.Background() }
		s.sends(t.Context(), 0, 3)
		s.kgo.writes("t", 0, 4, 0)
		s.kgo.acks(0, 5, 4, 0)
		s.kgo.fails(1, kerr.RequestTimedOut)
		s.kgo.fails(2, kgo.ErrMaxBuffered)
		s.lists("told", s.first.got(), "0 persisted", "1 in doubt for good", "2 not persisted")
		s.shut(time.Second)
	})
}

// tracing is a hook as a tracer has it: it puts a context around the record's own.
type tracing struct{ away bool }

func (s tracing) OnProduceRecordBuffered(r *kgo.Record) {
	if r.Context = context.WithValue(r.Context, entryKeyOfTest{}, "a span"); s.away {
		r.Context = context.Background()
	}
}

// A spectator is a hook that sees no records.
type spectator struct{}

func (spectator) OnBrokerDisconnect(kgo.BrokerMetadata, net.Conn) {}

// TestHooksOfOthers that see the records are known, and whatever they do to the contexts,
// each record has its outcome, and its context again.
func TestHooksOfOthers(t *testing.T) {
	c, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(1, "orders"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for _, one := range []struct {
		hook   kgo.Hook
		hooked bool
	}{{spectator{}, false}, {tracing{}, true}, {tracing{away: true}, true}} {
		client, err := kgo.NewClient(append(Options(), kgo.SeedBrokers(c.ListenAddrs()...), kgo.WithHooks(one.hook))...)
		if err != nil {
			t.Fatal(err)
		}
		g, err := New(client, Config{})
		if err != nil {
			t.Fatal(err)
		}
		if g.hooked != one.hooked {
			t.Errorf("%#v sees the records: %t", one.hook, g.hooked)
		}
		for range 3 {
			own := context.WithValue(t.Context(), entryKeyOfTest{}, "own")
			r := &kgo.Record{Topic: "orders", Value: []byte("a"), Context: own}
			if o := g.ProduceSync(t.Context(), r); o.Kind != Persisted || r.Context != own {
				t.Errorf("%#v: %s, %v, and its context is %v", one.hook, o.Kind, o.Err, r.Context)
			}
		}
		if err := g.Close(t.Context()); err != nil {
			t.Error(err)
		}
		client.Close()
	}
}

// TestTheContextThatAHookKeeps tells the caller's values as long as it is kept.
func TestTheContextThatAHookKeeps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := on(t, Config{})
		var kept []context.Context
		s.kgo.hook = func(r *kgo.Record) {
			r.Context = context.WithValue(r.Context, entryKeyOfTest{}, "a span")
			kept = append(kept, r.Context)
		}
		type of struct{}
		for i := range 2 {
			s.sends(context.WithValue(t.Context(), of{}, i), i, 1)
			s.kgo.acks(i, int64(i), 4, 0)
		}
		for i, ctx := range kept {
			if ctx.Value(of{}) != i {
				t.Errorf("record %d: %v", i, ctx.Value(of{}))
			}
		}
		s.shut(time.Second)
	})
}
