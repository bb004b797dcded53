package produce

import (
	"bytes"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// A settler reads up to the barriers, and tells what it found. One goroutine runs it, so
// that one fetch is under way at a time; and it reads no more than pace bytes a second.
type settler struct {
	log  log
	paid time.Time // until when what was read is within the pace

	mu    sync.Mutex
	ready []*doubt
	more  chan struct{}
}

// pace is how many bytes are read in a second, on average over a few: an outage that leaves
// much in doubt must not become a second one by being looked into.
const (
	pace = 16 << 20
	few  = time.Second
)

func newSettler(l log) *settler {
	return &settler{log: l, more: make(chan struct{}, 1)}
}

// add takes doubts in whose barrier is acknowledged.
func (s *settler) add(ready ...*doubt) {
	if len(ready) == 0 {
		return
	}
	s.mu.Lock()
	s.ready = append(s.ready, ready...)
	s.mu.Unlock()
	wake(s.more)
}

func (s *settler) take() []*doubt {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.ready
	s.ready = nil
	return out
}

// run settles until the context ends. The searches have their turns one after the other;
// one that cannot go on has its next turn later.
func (s *settler) run(ctx context.Context) {
	var all []*search
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
			return
		case <-s.more:
		case <-wait(first(all)):
		}
		for again := true; again && ctx.Err() == nil; {
			all = append(all, searches(s.take())...)
			all = slices.DeleteFunc(all, func(one *search) bool { return s.turn(ctx, one) })
			again = len(all) > 0 && !first(all).After(time.Now())
		}
	}
}

// first is when the first search has its turn; the zero time is never.
func first(all []*search) (at time.Time) {
	for _, one := range all {
		if at.IsZero() || one.retry.at.Before(at) {
			at = one.retry.at
		}
	}
	return at
}

// wait ends at a time, and never at the zero one.
func wait(until time.Time) <-chan time.Time {
	if until.IsZero() {
		return nil
	}
	return time.After(time.Until(until))
}

// searches are one for each partition, barrier, and what is known to lie before.
func searches(ready []*doubt) (out []*search) {
	for len(ready) > 0 {
		var same []*doubt
		first := ready[0]
		ready = slices.DeleteFunc(ready, func(d *doubt) bool {
			is := d.at == first.at && d.barrier == first.barrier && d.start == first.start && d.anew == first.anew
			if is {
				same = append(same, d)
			}
			return is
		})
		out = append(out, newSearch(same))
	}
	return out
}

// turn goes on with a search, and tells whether it is over.
func (s *settler) turn(ctx context.Context, one *search) (over bool) {
	if time.Now().Before(one.retry.at) {
		return false
	}
	before := one.bytes
	done, err := one.step(ctx, s.log)
	s.pays(ctx, one.bytes-before)
	switch {
	case ctx.Err() != nil:
		return false
	case err != nil && one.retry.failed(err, time.Now()):
		one.doubts(err)
	case err != nil || !done:
		return false
	}
	one.tells()
	return true
}

// pays waits as long as bytes must take that were read.
func (s *settler) pays(ctx context.Context, bytes int64) {
	now := time.Now()
	if s.paid.Before(now) {
		s.paid = now
	}
	s.paid = s.paid.Add(time.Second * time.Duration(bytes) / pace)
	if over := s.paid.Sub(now) - few; over > 0 {
		pause(ctx.Done(), over)
	}
}

// alike tells whether two records say the same. Of several that are alike, and in doubt,
// it does not matter which one it is.
func alike(a, b *kgo.Record) bool {
	return same(a.Key, b.Key) && same(a.Value, b.Value) && slices.EqualFunc(a.Headers, b.Headers, func(a, b kgo.RecordHeader) bool {
		return a.Key == b.Key && same(a.Value, b.Value)
	})
}

// same holds null apart from the empty text.
func same(a, b []byte) bool { return (a == nil) == (b == nil) && bytes.Equal(a, b) }
