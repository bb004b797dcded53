package produce

import (
	"context"
	"math"
	"sync"
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
		var c calendar
		began := time.Now()
		c.at(0, began)
		c.said = c.said.Add(-time.Hour) // as if people had set theirs
		time.Sleep(tick - 1)
		for range 2 {
			if behind := time.Since(c.at(tick-1, began)); behind != time.Hour {
				t.Errorf("within a tick it was asked: %s", behind)
			}
		}
		time.Sleep(time.Nanosecond)
		if got, want := c.at(tick, began), time.Now(); !got.Equal(want) {
			t.Errorf("it says %s, and it is %s", got, want)
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

// TestOneAnswerDoesForSeveral records that come in a row, and for none behind a pause: the
// keeper of the time has the clock asked again.
func TestOneAnswerDoesForSeveral(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := clock{began: time.Now()}
		time.Sleep(time.Second)
		asks := func() time.Duration {
			now := c.lately()
			c.again(now)
			return now
		}
		slow := func(what string) {
			t.Helper()
			for range 2 * several {
				time.Sleep(time.Millisecond)
				if got := asks(); got != c.now() {
					t.Fatalf("%s: a millisecond behind the one before it says %s, and it is %s", what, got, c.now())
				}
			}
		}
		slow("from the beginning")
		late := 0
		for range 10 * several {
			time.Sleep(50 * time.Microsecond)
			behind := c.now() - asks()
			if behind < 0 || behind > several*50*time.Microsecond {
				t.Fatalf("in a row it is %s behind", behind)
			}
			late += count(behind > 0)
		}
		if late < 5*several {
			t.Errorf("in a row it was asked for all but %d of %d", late, 10*several)
		}
		time.Sleep(tick)
		c.stale()
		if got := asks(); got != c.now() {
			t.Errorf("behind a tick it says %s, and it is %s", got, c.now())
		}
		slow("behind a row")
	})
}

// TestTheClockGoesOnWhereNobodyEnters: what is not let in wakes no keeper of the time, who has
// the clock asked again.
func TestTheClockGoesOnWhereNobodyEnters(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := on(t, Config{})
		time.Sleep(time.Second)
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		for range 3 * several {
			s.sends(gone, 0, 1)
		}
		time.Sleep(time.Hour)
		r := &kgo.Record{Topic: "t", Value: []byte("good")}
		s.Produce(t.Context(), r, nil)
		if age := time.Since(r.Timestamp); age > time.Millisecond {
			t.Errorf("its time is %s old", age)
		}
		time.Sleep(5 * tick)
		if n := s.Numbers(); n.Owed != 1 {
			t.Errorf("its time is over at once: %+v", n)
		}
		s.kgo.acks(0, 0, 4, 0)
		s.shut(time.Second)
	})
}

// TestDeadlines are kept, with a reading of the process's own clock or without.
func TestDeadlines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := clock{began: time.Now()}
		time.Sleep(time.Minute)
		at := time.Now().Add(time.Second)
		for _, deadline := range []time.Time{at, at.Round(0), time.UnixMicro(at.UnixMicro())} {
			if got := c.until(deadline); got != time.Minute+time.Second {
				t.Errorf("%s is at %s", deadline, got)
			}
		}
		if far := c.until(time.Unix(1<<40, 0)); far < longest || far > 2*longest {
			t.Errorf("the end of time is at %s", far)
		}
	})
}

// TestTheClockOnlyGoesForward, whoever asks it.
func TestTheClockOnlyGoesForward(t *testing.T) {
	c := clock{began: time.Now()}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 5000 {
				before := time.Duration(c.last.Load())
				now := c.lately()
				if now < before || time.Duration(c.last.Load()) < before {
					t.Error("it went back")
					return
				}
				c.again(now)
			}
		})
	}
	all.Wait()
}
