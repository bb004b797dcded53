package produce

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// TestTheOldestRecord is the one that was given first of those of which nothing was told,
// whatever their deadlines, also while it waits for room.
func TestTheOldestRecord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := on(t, Config{Within: time.Hour, Budget: 2500})
		oldest := func(want time.Duration, used int64) {
			t.Helper()
			if l := s.Load(); l.Oldest != want || l.Used != used || l.Budget != 2500 || l.Within != time.Hour {
				t.Errorf("the oldest has waited %s, and %d of %d bytes are taken; want %s and %d", l.Oldest, l.Used, l.Budget, want, used)
			}
		}
		oldest(0, 0)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		cost := costOf(&kgo.Record{Topic: "t", Value: []byte("0")})
		s.sends(t.Context(), 0, 1)
		time.Sleep(time.Second)
		s.sends(ctx, 1, 1) // its time is over before the other's
		time.Sleep(time.Second)
		oldest(2*time.Second, 2*cost)
		s.kgo.writes("t", 0, 4, 0)
		s.kgo.acks(0, 0, 4, 0)
		oldest(time.Second, cost)
		time.Sleep(10 * time.Second)
		oldest(0, cost) // it was told to be in doubt, and keeps its place

		var sending sync.WaitGroup
		sending.Go(func() { s.Produce(t.Context(), &kgo.Record{Topic: "t", Value: make([]byte, 1200)}, nil) })
		synctest.Wait()
		time.Sleep(3 * time.Second)
		oldest(3*time.Second, cost)
		s.kgo.acks(1, 1, 4, 0)
		sending.Wait()
		s.shut(time.Second)
	})
}
