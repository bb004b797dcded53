package produce

import (
	"context"
	"errors"
	"fmt"

	"github.com/twmb/franz-go/pkg/kgo"
)

// A search looks in the log for records of one partition that are in doubt and have the
// same barrier. It reads from what is known to lie before them up to the barrier, a few
// fetches at a time, and knows how far it has come.
//
// What it does not find was not written only if it has read all of the log in which the
// records may lie, and if that is the log to which they were sent. Otherwise unsure says
// what is missing for that.
type search struct {
	at      *partition
	of      []*doubt
	start   landmark // the log must hold it where it was; none if nothing was acknowledged
	barrier landmark
	anew    bool // the log had begun anew before, or may have

	from    int64 // below lies none of the records
	next    int64 // the offset to be read next; -1 before the first
	bytes   int64 // that were read
	unsure  error
	reached bool // the barrier lies where it was
	wanted  map[uint64][]*doubt
	retry   retry
}

func newSearch(of []*doubt) *search {
	first := of[0]
	s := &search{at: first.at, of: of, start: first.start, barrier: first.barrier, anew: first.anew, from: first.from, next: -1, wanted: map[uint64][]*doubt{}}
	for _, d := range of {
		s.from = min(s.from, d.from)
		print := printOf(d.e.record)
		s.wanted[print] = append(s.wanted[print], d)
	}
	return s
}

// Why what was not found may have been written. An Outcome that is InDoubt for good wraps
// ErrUnsettled and one of these, or what a broker said.
var (
	errAnew    = errors.New("the log was cut, or its topic was made anew, after it was sent: it may have been in what is lost")
	errDeleted = errors.New("what was written when it was sent was deleted by now (retention.ms, retention.bytes or DeleteRecords)")
	errHole    = errors.New("what was written when it was sent was compacted by now (cleanup.policy=compact)")
	errGone    = errors.New("what was acknowledged before it was deleted or compacted by now, so that it is not known whether the log is the same")
	errLost    = errors.New("the log was cut after its barrier was acknowledged: it may have been in what is lost")
	errFar     = fmt.Errorf("more than %d GiB were written between it and its barrier, and no more are read", farthest>>30)
	errUnknown = errors.New("nothing was acknowledged before it in its partition, and where the log ended then is not known")
)

const (
	// farthest is how many bytes are read for one search.
	farthest = 4 << 30
	// stride is how many bytes are read for one search until it is another one's turn.
	stride = 8 << 20
)

// log is what a search reads.
type log interface {
	// where tells where a partition is now.
	where(ctx context.Context, p *partition) (place, error)
	// ended tells the offset behind the last record of a leader epoch; -1 is unknown.
	ended(ctx context.Context, p *partition, at place, epoch int32) (int64, error)
	// fetch reads some records from an offset on, and returns the offset behind them and
	// how many bytes that took. It fails if there are none yet.
	fetch(ctx context.Context, p *partition, at place, from int64) (got []*kgo.Record, next int64, bytes int, err error)
}

// place is where a partition is now, by metadata that no cache has kept.
type place struct {
	id     [16]byte // the topic's
	leader int32
	epoch  int32
	start  int64 // the offset of the earliest record
}

// step reads on for one turn, and tells whether the search is at its end.
func (s *search) step(ctx context.Context, l log) (done bool, err error) {
	at, err := l.where(ctx, s.at)
	if err != nil {
		return false, err
	}
	if s.at.other(at.id) {
		s.doubts(errAnew)
	}
	if s.next < 0 {
		if err := s.begins(ctx, l, at); err != nil {
			return false, err
		}
	}
	s.skips(at.start)
	for left := stride; s.next <= s.barrier.offset; {
		if left <= 0 {
			return false, nil
		}
		got, next, bytes, err := l.fetch(ctx, s.at, at, s.next)
		if err != nil {
			return false, err
		}
		left -= bytes
		if s.bytes += int64(bytes); s.bytes > farthest {
			s.doubts(errFar)
			return true, nil
		}
		s.takes(got, next)
	}
	return true, nil
}

// begins finds where to read from.
func (s *search) begins(ctx context.Context, l log, at place) error {
	switch base, known := s.at.baseOf(s.of); {
	case s.anew:
		s.doubts(errAnew)
		s.next = 0
	case s.start.offset >= 0:
		s.next = s.start.offset
	case !known:
		s.doubts(errUnknown)
		s.next = 0
	default:
		end, err := l.ended(ctx, s.at, at, base.epoch)
		if err != nil {
			return err
		}
		if end < base.offset {
			s.doubts(errAnew)
		}
		s.next = base.offset
	}
	return nil
}

// skips leaves out what is no longer there.
func (s *search) skips(start int64) {
	if start > s.next {
		s.misses(start, errDeleted)
	}
}

// misses passes over offsets that are not there any more: nothing is known of them.
func (s *search) misses(until int64, why error) {
	if until <= s.from {
		why = errGone
	}
	s.doubts(why)
	s.next = until
}

// takes looks at what was read. An offset that shows no record was compacted away.
func (s *search) takes(got []*kgo.Record, next int64) {
	for _, r := range got {
		if r.Offset > s.barrier.offset {
			break
		}
		if r.Offset != s.next {
			s.misses(r.Offset, errHole)
		}
		s.next = r.Offset + 1
		switch {
		case r.Offset == s.start.offset && !s.start.is(r):
			s.doubts(errAnew)
		case r.Offset == s.barrier.offset:
			s.reached = s.barrier.is(r)
		default:
			s.meets(r)
		}
	}
	if s.next <= s.barrier.offset && next > s.next {
		s.misses(next, errHole)
	}
}

// meets holds a record against those that are looked for. Of several that are alike it
// does not matter which one it is.
func (s *search) meets(r *kgo.Record) {
	if r.ProducerID != s.barrier.by.id() || r.Attrs.IsControl() {
		return
	}
	for _, d := range s.wanted[printOf(r)] {
		if d.found.offset < 0 && d.from <= r.Offset && alike(r, d.e.record) {
			if s.at.finds(r.Offset) {
				d.found = found{r.Offset, r.LeaderEpoch, authorOf(r)}
			}
			return
		}
	}
}

// doubts notes why what is not found may have been written: the first reason counts.
func (s *search) doubts(why error) {
	if s.unsure == nil {
		s.unsure = why
	}
}

// tells tells what became of all, in their order: to an earlier guard, too.
func (s *search) tells() {
	for _, d := range s.of {
		d.guard.over(d.e, s.verdict(d))
		s.at.settled()
	}
}

// verdict is what became of a record, at the end of its search. Where the client sends
// records of no guard's, or some were acknowledged without their offset, what was found may
// be one of those.
func (s *search) verdict(d *doubt) Outcome {
	r := d.e.record
	switch {
	case !s.reached && s.unsure == nil:
		return d.lost(errLost)
	case !s.reached:
		return d.lost(s.unsure)
	case d.found.offset < 0 && s.unsure != nil:
		return d.lost(s.unsure)
	case d.found.offset < 0:
		return Outcome{Kind: NotPersisted, Record: r, Err: fmt.Errorf("%w, up to offset %d of %s, partition %d: %w", ErrNotThere, s.barrier.offset, s.at.topic, s.at.index, d.err)}
	case s.at.foreign.Load():
		return d.lost(errForeign)
	case d.adrift:
		return d.lost(errAdrift)
	}
	r.Partition, r.Offset, r.LeaderEpoch = s.at.index, d.found.offset, d.found.era
	r.ProducerID, r.ProducerEpoch = d.found.by.id(), d.found.by.epoch()
	return Outcome{Kind: Persisted, Record: r}
}

var (
	errForeign = errors.New("a record like it is in the log, and may be one that the client sent past the guard")
	errAdrift  = errors.New("a record like it is in the log, and may be one that was acknowledged without its offset")
)
