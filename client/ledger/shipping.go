package ledger

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// run is the goroutine that ships. Close ends it.
func (s *Shipper) run(ctx context.Context) {
	defer close(s.done)
	defer s.log.leaveFolder()
	defer s.stop()
	for s.wait(ctx) {
		s.one(ctx)
	}
	s.closeReader()
	var err error
	if left := s.log.position().next - s.cursor.next; left > 0 {
		err = fmt.Errorf("%d blocks of the ledger, from %d, are not shipped yet: %w", left, s.cursor.next, errors.Join(context.Cause(ctx), s.stats.Failure))
	}
	s.end = errors.Join(err, s.save(true))
}

// wait waits for a block that is not shipped, and is false when there will be none.
func (s *Shipper) wait(ctx context.Context) bool {
	for ctx.Err() == nil {
		if s.cursor.next < s.log.position().next {
			return true
		}
		if !s.idle(ctx) {
			return false
		}
	}
	return false
}

// idle waits until something happens, and is false if that is the end.
func (s *Shipper) idle(ctx context.Context) bool {
	var due <-chan time.Time
	if s.cursor.next != s.saved {
		timer := time.NewTimer(s.config.SaveEvery)
		defer timer.Stop()
		due = timer.C
	}
	select {
	case <-s.more:
	case <-due:
		s.saveInTime()
	case <-ctx.Done():
	case <-s.drain:
		return s.cursor.next < s.log.position().next
	}
	return true
}

// one ships the next block, which is on disk, or pauses where that fails.
func (s *Shipper) one(ctx context.Context) {
	b, err := s.read(s.log.position())
	if err != nil {
		s.closeReader()
		s.failed(ctx, err)
		return
	}
	if b.raw == nil {
		return
	}
	if err := s.to.Send(ctx, b.raw); err != nil {
		s.reader.back(b)
		s.failed(ctx, err)
		return
	}
	s.healed()
	s.cursor.next++
	s.count(func(c *ShipStats) { c.Sent, c.Bytes, c.Next = c.Sent+1, c.Bytes+uint64(len(b.raw)), s.cursor.next })
	s.saveInTime()
}

func (s *Shipper) healed() {
	if s.backoff > 0 {
		s.log.config.Tell(Notice{Kind: ShipHealed, First: s.cursor.next})
		s.count(func(c *ShipStats) { c.Failure = nil })
	}
	s.backoff = 0
}

// failed makes it known, and pauses. What fails because Close gave up is no failure.
func (s *Shipper) failed(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return
	}
	if s.backoff == 0 {
		s.log.config.Tell(Notice{Kind: ShipFailed, First: s.cursor.next, Err: err})
	}
	s.count(func(c *ShipStats) { c.Failed, c.Failure = c.Failed+1, err })
	s.backoff = min(s.config.MaxBackoff, max(s.config.MinBackoff, 2*s.backoff))
	timer := time.NewTimer(s.backoff)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

func (s *Shipper) count(change func(*ShipStats)) {
	s.mu.Lock()
	change(&s.stats)
	s.mu.Unlock()
}

// saveInTime saves the cursor when that is due.
func (s *Shipper) saveInTime() {
	if s.cursor.next == s.saved || s.log.config.Now().Sub(s.savedAt) < s.config.SaveEvery {
		return
	}
	err := s.save(false)
	if s.backoff == 0 {
		s.count(func(c *ShipStats) { c.Failure = err })
	}
}

func (s *Shipper) save(exact bool) error {
	s.cursor.exact = exact
	s.savedAt = s.log.config.Now()
	err := s.cursor.save(s.log.in)
	if err == nil {
		s.saved = s.cursor.next
	}
	return err
}
