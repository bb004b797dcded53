package produce

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
)

// TestWhatWillNeverBeTold has an end: it is told once, nothing reads any more, and Close
// does not wait. What passes is tried again, ever more seldom.
func TestWhatWillNeverBeTold(t *testing.T) {
	for name, c := range map[string]struct {
		err   error
		after time.Duration // it is told; 0 is never
		most  int           // looks in an hour
	}{
		"the client is closed":    {kgo.ErrClientClosed, time.Millisecond, 1},
		"no right to read":        {kerr.TopicAuthorizationFailed, time.Millisecond, 1},
		"the topic is deleted":    {kerr.UnknownTopicOrPartition, 2 * time.Minute, 15},
		"the log ends before":     {errEnds, 2 * time.Minute, 15},
		"it cannot be read":       {errUnreadable, 2 * time.Minute, 15},
		"there is no leader":      {errors.New("no leader"), 0, 130},
		"the broker is not there": {context.DeadlineExceeded, 0, 130},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := inDoubt(t, false, func(s *story) { s.log.fails = c.err })
			time.Sleep(c.after)
			synctest.Wait()
			if got := s.later.got(); len(got) == 0 != (c.after == 0) {
				t.Errorf("%s: %v is told after %s", name, got, c.after)
			}
			time.Sleep(time.Hour)
			began := time.Now()
			s.shut(time.Minute)
			if s.log.looks > c.most {
				t.Errorf("%s: looked at %d times", name, s.log.looks)
			}
			if c.after == 0 {
				return
			}
			if took := time.Since(began); took > 0 {
				t.Errorf("%s: Close took %s", name, took)
			}
			if err := s.later.errs[0]; !errors.Is(err, ErrUnsettled) || !errors.Is(err, c.err) || len(s.later.errs) != 1 {
				t.Errorf("%s: %v", name, s.later.errs)
			}
		})
	}
}

// TestWhatPassesInBetween begins the time anew that a final error must stand.
func TestWhatPassesInBetween(t *testing.T) {
	var r retry
	now := time.Now()
	for i, c := range []struct {
		after time.Duration
		err   error
		final bool
	}{
		{0, kerr.UnknownTopicOrPartition, false}, {40 * time.Second, kerr.OffsetOutOfRange, false},
		{50 * time.Second, kerr.NotLeaderForPartition, false}, {70 * time.Second, kerr.UnknownTopicID, false},
		{129 * time.Second, kerr.UnknownTopicID, false}, {130 * time.Second, kerr.UnknownTopicID, true},
	} {
		if got := r.failed(c.err, now.Add(c.after)); got != c.final {
			t.Errorf("%d: after %s, %v is final: %t", i, c.after, c.err, got)
		}
	}
	if r.pause != 3200*time.Millisecond {
		t.Errorf("the pause is %s", r.pause)
	}
}

// TestCloseWaitsForNoBarrier that cannot come, as kgo has nothing more to send.
func TestCloseWaitsForNoBarrier(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := on(t, Config{})
		s.settles(newModel())
		s.sends(t.Context(), 0, 2)
		s.kgo.writes("t", 0, 4, 0)
		s.kgo.fails(0, kerr.RequestTimedOut)
		began, closed := time.Now(), make(chan error)
		go func() { closed <- s.shut(time.Hour) }()
		synctest.Wait()
		select {
		case err := <-closed:
			t.Errorf("kgo has a record that may be the barrier: %v", err)
		default:
		}
		s.kgo.fails(1, kerr.RequestTimedOut)
		if err := <-closed; err == nil || !strings.Contains(err.Error(), "2 records") || time.Since(began) > 0 {
			t.Errorf("after %s: %v", time.Since(began), err)
		}
	})
}

// TestNoMoreIsInDoubtThanTheBudget: what is more stays in doubt at once, so that memory does
// not grow as long as no barrier comes.
func TestNoMoreIsInDoubtThanTheBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, log := on(t, Config{Budget: 4 * (overhead + 2)}), newModel()
		s.settles(log)
		for i := range 10 {
			s.sends(t.Context(), i, 1)
			s.kgo.writes("t", 0, 4, 0)
			s.kgo.fails(i, kerr.RequestTimedOut)
		}
		if n := s.Numbers(); n != (Numbers{InDoubt: 4, Lost: 6}) {
			t.Errorf("%+v", n)
		}
		s.sends(t.Context(), 10, 1)
		s.kgo.acks(10, log.append(s.kgo.held[10].record, 4, 1), 4, 1)
		synctest.Wait()
		if n := s.Numbers(); n != (Numbers{Lost: 6}) || s.kit.waiting.Load() != 0 {
			t.Errorf("%+v, %d bytes wait", n, s.kit.waiting.Load())
		}
		s.shut(time.Second)
	})
}

// TestReadingHasAPace, and an end where too much lies between.
func TestReadingHasAPace(t *testing.T) {
	for size, want := range map[int]string{1 << 20: "not persisted", 64 << 20: "in doubt for good"} {
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			s := inDoubt(t, false, func(s *story) {
				s.log.size = size
				s.log.grow(300)
			})
			for len(s.later.got()) == 0 {
				time.Sleep(10 * time.Millisecond)
			}
			read, took := s.log.fetches*size, time.Since(began)
			if least := time.Duration(read/pace)*time.Second - few - stride/pace*time.Second; took < least {
				t.Errorf("%d bytes were read in %s", read, took)
			}
			if got := s.ends(); got != want || read > farthest+size {
				t.Errorf("%d bytes were read, and it is %s", read, got)
			}
		})
	}
}

// TestAnAcknowledgementWithoutAnOffset may be what is found for a record that is alike.
func TestAnAcknowledgementWithoutAnOffset(t *testing.T) {
	for name, c := range map[string]struct {
		early, found bool
		want         string
	}{
		"before it was given up": {true, true, "ping in doubt for good"}, "behind": {false, true, "ping in doubt for good"},
		"none is there": {true, false, "ping not persisted"},
	} {
		synctest.Test(t, func(t *testing.T) {
			s, log := on(t, Config{}), newModel()
			s.settles(log)
			s.sendsAlike(2)
			s.kgo.writes("t", 0, 4, 0)
			if c.found {
				log.append(s.kgo.held[0].record, 4, 0)
			}
			if c.early {
				s.kgo.acks(0, -1, 4, 0)
			}
			s.kgo.fails(1, kerr.RequestTimedOut)
			if !c.early {
				s.kgo.acks(0, -1, 4, 0)
			}
			s.sends(t.Context(), 2, 1)
			s.kgo.acks(2, log.append(s.kgo.held[2].record, 4, 1), 4, 1)
			synctest.Wait()
			s.lists(name, s.later.got(), c.want)
			s.shut(time.Second)
		})
	}
}

// TestNothingIsAdriftAnyMore: behind an offset that is known, nothing is adrift any more.
func TestNothingIsAdriftAnyMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, log := on(t, Config{}), newModel()
		s.settles(log)
		s.sendsAlike(3)
		s.kgo.writes("t", 0, 4, 0)
		log.append(s.kgo.held[0].record, 4, 0)
		s.kgo.acks(0, -1, 4, 0)
		s.kgo.acks(1, log.append(s.kgo.held[1].record, 4, 0), 4, 0)
		log.append(s.kgo.held[2].record, 4, 0)
		s.kgo.fails(2, kerr.RequestTimedOut)
		s.sends(t.Context(), 3, 1)
		s.kgo.acks(3, log.append(s.kgo.held[3].record, 4, 1), 4, 1)
		synctest.Wait()
		s.lists("settled", s.later.got(), "ping persisted")
		s.shut(time.Second)
	})
}
