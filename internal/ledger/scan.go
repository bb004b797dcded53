package ledger

import (
	"context"

	"github.com/twmb/franz-go/pkg/kgo"

	acked "github.com/breakwaterhq/breakwater/client/ledger"
)

// scan holds the records of one partition's log against a Book.
type scan struct {
	book     *Book
	match    []Match
	ids      map[string]int
	verdicts []Verdict // of the records from first on
	first    int
	next     int // the record that is looked for
	found    []int
	restored []string // names that a replay has put back
	read     int64
	earliest int64 // the time of the first record, in ms; 0 if there is none
}

// see takes the records of one portion.
func (s *scan) see(records []*kgo.Record) {
	if s.earliest == 0 && len(records) > 0 {
		s.earliest = records[0].Timestamp.UnixMilli()
	}
	for _, r := range records {
		s.one(r)
	}
	s.read += int64(len(records))
}

func (s *scan) one(r *kgo.Record) {
	if len(r.Headers) > 0 {
		if name := header(r, Header); name != nil {
			s.restored = append(s.restored, string(name))
		}
	}
	if len(s.ids) > 0 {
		for i := range s.match {
			if at, wanted := s.ids[string(s.match[i].id(r))]; wanted {
				s.found = append(s.found, at)
			}
		}
	}
	for s.next < len(s.verdicts) && s.want().Offset <= r.Offset {
		s.verdicts[s.next] = Missing
		if s.want().Offset == r.Offset {
			s.verdicts[s.next] = s.compare(s.want(), r)
		}
		s.next++
	}
}

func (s *scan) want() *Record { return s.record(s.next) }

// record is the one that verdict i is about.
func (s *scan) record(i int) *Record { return &s.book.records[s.first+i] }

// compare says whether the record at the place is the one that was acknowledged.
func (s *scan) compare(want *Record, r *kgo.Record) Verdict {
	same := false
	switch {
	case want.Hashed:
		same = acked.Hash(r) == want.Hash
	case want.Valued:
		same = acked.Hash(&kgo.Record{Value: r.Value}) == want.Value
	default:
		for i := range s.match {
			same = same || string(s.match[i].id(r)) == want.ID
		}
	}
	if same {
		return Present
	}
	return Replaced
}

// partition scans one partition up to where no transaction is open, and judges what has
// its place there. What was put back stands behind the offset since; -1: it may stand
// anywhere.
func (l *Logs) partition(ctx context.Context, b *Book, t *Topic, span Span, since int64, match []Match, progress func(int64)) (*scan, error) {
	first, last := b.placed(t.Name, span.Partition)
	s := &scan{book: b, match: match, ids: b.topics[t.Name].ids, first: first, verdicts: make([]Verdict, last-first)}
	for s.next < len(s.verdicts) && s.want().Offset < span.Start {
		s.verdicts[s.next] = Deleted
		s.next++
	}
	from := span.Start
	if s.next < len(s.verdicts) && since >= 0 {
		from = max(from, min(s.want().Offset, since, span.Stable))
	}
	err := l.Read(ctx, t, span.Partition, from, span.Stable, true, func(records []*kgo.Record) {
		s.see(records)
		progress(int64(len(records)))
	})
	if err != nil {
		return s, err
	}
	for ; s.next < len(s.verdicts); s.next++ {
		if s.verdicts[s.next] = Missing; s.want().Offset >= span.Stable && s.want().Offset < span.End {
			s.verdicts[s.next] = Open
		}
	}
	return s, l.holes(ctx, s, t, span)
}
