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
	c := seeded(t, kfake.NumBrokers(1), kfake.SeedTopics(1, "orders"))
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

// TestAHookThatPutsTheContextBack before kgo tells what became of the record: the guard has
// not seen where that went, so that no failure of it is certain.
func TestAHookThatPutsTheContextBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := on(t, Config{})
		s.hooked = true
		var own context.Context
		s.kgo.hook = func(r *kgo.Record) { own, r.Context = r.Context, context.Background() }
		s.sends(t.Context(), 0, 1)
		s.kgo.writes("t", 0, 4, 0)
		s.kgo.held[0].record.Context = own
		s.kgo.fails(0, kgo.ErrRecordTimeout)
		s.lists("told", s.first.got(), "0 in doubt for good")
		s.shut(time.Second)
	})
}

// TestACopyPastTheGuard of a record that is in doubt, which somebody sends elsewhere with the
// context of the first: what is known of that stays true.
func TestACopyPastTheGuard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := on(t, Config{Within: time.Second})
		s.sends(t.Context(), 0, 1)
		s.kgo.writes("t", 0, 4, 0)
		s.kgo.writes("t", 0, 4, 0)
		time.Sleep(2 * time.Second)
		c := *s.kgo.held[0].record
		c.Topic = "u"
		s.kit.OnProduceRecordPartitioned(&c, 1)
		s.promises(&c, nil)
		s.kgo.fails(0, kgo.ErrRecordTimeout)
		s.lists("told", s.first.got(), "0 in doubt")
		s.lists("settled", s.later.got(), "0 in doubt for good")
		s.shut(time.Second)
	})
}

// TestHooksKeepNoRecords that are told: a hook that may keep an entry has another one take
// its place, and what it was for is let go.
func TestHooksKeepNoRecords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := on(t, Config{})
		s.kgo.hook = func(r *kgo.Record) { r.Context = context.WithValue(r.Context, entryKeyOfTest{}, "a span") }
		for i := range 20 * perShelf {
			s.sends(t.Context(), i, 1)
			s.kgo.acks(0, int64(i), 4, 0)
			s.kgo.held = nil
		}
		d := s.desk
		d.takeOver()
		for e := range d.in.all {
			if e.record != nil {
				t.Fatal("a record is kept")
			}
		}
		if free := d.spare(); free != perShelf || len(d.in.list) != 1 {
			t.Errorf("%d entries are free on %d shelves", free, len(d.in.list))
		}
		if most := 2 * perShelf; cap(d.out.free) > most {
			t.Errorf("the list of %d entries has room for %d", perShelf, cap(d.out.free))
		}
		s.shut(time.Second)
	})
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
