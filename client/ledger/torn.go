package ledger

import (
	"bytes"
	"strings"
)

// sector is the least that a disk writes at once.
const sector = 512

// torn says whether what stands at the place of the next block, which is not sound, is
// the trace of a write that did not finish: it is cut, or a part of it has stayed empty,
// and no whole block of a later commit follows, because a commit begins when the one before is
// on disk. All else was written and was changed later, or was never ours.
func (s *segmentReader) torn() (bool, error) {
	if whole, _, err := s.peek(); err != nil || whole.raw != nil {
		return false, err
	}
	p, err := s.ensure(MaxBlock)
	if err != nil || !unfinished(p, s.at) {
		return false, err
	}
	rest := &segmentReader{src: s.src, name: s.name, at: s.at + 1, end: s.end}
	for rest.at < rest.end {
		p, err := rest.ensure(fixed)
		if err != nil {
			return false, err
		}
		off := bytes.Index(p, []byte(magic))
		if off < 0 {
			rest.at += int64(max(1, len(p)-len(magic)+1))
			continue
		}
		rest.at += int64(off)
		b, _, err := rest.peek()
		if err != nil || (b.raw != nil && s.later(b)) {
			return false, err
		}
		rest.at++
	}
	return true, nil
}

// later says whether b is of our ledger, and its commit began behind the next block.
func (s *segmentReader) later(b Block) bool {
	return (s.ledger == 0 || b.Ledger == s.ledger) && b.Sequence-b.place > s.expect
}

// unfinished says whether p, which lies at a place of the file and reaches to its end or
// beyond a block, begins with a block of which a part is missing or empty.
func unfinished(p []byte, at int64) bool {
	start := bytes.TrimRight(p[:min(len(p), len(magic))], "\x00")
	if !strings.HasPrefix(magic, string(start)) {
		return false
	}
	length, damage := measure(p)
	switch {
	case len(start) < len(magic) || len(p) < 8 || (damage != nil && empty(p[4:8])):
		return true
	case damage != nil:
		return false
	case length > len(p):
		return true
	}
	return hollow(p[:length], at) || cutInCRC(p, length)
}

// cutInCRC says whether a write ended within the CRC of the block of the given length at the
// beginning of p: nothing but zeros stands from its last byte on, and behind it, where a
// block would have begun.
func cutInCRC(p []byte, length int) bool {
	return len(p) >= length+len(magic) && empty(p[length-1:])
}

// hollow says whether the end of a block, or a sector of it, is empty.
func hollow(p []byte, at int64) bool {
	if empty(p[len(p)-trailer:]) {
		return true
	}
	for from := 0; from < len(p); {
		to := min(len(p), from+sector-int((at+int64(from))%sector))
		if to-from >= fixed && empty(p[from:to]) {
			return true
		}
		from = to
	}
	return false
}

func empty(p []byte) bool { return len(bytes.Trim(p, "\x00")) == 0 }
