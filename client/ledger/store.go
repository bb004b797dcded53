package ledger

import (
	"errors"
	"fmt"
	"io"
	"time"
)

// store writes blocks to the files of one folder. It is one goroutine's alone.
type store struct {
	in       folder
	config   Config
	ledger   uint64
	next     uint64 // the sequence of the next block
	segments []segment
	out      file      // the last segment
	dirty    bool      // it may hold bytes behind its size
	turning  bool      // the next file may be there, and is not in use yet
	kept     bool      // a file that should go could not be removed
	complete time.Time // when the last block that is on disk was sealed
}

// sealed is a block without its header and CRC.
type sealed struct {
	buf   []byte // entries begin at room
	count int
	at    int64 // when it was sealed, in ms
	upto  uint64
	ends  []ending // of its entries, by stream

	opened, closed bool
}

// write puts blocks on disk as one commit: all, or none after an error. The first of them
// tells how many entries are lost.
func (s *store) write(group []sealed, lost uint64) error {
	if err := s.ready(group); err != nil {
		return err
	}
	s.dirty = true
	size := int64(0)
	for i, b := range group {
		header := Block{Ledger: s.ledger, Sequence: s.next + uint64(i), place: uint64(i),
			Opened: b.opened, Closed: b.closed, Sealed: time.UnixMilli(b.at), Count: b.count}
		if i == 0 {
			header.Lost = lost
		}
		raw := seal(b.buf, header)
		if n, err := s.out.Write(raw); err != nil || n != len(raw) {
			return s.failed(errors.Join(err, short(n, len(raw))))
		}
		size += int64(len(raw))
	}
	if err := s.out.Sync(); err != nil {
		return s.failed(err)
	}
	s.dirty = false
	s.next += uint64(len(group))
	s.complete = time.UnixMilli(group[len(group)-1].at)
	last := s.last()
	if last.began == 0 {
		last.began = group[0].at
	}
	last.size += size
	return nil
}

func short(got, want int) error {
	if got == want {
		return nil
	}
	return fmt.Errorf("%d of %d bytes were written: %w", got, want, io.ErrShortWrite)
}

// failed takes back what an unfinished commit wrote. After a failed fsync nobody knows
// what of it is on disk.
func (s *store) failed(err error) error {
	return errors.Join(fmt.Errorf("cannot write to %s: %w", s.in.path(segmentName(s.last().first)), err), s.mend())
}

// mend brings the last file back to what was synced.
func (s *store) mend() error {
	if !s.dirty {
		return nil
	}
	if err := s.out.Truncate(s.last().size); err != nil {
		return fmt.Errorf("cannot take back an unfinished write: %w", err)
	}
	s.dirty = false
	return nil
}

// ready opens the file that the group goes to.
func (s *store) ready(group []sealed) error {
	if err := s.mend(); err != nil {
		return err
	}
	if s.out == nil && len(s.segments) > 0 {
		out, err := s.in.extend(segmentName(s.last().first))
		if err != nil {
			return fmt.Errorf("cannot open the last file of the ledger: %w", err)
		}
		s.out = out
	}
	if s.out == nil || s.turning || s.outgrown(group) {
		return s.rotate()
	}
	return nil
}

// outgrown says whether the last file is too large or too old for the group. A file
// spans an eighth of the age, so that entries go soon after they may.
func (s *store) outgrown(group []sealed) bool {
	last := s.last()
	return last.size > 0 && (last.size+sizeOf(group) > s.config.SegmentBytes || group[0].at-last.began > s.config.MaxAge.Milliseconds()/8)
}

// sizeOf is the most that the blocks take.
func sizeOf(group []sealed) (size int64) {
	for _, b := range group {
		size += int64(len(b.buf) + trailer)
	}
	return size
}

func (s *store) last() *segment { return &s.segments[len(s.segments)-1] }

// rotate begins a file with the next block. Once it was tried, the next block goes
// nowhere else: a file that an attempt left would stand for blocks that are not in it.
func (s *store) rotate() error {
	name := segmentName(s.next)
	s.turning = true
	out, err := s.in.create(name)
	if err != nil {
		return fmt.Errorf("cannot begin a file of the ledger: %w", err)
	}
	if err := s.in.sync(); err != nil {
		return errors.Join(fmt.Errorf("cannot sync the folder of the ledger with its new file %s: %w", s.in.path(name), err), out.Close())
	}
	if s.out != nil {
		_ = s.out.Close() // all of it was synced
	}
	s.out, s.turning = out, false
	s.segments = append(s.segments, segment{first: s.next})
	return nil
}

func (s *store) size() (sum int64) {
	for _, one := range s.segments {
		sum += one.size
	}
	return sum
}

func (s *store) close() error {
	if s.out == nil {
		return nil
	}
	return s.out.Close()
}
