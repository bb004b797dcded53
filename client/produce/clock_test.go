package produce

import (
	"context"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// TestARecordHasTheTimeOfPeople to the millisecond, however long the guard has been there.
func TestARecordHasTheTimeOfPeople(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := on(t, Config{})
		for i, pause := range []time.Duration{0, time.Millisecond, 5 * time.Millisecond, 30 * time.Millisecond, 24 * time.Hour} {
			time.Sleep(pause)
			r := &kgo.Record{Topic: "t"}
			s.Produce(t.Context(), r, nil)
			if got, want := r.Timestamp.UnixMilli(), time.Now().UnixMilli(); got != want {
				t.Errorf("it has %d, and it is %d", got, want)
			}
			s.kgo.acks(i, int64(i), 4, 0)
		}
		given := time.UnixMilli(1_000_000)
		r := &kgo.Record{Topic: "t", Timestamp: given}
		s.Produce(t.Context(), r, nil)
		s.kgo.acks(5, 5, 4, 0)
		if !r.Timestamp.Equal(given) {
			t.Errorf("a time that was given is %s", r.Timestamp)
		}
		s.shut(time.Second)
	})
}

// TestTheClockOfPeopleIsAskedAgain: it may have been set since.
func TestTheClockOfPeopleIsAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := clock{began: time.Now()}
		c.ms(c.now())
		c.wall -= time.Hour // as if people had set theirs
		time.Sleep(tick - 1)
		if behind := time.Now().UnixMilli() - c.ms(c.now()); behind != time.Hour.Milliseconds() {
			t.Errorf("within a tick it was asked: %d ms", behind)
		}
		time.Sleep(time.Nanosecond)
		if got, want := c.ms(c.now()), time.Now().UnixMilli(); got != want {
			t.Errorf("it says %d, and it is %d", got, want)
		}
	})
}

// TestTheLongestTime does not end before it has begun.
func TestTheLongestTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := on(t, Config{Within: math.MaxInt64})
		time.Sleep(24 * time.Hour)
		s.sends(context.Background(), 0, 1)
		time.Sleep(5 * tick)
		s.lists("told", s.first.got())
		s.kgo.acks(0, 0, 4, 0)
		s.lists("told", s.first.got(), "0 persisted")
		s.shut(time.Second)
	})
}
