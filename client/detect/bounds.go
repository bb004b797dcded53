package detect

import (
	"context"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/breakwaterhq/breakwater/client/ledger"
)

// A Range is offsets of a partition, From to before To.
type Range struct {
	Topic     string
	Partition int32
	From, To  int64
}

// String is the range in words.
func (r Range) String() string {
	return fmt.Sprintf("%s, partition %d, offsets %d to %d", r.Topic, r.Partition, r.From, r.To-1)
}

// Bounds gives what a crash left in doubt its end: where the logs end now. Ask it before
// anything is sent. Records of the producer that crashed which are in these ranges may have
// been acknowledged, and are in no ledger; all else that was acknowledged is. A range may
// hold records of others, too. An error says that a partition could not be asked, so that
// what is returned is not all.
func Bounds(ctx context.Context, client *kgo.Client, found ledger.Recovered) ([]Range, error) {
	a := asker{client, 5 * time.Second}
	from, topics := map[place]int64{}, map[string]bool{}
	for _, d := range found.Doubts {
		if d.Partition >= 0 {
			from[place{d.Topic, d.Partition}] = d.From
		} else {
			topics[d.Topic] = true
		}
	}
	looks, err := a.partitions(ctx, topics)
	if err != nil {
		return nil, fmt.Errorf("cannot find out what is in doubt: %w", err)
	}
	led := map[int32][]*Look{}
	for i := range looks {
		l := &looks[i]
		if at, named := from[place{l.Topic, l.Partition}]; named {
			l.Start = at
		}
		led[l.Leader] = append(led[l.Leader], l)
	}
	for leader, of := range led {
		a.bounds(ctx, leader, of, found.Complete)
	}
	return ranges(looks)
}

// bounds asks one broker for the ends, and where the first offset is not known for that of
// the first record that is young enough. Clocks may differ by a minute.
func (a *asker) bounds(ctx context.Context, id int32, of []*Look, since time.Time) {
	a.offsets(ctx, id, of, latest, func(l *Look, at int64) { l.End = at })
	var unknown []*Look
	for _, l := range of {
		if l.Start < 0 && l.Err == nil {
			unknown = append(unknown, l)
		}
	}
	if len(unknown) > 0 {
		a.offsets(ctx, id, unknown, since.Add(-time.Minute).UnixMilli(), func(l *Look, at int64) { l.Start = at })
	}
}

func ranges(looks []Look) (out []Range, err error) {
	for _, l := range looks {
		switch {
		case l.Err != nil:
			err = fmt.Errorf("what is in doubt in partition %d of %s is not known: %w", l.Partition, l.Topic, l.Err)
		case l.Start >= 0 && l.Start < l.End:
			out = append(out, Range{l.Topic, l.Partition, l.Start, l.End})
		}
	}
	return out, err
}

// partitions are all partitions of topics, without a Start. A topic that is gone has none.
func (a *asker) partitions(ctx context.Context, topics map[string]bool) (out []Look, err error) {
	resp, err := a.metadata(ctx, a.client, topics)
	if resp == nil {
		return nil, err
	}
	for _, t := range resp.Topics {
		if t.Topic == nil {
			continue
		}
		for _, p := range t.Partitions {
			l := Look{Ask: Ask{Topic: *t.Topic, Partition: p.Partition}, Start: -1}
			l.Err = l.place(resp)
			out = append(out, l)
		}
	}
	return out, nil
}
