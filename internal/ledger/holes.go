package ledger

import (
	"context"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// holes tells why places within the log are empty: the log is compacted, a transaction was
// aborted, or nothing explains it.
func (l *Logs) holes(ctx context.Context, s *scan, t *Topic, span Span) error {
	seen := span.Start
	for i := range s.verdicts {
		switch hole := s.record(i); {
		case s.verdicts[i] != Missing || hole.Offset >= span.Stable:
		case t.Compacted:
			s.verdicts[i] = Compacted
		case hole.Offset >= seen:
			next, err := l.look(ctx, s, i, t, span)
			if err != nil {
				return err
			}
			seen = next
		}
	}
	return nil
}

// look reads what aborted transactions have left from the hole i on, and returns up to
// where one request has reached. A copy of a replay that was killed may stand in the very
// place of what it was to put back, and explains nothing.
func (l *Logs) look(ctx context.Context, s *scan, i int, t *Topic, span Span) (int64, error) {
	r := &reading{logs: l, topic: t, partition: span.Partition, level: kgo.ReadUncommitted(), at: s.record(i).Offset, leader: -1}
	var p portion
	if err := l.patiently(ctx, func() (err error) {
		p, err = r.fetch(ctx)
		return err
	}); err != nil {
		return 0, err
	}
	for _, rec := range p.records {
		for i < len(s.verdicts) && s.record(i).Offset < rec.Offset {
			i++
		}
		for at := i; at < len(s.verdicts) && s.record(at).Offset == rec.Offset; at++ {
			if s.verdicts[at] == Missing && header(rec, Header) == nil && s.compare(s.record(at), rec) == Present {
				s.verdicts[at] = Aborted
			}
		}
	}
	return p.next, nil
}

// removed tells whether age explains that the log begins behind a record.
func removed(r *Record, t *Topic, now time.Time) Verdict {
	if t.Deleted && t.Retention >= 0 && r.Acked >= 0 && now.UnixMilli()-r.Acked >= t.Retention {
		return Expired
	}
	return Deleted
}
