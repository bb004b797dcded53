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
	of := map[*node]map[model.TopicPartition]*hunt{}
	for i := range open {
		b := &open[i]
		h := l.hunts.at(b)
		n := l.brokers[b.part.Leader]
		if h.settled() || n == nil || n.story == nil || n.wires == nil {
			continue
		}
		if of[n] == nil {
			of[n] = map[model.TopicPartition]*hunt{}
		}
		of[n][model.TopicPartition{Topic: b.topic, Partition: b.part.Index}] = h
	}
	var all sync.WaitGroup
	for n, hunts := range of {
		all.Go(func() { l.try(ctx, n, hunts, now) })
	}
	all.Wait()
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
	return h.settled()
}

// next is the timestamp that is tried next.
func (h *hunt) next(now int64) int64 {
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
func (l *look) try(ctx context.Context, n *node, hunts map[model.TopicPartition]*hunt, now int64) {
	tried := map[model.TopicPartition]int64{}
	req := kmsg.NewPtrListOffsetsRequest()
	index := map[string]int{}
	for at, h := range hunts {
		tried[at] = h.next(now)
		i, has := index[at.Topic]
		if !has {
			t := kmsg.NewListOffsetsRequestTopic()
			t.Topic = at.Topic
			i = len(req.Topics)
			index[at.Topic] = i
			req.Topics = append(req.Topics, t)
		}
		p := kmsg.NewListOffsetsRequestTopicPartition()
		p.Partition, p.Timestamp, p.CurrentLeaderEpoch = at.Partition, tried[at], -1
		req.Topics[i].Partitions = append(req.Topics[i].Partitions, p)
	}
	resp, err := ask[*kmsg.ListOffsetsResponse](ctx, n.lane(onRecords), l.limit(), req)
	if err != nil {
		return
	}
	for i := range resp.Topics {
		for _, p := range resp.Topics[i].Partitions {
			at := model.TopicPartition{Topic: resp.Topics[i].Topic, Partition: p.Partition}
			if h := hunts[at]; h != nil && p.ErrorCode == 0 {
				h.learn(tried[at], p.Offset)
			}
		}
	}
}

// learn takes in where the first record is that is not older than a timestamp;
// -1: there is none.
func (h *hunt) learn(tried, offset int64) {
	switch younger := offset >= 0 && offset <= h.first; {
	case younger:
		h.from = max(h.from, tried)
	case h.from == 0: // it is older than all that was tried so far
		h.to = min(h.to, tried)
		h.step++
	default:
		h.to = min(h.to, tried)
	}
}
