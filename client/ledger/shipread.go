package ledger

import (
	"errors"
	"io/fs"
)

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
