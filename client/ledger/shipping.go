package ledger

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
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

// read is the next block, up to what is on disk. It has no bytes when another file has
// the block, or files that were removed had to be skipped.
func (s *Shipper) read(at position) (Block, error) {
	if s.reader == nil {
		if err := s.find(at); err != nil || s.reader == nil {
			return Block{}, err
		}
	}
	if err := s.limit(at); err != nil {
		return Block{}, err
	}
	for s.reader.at < s.reader.end {
		b, err := s.reader.next()
		if err != nil || b.Sequence == s.cursor.next {
			return b, err
		}
	}
	s.past = s.segment
	s.closeReader()
	return Block{}, nil
}

// limit keeps the reader within what is synced: what lies beyond may be written anew.
func (s *Shipper) limit(at position) error {
	if s.segment == at.segment {
		s.reader.end = at.size
		return nil
	}
	size, err := s.reader.src.Size()
	s.reader.end = size
	return err
}

// find opens the file that holds the next block.
func (s *Shipper) find(at position) error {
	firsts, err := segments(s.log.in)
	if err != nil {
		return err
	}
	found := uint64(0)
	for _, first := range firsts {
		if first <= s.cursor.next && first <= at.segment {
			found = first
		}
	}
	if found == 0 && len(firsts) > 0 {
		s.skip(firsts[0])
		return nil
	}
	if found == s.past {
		return &Damage{File: s.log.in.path(segmentName(found)), Block: s.cursor.next, What: "the block should be in this file, or in the next one"}
	}
	s.reader, err = openSegment(s.log.in, found, s.log.Ledger())
	s.segment = found
	if errors.Is(err, fs.ErrNotExist) {
		return nil // removed since it was listed
	}
	return err
}

// skip goes over blocks that are no longer there.
func (s *Shipper) skip(to uint64) {
	s.log.config.Tell(Notice{Kind: ShipSkipped, First: s.cursor.next, Last: to - 1})
	s.count(func(c *ShipStats) { c.Skipped, c.Next = c.Skipped+to-s.cursor.next, to })
	s.cursor.next = to
}

func (s *Shipper) closeReader() {
	if s.reader != nil {
		s.reader.close()
		s.reader = nil
	}
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
