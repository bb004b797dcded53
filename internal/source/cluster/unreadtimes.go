package cluster

import (
	"context"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// stepsInALook is how many timestamps are tried in one look.
const stepsInALook = 2

// closeEnough is how exact a timestamp is closed in on, in ms.
const closeEnough = 1000

// backwards are how long ago a record may have been written, tried one after the
// other until one is long enough.
var backwards = []time.Duration{time.Minute, 10 * time.Minute, time.Hour, 6 * time.Hour, 24 * time.Hour, 7 * 24 * time.Hour, 60 * 24 * time.Hour}

// closeIn tries one timestamp for each hunt that records have not settled: is
// the first record that is not older than it at or before the one that is
// sought, then that one is not older either.
func (l *look) closeIn(ctx context.Context, open []behind) {
	now := l.o.Now().UnixMilli()
	of := map[*node]tries{}
	for i := range open {
		b := &open[i]
		h := l.hunts.at(b)
		n := l.brokers[b.part.Leader]
		if h.settled() || n == nil || n.story == nil || n.wires == nil {
			continue
		}
		if of[n] == nil {
			of[n] = tries{}
		}
		of[n][b.part] = try{topic: b.topic, hunt: h}
	}
	var all sync.WaitGroup
	for n, tries := range of {
		all.Go(func() { l.try(ctx, n, tries, now) })
	}
	all.Wait()
}

// tries are the timestamps that one leader is asked for, by the partition: groups
// that stand elsewhere in it have their turn in another step.
type tries map[*model.Partition]try

type try struct {
	topic string
	hunt  *hunt
	at    int64 // the timestamp
}

// settled tells whether timestamps can find out nothing more.
func (h *hunt) settled() bool {
	return h.done || h.none || h.step > len(backwards) || h.from > 0 && h.to > 0 && h.to-h.from <= closeEnough
}

// knows tells whether nothing can be found out that is not known. That there is
// no record behind a commit counts for as long as the log does not grow.
func (h *hunt) knows(b *behind) bool {
	if h.none {
		return b.part.Offsets.End <= h.upTo
	}
	return h.settled() && !(h.done && b.anew)
}

// try is the timestamp that is tried next.
func (h *hunt) try(now int64) int64 {
	if h.from > 0 {
		return h.from + (h.to-h.from)/2
	}
	if h.to == 0 {
		h.to = now
	}
	if h.step == len(backwards) {
		return 1
	}
	return now - backwards[h.step].Milliseconds()
}

// try asks one leader for the offsets of one timestamp of each hunt.
func (l *look) try(ctx context.Context, n *node, tries tries, now int64) {
	places := make([]place, 0, len(tries))
	for part, t := range tries {
		t.at = t.hunt.try(now)
		tries[part] = t
		places = append(places, place{t.topic, part})
	}
	q := newTimesQuestion(places, func(part *model.Partition) int64 { return tries[part].at })
	resp, err := ask[*kmsg.ListOffsetsResponse](ctx, n.lane(onRecords), l.limit(), q.req)
	if err != nil {
		return
	}
	for i := range resp.Topics {
		for _, p := range resp.Topics[i].Partitions {
			if part := q.answered(resp.Topics[i].Topic, p.Partition); part != nil && p.ErrorCode == 0 {
				tries[part].hunt.learn(tries[part].at, found{p.Offset, p.Timestamp})
			}
		}
	}
}

// learn takes in where the first record is that is not older than a timestamp, and
// what its own timestamp is; offset -1: there is none.
func (h *hunt) learn(tried int64, r found) {
	if r.offset >= h.first && r.at > 0 && (h.next.at == 0 || r.offset < h.next.offset) {
		h.next = r
	}
	switch younger := r.offset >= 0 && r.offset <= h.first; {
	case younger && r.offset == h.first && r.at >= tried: // it is the one, or a marker at its place
		h.from, h.to = max(h.from, r.at), max(h.from, r.at)+1
	case younger:
		h.from = max(h.from, tried)
	case h.from == 0: // it is older than all that was tried so far
		h.to = min(h.to, tried)
		h.step++
	default:
		h.to = min(h.to, tried)
	}
}

// latest is the latest time at which the record may have been written, in ms. Where
// compaction has taken records away, what was closed in on is when the one before
// was written: the first that is left may be that which was found behind it.
func (h *hunt) latest() int64 {
	if h.done {
		return h.to
	}
	return max(h.to, h.next.at)
}
