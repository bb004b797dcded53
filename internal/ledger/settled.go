package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/twmb/franz-go/pkg/kgo"
)

// openError is a transaction that has not ended for as long as it was waited for.
type openError struct {
	topic     string
	partition int
	from      int64
}

// Error says where, and what ends it.
func (o *openError) Error() string {
	return fmt.Sprintf("a transaction is open in %s, partition %d, from offset %d on: what follows there cannot be read. It ends by itself with its transaction.timeout.ms", o.topic, o.partition, o.from)
}

// asked asks for a topic. Where an open transaction hides what must be there, it waits for
// its end: copies of a replay that was killed stand in the very places of what is lost.
// Where it does not end, it is left open.
func (l *Logs) asked(ctx context.Context, b *Book, name string) (*Topic, error) {
	t, err := l.Topic(ctx, name)
	if err != nil || !b.hidden(t) {
		return t, err
	}
	t, err = l.settled(ctx, name)
	if isOpen(err) {
		t.open, err = true, nil
	}
	return t, err
}

// hidden says whether an open transaction hides a place of a record, or an id that may be
// anywhere.
func (b *Book) hidden(t *Topic) bool {
	s := b.topics[t.Name]
	for _, span := range t.Partitions {
		if span.Stable >= span.End {
			continue
		}
		from, to := b.placed(t.Name, span.Partition)
		if s.loose > s.from || slices.ContainsFunc(b.records[from:to], func(r Record) bool { return r.Offset >= span.Stable && r.Offset < span.End }) {
			return true
		}
	}
	return false
}

// settled waits until no transaction is open before what is the end of a topic at the
// call, and gives the topic with those ends: what was acknowledged stands before them. With
// an *openError it gives the topic, too.
func (l *Logs) settled(ctx context.Context, name string) (*Topic, error) {
	var ends []Span
	var t *Topic
	look := func() (err error) {
		if t, err = l.Topic(ctx, name); err != nil {
			return err
		}
		begun := ends == nil
		if begun {
			ends = t.Partitions
		}
		if err = t.readableTo(ends); err == nil {
			t.endAt(ends)
		} else if begun {
			l.waits(err.Error())
		}
		return err
	}
	err := l.patiently(ctx, look)
	if err != nil && ctx.Err() == nil { // brokers that are busy end a transaction late
		err = l.patiently(ctx, look)
	}
	return t, err
}

// endAt takes ends that were told earlier.
func (t *Topic) endAt(ends []Span) {
	for i := range t.Partitions {
		if i < len(ends) {
			t.Partitions[i].End = min(t.Partitions[i].End, ends[i].End)
		}
	}
}

// readableTo says which transaction is open before ends that were told earlier.
func (t *Topic) readableTo(ends []Span) error {
	for i, s := range ends {
		if i < len(t.Partitions) && t.Partitions[i].Stable < s.End {
			return &openError{t.Name, i, t.Partitions[i].Stable}
		}
	}
	return nil
}

// names reads what replays have put into a topic behind what was read before, and gives
// the topic as it is now.
func (l *Logs) names(ctx context.Context, before *Topic) (map[string]bool, *Topic, error) {
	t, err := l.settled(ctx, before.Name)
	if err != nil {
		return nil, nil, err
	}
	if t.ID != before.ID {
		return nil, nil, fmt.Errorf("%s: %w", t.Name, errAnew)
	}
	out := map[string]bool{}
	for i, span := range t.Partitions {
		from := span.Start
		if i < len(before.Partitions) {
			from = max(from, before.Partitions[i].Stable)
		}
		if from > span.Stable {
			return nil, nil, lasting{fmt.Errorf("%s, partition %d was read up to offset %d and ends at %d now: its log was cut meanwhile; start again", t.Name, i, from, span.Stable)}
		}
		if err := l.Read(ctx, t, span.Partition, from, span.Stable, true, func(records []*kgo.Record) {
			for _, r := range records {
				if name := header(r, Header); name != nil {
					out[string(name)] = true
				}
			}
		}); err != nil {
			return nil, nil, err
		}
	}
	return out, t, nil
}

// isOpen says whether an error is that of a transaction that does not end.
func isOpen(err error) bool {
	_, is := errors.AsType[*openError](err)
	return is
}
