package ledger

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"strings"
	"time"
)

// Recovered is what Open found.
type Recovered struct {
	// New says that the folder held no block.
	New bool
	// Clean says that the last process closed the ledger: then it is complete.
	Clean bool
	// Complete is when the last block was sealed: everything that was appended before is
	// in the ledger, but for what blocks count as lost. If the end was not clean,
	// acknowledgements that came after it may be missing.
	Complete time.Time
	// Block is the sequence of that block.
	Block uint64
	// Doubts are where they may be missing; none after a clean end.
	Doubts []Doubt
	// Cut is the torn end that was cut off; nil for none. CutBytes is how long it was.
	Cut      *Damage
	CutBytes int64
}

// String tells what was found when the log was opened.
func (r Recovered) String() string {
	at := r.Complete.UTC().Format("2006-01-02T15:04:05.000Z")
	switch {
	case r.New:
		return "the ledger is new"
	case r.Clean:
		return fmt.Sprintf("the ledger is complete: it was closed at %s with block %d", at, r.Block)
	case r.Cut != nil:
		return fmt.Sprintf("the ledger is complete up to %s, block %d; acknowledgements after that may be missing%s; %d bytes of block %d that were not finished were cut from %s at byte %d",
			at, r.Block, r.where(), r.CutBytes, r.Cut.Block, r.Cut.File, r.Cut.At)
	}
	return fmt.Sprintf("the ledger is complete up to %s, block %d; acknowledgements after that may be missing%s: it was not closed", at, r.Block, r.where())
}

// where names some of what is in doubt.
func (r Recovered) where() string {
	const most = 10
	if len(r.Doubts) == 0 {
		return ""
	}
	var names []string
	for _, d := range r.Doubts[:min(most, len(r.Doubts))] {
		names = append(names, d.String())
	}
	if more := len(r.Doubts) - most; more > 0 {
		names = append(names, fmt.Sprintf("and %d more", more))
	}
	return " in " + strings.Join(names, "; ")
}

// found is what the folder holds.
type found struct {
	recovered Recovered
	segments  []segment
	ledger    uint64 // 0 if no block told it
	next      uint64 // the sequence of the next block
	ends      ends
}

// segment is one file.
type segment struct {
	first uint64
	size  int64
	began int64 // when its first block was sealed, in ms; 0 without a block
}

// recoverFolder reads the end of the ledger, and cuts it where it is torn. Of the files
// before, it reads the first block.
func recoverFolder(in folder) (found, error) {
	firsts, err := segments(in)
	if err != nil {
		return found{}, err
	}
	e, err := loadEnds(in)
	if err != nil {
		return found{}, err
	}
	out := found{recovered: Recovered{New: true}, next: 1, ends: e}
	for i, first := range firsts {
		if err := out.begin(in, first, i == len(firsts)-1); err != nil {
			return found{}, err
		}
	}
	for i := len(firsts) - 1; i >= 0 && out.recovered.New; i-- {
		if err := out.end(in, i, i == len(firsts)-1); err != nil {
			return found{}, err
		}
	}
	if !out.recovered.New && !out.recovered.Clean {
		out.recovered.Doubts = out.ends.doubts()
	}
	return out, nil
}

// begin takes what the first block of a file tells. That of the last file is judged with
// its end.
func (f *found) begin(in folder, first uint64, last bool) error {
	r, err := openSegment(in, first, f.ledger)
	if err != nil {
		return err
	}
	defer r.close()
	s := segment{first: first, size: r.end}
	b, err := r.next()
	switch {
	case err == nil:
		s.began = b.Sealed.UnixMilli()
		f.ledger = b.Ledger
	case !last && errors.Is(err, io.EOF):
		return &Damage{File: r.name, Block: first, What: "the file is empty, and another one follows"}
	case !last:
		return err
	}
	f.segments = append(f.segments, s)
	return nil
}

// end takes what the file i tells about the end of the ledger.
func (f *found) end(in folder, i int, last bool) error {
	r, err := openSegment(in, f.segments[i].first, f.ledger)
	if err != nil {
		return err
	}
	defer r.close()
	read := newEnds()
	block, err := r.last(&read)
	maps.Copy(f.ends.topics, read.topics)
	maps.Copy(f.ends.next, read.next)
	if !errors.Is(err, io.EOF) {
		if err = r.judge(err, last); !isTorn(err) {
			return err
		}
		if err := f.cut(in, i, r, err); err != nil {
			return err
		}
	}
	if !last && f.next != r.expect {
		return &Damage{File: r.name, At: r.at, Block: r.expect, What: fmt.Sprintf("the next file begins with block %d: those between are missing", f.next)}
	}
	f.next = r.expect
	if block.Sequence > 0 {
		f.recovered.New, f.recovered.Clean = false, block.Closed
		f.recovered.Complete, f.recovered.Block = block.Sealed, block.Sequence
	}
	return nil
}

// last is the last block before the error that ends the file. It notes where the entries of
// partitions end.
func (s *segmentReader) last(e *ends) (last Block, err error) {
	for {
		b, err := s.next()
		if err != nil {
			return last, err
		}
		e.block(b)
		last = b
	}
}

func isTorn(err error) bool {
	damage, isDamage := errors.AsType[*Damage](err)
	return isDamage && damage.Torn
}

// cut ends the file i before the block that is torn.
func (f *found) cut(in folder, i int, r *segmentReader, torn error) error {
	f.recovered.Cut, _ = errors.AsType[*Damage](torn)
	f.recovered.Cut.At, f.recovered.CutBytes = r.at, r.end-r.at
	out, err := in.extend(segmentName(f.segments[i].first))
	if err == nil {
		err = errors.Join(out.Truncate(r.at), out.Sync(), out.Close())
	}
	if err != nil {
		return fmt.Errorf("cannot cut the torn end of the ledger: %w", err)
	}
	f.segments[i].size = r.at
	return nil
}
