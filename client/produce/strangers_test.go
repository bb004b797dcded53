package produce

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
)

// past has so many records get a partition that somebody sent past the guard.
func (s *scene) past(n int) {
	for range n {
		s.kit.OnProduceRecordPartitioned(&kgo.Record{Topic: "t"}, 1)
	}
}

// unseen has kgo take what is sent from now on without a partition, as of an unknown topic.
func (s *scene) unseen() { s.kgo.kit = nil }

// hides has a hook put the contexts of records away, until it puts them back.
func (s *scene) hides() (back func()) {
	var own []context.Context
	s.kgo.hook = func(r *kgo.Record) { own, r.Context = append(own, r.Context), context.Background() }
	return func() {
		for i, ctx := range own {
			s.kgo.held[i].record.Context = ctx
		}
	}
}

// TestWhatIsSentPastTheGuard says nothing of the guard's own records, where hooks of others
// see them: what never had a partition is certain.
func TestWhatIsSentPastTheGuard(t *testing.T) {
	for _, n := range []int{0, 1, 3 * fewStrangers} {
		synctest.Test(t, func(t *testing.T) {
			s := on(t, Config{})
			s.hooked = true
			s.past(n)
			s.unseen()
			s.sends(t.Context(), 0, 1)
			s.past(n)
			s.kgo.fails(0, kgo.ErrRecordTimeout)
			s.lists("told", s.first.got(), "0 not persisted")
			if kept := len(s.strangers.seen); kept >= fewStrangers {
				t.Errorf("%d of %d are kept", kept, 2*n)
			}
			s.shut(time.Second)
		})
	}
}

// TestAContextIsPutBack although many others were sent past the guard since, and although the
// record's time was over before: its failure is not certain.
func TestAContextIsPutBack(t *testing.T) {
	for _, waits := range []time.Duration{0, 2 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			s := on(t, Config{Within: time.Second})
			s.hooked = true
			back := s.hides()
			s.sends(t.Context(), 0, 3)
			time.Sleep(waits)
			s.past(3 * fewStrangers)
			back()
			for i, err := range []error{kgo.ErrRecordTimeout, kerr.RequestTimedOut, kgo.ErrMaxBuffered} {
				s.kgo.fails(i, err)
			}
			s.shut(time.Second)
			if n := s.Numbers(); n.Lost != 2 || n.InDoubt+n.Owed != 0 {
				t.Errorf("%+v, and told were %v and %v; two of them may be in the log", n, s.first.got(), s.later.got())
			}
		})
	}
}

// TestTheStrangersGrow with the guard's own of which no context was seen, and are looked
// through less often then.
func TestTheStrangersGrow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := on(t, Config{Budget: 1 << 30})
		s.hooked = true
		back := s.hides()
		s.sends(t.Context(), 0, 2*fewStrangers)
		if own, many := len(s.strangers.seen), s.strangers.many; own != 2*fewStrangers || many <= own {
			t.Errorf("%d of %d are noted, and looked through when there are %d", own, 2*fewStrangers, many)
		}
		back()
		for i := range 2 * fewStrangers {
			s.kgo.fails(i, kgo.ErrRecordTimeout)
		}
		if n := s.Numbers(); n.Lost != 2*fewStrangers {
			t.Errorf("%+v", n)
		}
		s.kgo.hook = nil
		s.past(s.strangers.many)
		if own := len(s.strangers.seen); own >= fewStrangers {
			t.Errorf("%d are kept of those that were told", own)
		}
		s.shut(time.Second)
	})
}

// TestTheNextGuardNotesItsOwn: of a record of the guard before, which kgo has still, nothing
// is certain.
func TestTheNextGuardNotesItsOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := on(t, Config{})
		s.hooked = true
		s.unseen()
		s.sends(t.Context(), 0, 1)
		s.shut(time.Second)
		next, err := begin(s.kgo, s.kit, Config{})
		if err != nil {
			t.Fatal(err)
		}
		s.past(1)
		s.kgo.fails(0, kgo.ErrRecordTimeout)
		s.lists("told", s.later.got(), "0 in doubt for good")
		next.Close(t.Context())
	})
}

// TestThroughKgoBesideOthers: what is sent past the guard, and a hook that hides every context,
// stop nothing.
func TestThroughKgoBesideOthers(t *testing.T) {
	g, client := guarded(t, cluster(t), Config{}, kgo.WithHooks(tracing{away: true}))
	if !g.hooked || g.kit.strangers.Load() != g.strangers {
		t.Fatal("no strangers are noted, and another hook sees the records")
	}
	var all sync.WaitGroup
	for i := range 2 * fewStrangers {
		all.Add(2)
		client.Produce(t.Context(), order(int32(i%3), "past"), func(_ *kgo.Record, err error) {
			defer all.Done()
			if err != nil {
				t.Error(err)
			}
		})
		g.Produce(t.Context(), order(int32(i%3), "own"), func(o Outcome) {
			defer all.Done()
			if o.Kind != Persisted {
				t.Errorf("%s, %v", o.Kind, o.Err)
			}
		})
	}
	all.Wait()
	plain, _ := guarded(t, cluster(t), Config{})
	if plain.kit.strangers.Load() != nil {
		t.Error("strangers are noted where no other hook sees a record")
	}
}
