package ledger

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
)

// Blocks are the blocks of a ledger in a folder, the oldest first. They can be read
// while a writer is at work. A block is valid until the next step. An error ends the
// iteration; it is a *Damage where the ledger is not what was written, with Torn set at
// an end that was not finished. At most MaxBlock bytes are held.
func Blocks(dir string) iter.Seq2[Block, error] {
	return func(yield func(Block, error) bool) { walk(disk(dir), yield) }
}

// Entries are the entries of a ledger in a folder, in the order in which they were
// appended; only, if it is not nil, says of which partitions. All else is as for Blocks.
func Entries(dir string, only Select) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		d := decoder{only: only}
		for b, err := range Blocks(dir) {
			if err != nil {
				yield(Entry{}, err)
				return
			}
			if !d.block(b, yield) {
				return
			}
		}
	}
}

func walk(in folder, yield func(Block, error) bool) {
	firsts, err := segments(in)
	if err != nil {
		yield(Block{}, err)
		return
	}
	ledger := uint64(0)
	for i, first := range firsts {
		s, err := openSegment(in, first, ledger)
		if err != nil {
			yield(Block{}, vanished(in, first, err))
			return
		}
		goesOn := s.walk(i == len(firsts)-1, yield)
		s.close()
		if goesOn && i < len(firsts)-1 && s.expect != firsts[i+1] {
			yield(Block{}, &Damage{File: s.name, At: s.end, Block: s.expect,
				What: fmt.Sprintf("the next file begins with block %d: those between are missing", firsts[i+1])})
			return
		}
		if !goesOn {
			return
		}
		ledger = s.ledger
	}
}

// walk yields the blocks of one file, and false when that was the end of the iteration.
func (s *segmentReader) walk(last bool, yield func(Block, error) bool) bool {
	for {
		b, err := s.next()
		if errors.Is(err, io.EOF) {
			return true
		}
		if err != nil {
			yield(Block{}, s.judge(err, last))
			return false
		}
		if !yield(b, nil) {
			return false
		}
	}
}

// judge marks damage as torn where it is.
func (s *segmentReader) judge(err error, last bool) error {
	damage, isDamage := errors.AsType[*Damage](err)
	if !isDamage || !last {
		return err
	}
	torn, fault := s.torn()
	if fault != nil {
		return fault
	}
	damage.Torn = torn
	return damage
}

func vanished(in folder, first uint64, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s was removed while it was read, as the quotas of its writer demand: read from the start again", in.path(segmentName(first)))
	}
	return err
}
