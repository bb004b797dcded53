package ledger

import (
	"errors"
	"fmt"
	"io"
)

// segmentReader reads the blocks of one file in their order through a window, so that
// it holds one MaxBlock at most.
type segmentReader struct {
	src    content
	name   string // as people call it
	at     int64  // where the next block begins
	end    int64  // what lies behind is not looked at
	expect uint64 // the sequence of the next block
	ledger uint64 // 0 until a block told it
	window []byte
	from   int64 // where the window begins
}

// openSegment reads the file that begins with the block first.
func openSegment(in folder, first, ledger uint64) (*segmentReader, error) {
	name := segmentName(first)
	src, err := in.read(name)
	if err != nil {
		return nil, fmt.Errorf("cannot open a file of the ledger: %w", err)
	}
	end, err := src.Size()
	if err != nil {
		_ = src.Close()
		return nil, fmt.Errorf("cannot open a file of the ledger: %w", err)
	}
	return &segmentReader{src: src, name: in.path(name), end: end, expect: first, ledger: ledger}, nil
}

func (s *segmentReader) close() { _ = s.src.Close() }

// next is the next block, io.EOF behind the last, or a *Damage. The block is valid until
// the next call.
func (s *segmentReader) next() (Block, error) {
	if s.at == s.end {
		return Block{}, io.EOF
	}
	b, damage, err := s.peek()
	if err != nil {
		return Block{}, err
	}
	if damage == nil {
		damage = s.follows(b)
	}
	if damage != nil {
		return Block{}, damage.in(s.name, s.at, s.expect)
	}
	s.at, s.expect, s.ledger = s.at+int64(len(b.raw)), b.Sequence+1, b.Ledger
	return b, nil
}

// back makes b, which next gave, the next block again.
func (s *segmentReader) back(b Block) {
	s.at, s.expect = s.at-int64(len(b.raw)), b.Sequence
}

// peek is the block that begins here. It has bytes if it is whole, even where its flags are
// refused.
func (s *segmentReader) peek() (Block, *Damage, error) {
	p, err := s.ensure(8)
	if err != nil {
		return Block{}, nil, err
	}
	length, damage := measure(p)
	if damage != nil {
		return Block{}, damage, nil
	}
	if p, err = s.ensure(length); err != nil {
		return Block{}, nil, err
	}
	b, damage := parse(p)
	return b, damage, nil
}

// follows says whether a sound block is the one that must stand here.
func (s *segmentReader) follows(b Block) *Damage {
	if s.ledger != 0 && b.Ledger != s.ledger {
		return &Damage{At: 9, What: fmt.Sprintf("the block is of another ledger, %016x, not of %016x", b.Ledger, s.ledger)}
	}
	if b.Sequence != s.expect {
		return &Damage{At: fixed, What: fmt.Sprintf("block %d stands here", b.Sequence)}
	}
	return nil
}

// ensure is what stands at the place of the next block: n bytes or more, fewer at the end.
func (s *segmentReader) ensure(n int) ([]byte, error) {
	have := s.from + int64(len(s.window)) - s.at
	if have >= int64(n) || s.at+have == s.end {
		return s.window[s.at-s.from:], nil
	}
	size := int(min(MaxBlock, s.end-s.at))
	if cap(s.window) < size {
		s.window = make([]byte, size)
	}
	s.window = s.window[:min(cap(s.window), size)]
	s.from = s.at
	got, err := s.src.ReadAt(s.window, s.at)
	s.window = s.window[:got]
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("cannot read %s at byte %d: %w", s.name, s.at, err)
	}
	return s.window, nil
}
