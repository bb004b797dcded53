package produce

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// A settler reads up to the barriers, and tells what it found. One goroutine runs it.
type settler struct {
	log log

	mu    sync.Mutex
	ready []*doubt
	more  chan struct{}
}

// log is what a settler reads.
type log interface {
	// between reads the records of a producer in a partition at offsets from first to
	// before last. It fails if one of the offsets may have held what it cannot show. A
	// first of -1 is that of the earliest record that is not older than since.
	between(ctx context.Context, p *partition, id, first, last int64, since time.Time) ([]*kgo.Record, error)
}

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

// run settles until the context ends. What cannot be read now is read later.
func (s *settler) run(ctx context.Context) {
	const pause, most = 100 * time.Millisecond, 5 * time.Second
	wait := pause
	var waits []*doubt
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.more:
		case <-after(len(waits) > 0, wait):
		}
		waits = append(waits, s.take()...)
		before := len(waits)
		waits = s.settle(ctx, waits)
		if wait = min(2*wait, most); len(waits) < before {
			wait = pause
		}
	}
}

// after is a moment later, or never.
func after(is bool, d time.Duration) <-chan time.Time {
	if !is {
		return nil
	}
	return time.After(d)
}

// settle reads once for each partition and barrier, and returns what could not be read.
func (s *settler) settle(ctx context.Context, waits []*doubt) (left []*doubt) {
	for len(waits) > 0 {
		var same []*doubt
		first := waits[0]
		waits = slices.DeleteFunc(waits, func(d *doubt) bool {
			is := d.at == first.at && d.until == first.until
			if is {
				same = append(same, d)
			}
			return is
		})
		if err := s.read(ctx, same); err != nil {
			left = append(left, same...)
		}
	}
	return left
}

// read settles doubts of one partition that have the same barrier, and so the same
// producer, in their order.
func (s *settler) read(ctx context.Context, same []*doubt) error {
	from, since := same[0].from, same[0].e.notBefore()
	for _, d := range same {
		from = min(from, d.from) // -1, where one is unknown, is the least
		if at := d.e.notBefore(); at.Before(since) {
			since = at
		}
	}
	found, err := s.log.between(ctx, same[0].at, same[0].pid, from, same[0].until, since)
	if err != nil {
		return err
	}
	for _, d := range same {
		d.e.guard.over(d.e, d.sought(found)) // that of an earlier guard, too
		d.at.settled()
	}
	return nil
}

// sought is what became of a record, by what lies before its barrier. What other records
// of this client were acknowledged with, or were found at, is not it. Where the client
// sends records of no guard's, one of those may be alike.
func (d *doubt) sought(found []*kgo.Record) Outcome {
	at := slices.IndexFunc(found, func(r *kgo.Record) bool {
		return alike(r, d.e.record) && d.at.finds(r.Offset)
	})
	r := d.e.record
	switch {
	case at < 0:
		return Outcome{NotPersisted, r, fmt.Errorf("%w, up to offset %d of %s, partition %d: %w", ErrNotThere, d.until, d.at.topic, d.at.index, d.err)}
	case d.at.foreign.Load():
		return Outcome{InDoubt, r, d.err}
	}
	r.Partition, r.Offset, r.LeaderEpoch = d.at.index, found[at].Offset, found[at].LeaderEpoch
	r.ProducerID, r.ProducerEpoch = found[at].ProducerID, found[at].ProducerEpoch
	return Outcome{Persisted, r, nil}
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
