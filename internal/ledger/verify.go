package ledger

import (
	"context"
	"errors"
	"math"
	"sync"
	"time"
)

// workers is how many partitions are read at once.
const workers = 8

// Plan says what is held against the logs.
type Plan struct {
	Book  *Book
	Match []Match // where records have the application's id
	Now   func() time.Time
	// Progress is told, from several goroutines, how many more records were read.
	Progress func(records int64)
	// Begin is told how many records there are to read at most.
	Begin func(records int64)
}

// Result is what became of all records.
type Result struct {
	Book     *Book
	Verdicts []Verdict // of the record with the same number
	Read     int64     // records that were read
	Topics   []*Topic
	Gone     []string // topics that the cluster does not have
	Gaps     []Gap
}

// Gap is a partition, or a topic, that could not be read.
type Gap struct {
	Topic     string
	Partition int32 // -1: the topic
	Err       error
}

// Verify reads the logs and judges each record. An error of a partition is a gap, and its
// records are Unread; the error is that of the context.
func (l *Logs) Verify(ctx context.Context, p Plan) (*Result, error) {
	out := &Result{Book: p.Book, Verdicts: make([]Verdict, p.Book.Len())}
	total := int64(0)
	for _, name := range p.Book.Topics() {
		t, err := l.asked(ctx, p.Book, name)
		switch {
		case errors.Is(err, ErrNoTopic):
			out.Gone = append(out.Gone, name)
			out.lost(name)
		case err != nil:
			out.Gaps = append(out.Gaps, Gap{name, -1, err})
		default:
			out.Topics = append(out.Topics, t)
			for _, s := range t.Partitions {
				total += s.Stable - s.Start
			}
		}
	}
	p.Begin(total)
	for _, t := range out.Topics {
		l.topic(ctx, p, t, out)
	}
	return out, ctx.Err()
}

// lost marks all records of a topic that is gone.
func (r *Result) lost(topic string) {
	s := r.Book.topics[topic]
	for i := s.from; i < s.to; i++ {
		r.Verdicts[i] = Missing
	}
}

// topic scans the partitions of one topic, some of them at once.
func (l *Logs) topic(ctx context.Context, p Plan, t *Topic, out *Result) {
	var mu sync.Mutex
	var group sync.WaitGroup
	spans := make(chan Span)
	since := l.since(ctx, p.Book.topics[t.Name], p.Book, t)
	whole := &findings{names: map[string]bool{}}
	for range workers {
		group.Go(func() {
			for span := range spans {
				s, err := l.partition(ctx, p.Book, t, span, since(span.Partition), p.Match, p.Progress)
				mu.Lock()
				out.Read += s.read
				if err != nil {
					out.Gaps = append(out.Gaps, Gap{t.Name, span.Partition, err})
					whole.partial = true
				} else {
					copy(out.Verdicts[s.first:], s.verdicts)
				}
				whole.add(s, span)
				mu.Unlock()
			}
		})
	}
	for _, span := range t.Partitions {
		spans <- span
	}
	close(spans)
	group.Wait()
	whole.judge(out, t, p.Now())
}

// since tells behind which offset of a partition copies stand that a replay has made of
// records of which all have a place: they are younger than the first acknowledgement.
func (l *Logs) since(ctx context.Context, s *shelfOf, b *Book, t *Topic) func(int32) int64 {
	first := int64(math.MaxInt64)
	for i := s.from; i < s.to; i++ {
		first = min(first, b.records[i].Acked)
	}
	if s.loose > s.from || len(s.ids) > 0 || first < 0 {
		return func(int32) int64 { return -1 }
	}
	told, err := l.admin.ListOffsetsAfterMilli(ctx, max(0, first-skew.Milliseconds()), t.Name)
	return func(partition int32) int64 {
		o, is := told.Lookup(t.Name, partition)
		if err != nil || !is || o.Err != nil {
			return -1
		}
		return o.Offset
	}
}

// findings is what the scans of a topic have found together.
type findings struct {
	found   []int
	names   map[string]bool // that a replay has put back
	since   int64           // in ms: what is younger than this was not removed
	removed bool            // some partition has lost its beginning, and does not tell when
	partial bool
}

func (f *findings) add(s *scan, span Span) {
	f.found = append(f.found, s.found...)
	for _, name := range s.restored {
		f.names[name] = true
	}
	if span.Start > 0 {
		f.since = max(f.since, s.earliest)
		f.removed = f.removed || s.earliest == 0
	}
}

// judge gives verdicts where one partition alone does not decide.
func (f *findings) judge(out *Result, t *Topic, now time.Time) {
	s := out.Book.topics[t.Name]
	for i := s.from; i < s.loose; i++ {
		out.Verdicts[i] = f.loose(&out.Book.records[i], t, now)
	}
	for _, i := range f.found {
		if i < s.loose {
			out.Verdicts[i] = Present
		} else if out.Verdicts[i].Lost() {
			out.Verdicts[i] = Elsewhere
		}
	}
	for i := s.from; i < s.to; i++ {
		r := &out.Book.records[i]
		switch v := out.Verdicts[i]; {
		case (v.Lost() || i < s.loose && v != Present) && f.names[r.Name()]:
			out.Verdicts[i] = Restored
		case v == Deleted:
			out.Verdicts[i] = removed(r, t, now)
		case v == Unread && r.Placed() && int(r.Partition) >= len(t.Partitions):
			out.Verdicts[i] = Missing // the topic was made anew with fewer partitions
		}
	}
}

// skew is by how much the clocks of an application and of brokers may differ.
const skew = time.Minute

// loose is the verdict on a record without a place whose id was not found.
func (f *findings) loose(r *Record, t *Topic, now time.Time) Verdict {
	switch {
	case f.partial:
		return Unread
	case t.Compacted:
		return Unclear
	case t.open:
		return Open
	case f.since == 0 && !f.removed, !f.removed && r.Acked >= f.since+skew.Milliseconds():
		return Missing
	case r.Acked >= 0 && removed(r, t, now) == Expired:
		return Expired
	}
	return Unclear
}

// Counts are how many records have which verdict.
func (r *Result) Counts() map[Verdict]int {
	out := map[Verdict]int{}
	for _, v := range r.Verdicts {
		out[v]++
	}
	return out
}

// Lost are the numbers of the records that are lost.
func (r *Result) Lost() (out []int) {
	for i, v := range r.Verdicts {
		if v.Lost() {
			out = append(out, i)
		}
	}
	return out
}
