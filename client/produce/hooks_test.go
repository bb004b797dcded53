package produce

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
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
