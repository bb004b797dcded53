package cluster

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// How much of ledgers one look reads: in one request to a broker, and in how many.
const (
	bytesOfLedgers = 4 << 20
	roundsOfLedger = 4
)

// ledgers are what was read of the ledger topic, kept from look to look. Of what was
// acknowledged before the first look it is not known whether its topics are still the same,
// so that reading begins at the end of the ledger topic.
type ledgers struct {
	begun int64            // when the first look was; ms since 1970
	topic string           // the ledger topic's id
	next  map[int32]int64  // of each of its partitions: the offset to be read next
	since map[string]int64 // when a topic was first seen, if later: what was acknowledged before was of another one
	of    map[model.TopicPartition]*acknowledged

	sequences map[uint64]uint64 // of the newest block of each ledger
}

// acknowledged is what was read of one partition.
type acknowledged struct {
	model.Acknowledged
	spans spans
}

func newLedgers() *ledgers {
	return &ledgers{next: map[int32]int64{}, since: map[string]int64{}, of: map[model.TopicPartition]*acknowledged{}, sequences: map[uint64]uint64{}}
}

// askLedgers reads what was added to the ledger topic. It comes before the leaders are
// asked where the logs end: what was acknowledged has to be there then.
func (l *look) askLedgers(ctx context.Context) {
	if l.ledgers == nil || !l.want.Has(model.FactLedgers) {
		return
	}
	if l.ledgers.begun == 0 {
		l.ledgers.begun = l.o.Now().UnixMilli()
	}
	t := l.byName[model.LedgerTopic]
	if t == nil {
		return
	}
	l.ledgers.renew(l)
	l.beginLedgers(ctx, t)
	open := l.readable(t)
	for range roundsOfLedger {
		if len(open) == 0 || ctx.Err() != nil {
			break
		}
		open = l.readLedgers(ctx, open)
	}
	l.cluster.Acknowledged = l.ledgers.told()
}

// renew forgets what was acknowledged of topics that are gone or were made anew.
func (k *ledgers) renew(l *look) {
	now := l.o.Now().UnixMilli()
	if l.again != nil {
		for name, t := range l.byName {
			if was := l.again.byName[name]; was == nil || was.Layout.TopicID != t.Layout.TopicID {
				k.since[name] = now
			}
		}
	}
	maps.DeleteFunc(k.since, func(name string, _ int64) bool { return l.byName[name] == nil })
	maps.DeleteFunc(k.of, func(at model.TopicPartition, _ *acknowledged) bool {
		return l.byName[at.Topic] == nil || k.since[at.Topic] == now
	})
	if id := l.byName[model.LedgerTopic].Layout.TopicID; k.topic != id {
		k.topic = id
		clear(k.next)
	}
}

// beginLedgers finds out where to begin with partitions of the ledger topic of which
// nothing was read: at 0 if they are newer than the look before.
func (l *look) beginLedgers(ctx context.Context, t *model.Topic) {
	met := map[int32][]place{}
	for i := range t.Layout.Partitions {
		p := t.Layout.Partitions[i]
		switch _, known := l.ledgers.next[p.Index]; {
		case known:
		case l.newer(t, p.Index):
			l.ledgers.next[p.Index] = 0
		default:
			p.Offsets = model.Offsets{}
			met[p.Leader] = append(met[p.Leader], place{t.Name, &p})
		}
	}
	l.fromLeaders(ctx, met, logEnd)
	for _, places := range met {
		for _, at := range places {
			if at.part.Offsets.EndKnown {
				l.ledgers.next[at.part.Index] = at.part.Offsets.End
			}
		}
	}
}

// newer tells a partition that was not there in the look before.
func (l *look) newer(t *model.Topic, index int32) bool {
	if l.again == nil {
		return false
	}
	was := l.again.byName[t.Name]
	return was == nil || was.Layout.TopicID != t.Layout.TopicID || was.Layout.Partition(index) == nil
}

// readable are the partitions of the ledger topic that can be read, by their leaders.
func (l *look) readable(t *model.Topic) map[*node][]place {
	out := map[*node][]place{}
	for i := range t.Layout.Partitions {
		p := &t.Layout.Partitions[i]
		n := l.brokers[p.Leader]
		if _, known := l.ledgers.next[p.Index]; known && n != nil && n.story != nil && n.wires != nil {
			out[n] = append(out[n], place{t.Name, p})
		}
	}
	return out
}

// readLedgers reads once from each leader, and returns where there was something.
func (l *look) readLedgers(ctx context.Context, open map[*node][]place) map[*node][]place {
	var mu sync.Mutex // of the ledgers, and of what is left
	left := map[*node][]place{}
	each(slices.Collect(maps.Keys(open)), func(n *node) {
		req := l.ledgerRequest(open[n])
		resp, err := ask[*kmsg.FetchResponse](ctx, n.lane(onRecords), l.limit(), req)
		if err == nil {
			err = kerr.ErrorForCode(resp.ErrorCode)
		}
		if err != nil {
			l.missedAll(ctx, n, model.FactLedgers, "Fetch of "+model.LedgerTopic, err)
			return
		}
		mu.Lock()
		defer mu.Unlock()
		for _, at := range open[n] {
			if l.takeLedgers(ctx, n, at, resp) {
				left[n] = append(left[n], at)
			}
		}
	})
	return left
}

func (l *look) ledgerRequest(places []place) *kmsg.FetchRequest {
	req := kmsg.NewPtrFetchRequest()
	req.MaxWaitMillis, req.MinBytes, req.MaxBytes, req.SessionEpoch = 0, 0, bytesOfLedgers, -1
	t := kmsg.NewFetchRequestTopic()
	t.Topic, t.TopicID = model.LedgerTopic, l.idOfTopic(model.LedgerTopic)
	for _, at := range places {
		p := kmsg.NewFetchRequestTopicPartition()
		p.Partition, p.FetchOffset, p.PartitionMaxBytes, p.CurrentLeaderEpoch = at.part.Index, l.ledgers.next[at.part.Index], bytesOfLedgers, at.part.LeaderEpoch
		t.Partitions = append(t.Partitions, p)
	}
	req.Topics = append(req.Topics, t)
	return req
}

// takeLedgers takes in what was read of one partition, and tells whether it was anything.
func (l *look) takeLedgers(ctx context.Context, n *node, at place, resp *kmsg.FetchResponse) bool {
	p := fetchedOf(resp, at.part.Index)
	if p == nil {
		return false
	}
	switch err := kerr.ErrorForCode(p.ErrorCode); {
	case p.ErrorCode == kerr.OffsetOutOfRange.Code: // retention was faster, or its log was cut
		delete(l.ledgers.next, at.part.Index)
		return false
	case err != nil:
		l.missedAll(ctx, n, model.FactLedgers, fmt.Sprintf("Fetch of %s, partition %d", model.LedgerTopic, p.Partition), err)
		return false
	}
	return l.readRecords(ctx, n, at, p)
}

// fetchedOf is what a broker answered of one partition, where one topic was asked for; nil
// if it told nothing of it.
func fetchedOf(resp *kmsg.FetchResponse, partition int32) *kmsg.FetchResponseTopicPartition {
	for i := range resp.Topics {
		of := resp.Topics[i].Partitions
		if j := slices.IndexFunc(of, func(p kmsg.FetchResponseTopicPartition) bool { return p.Partition == partition }); j >= 0 {
			return &of[j]
		}
	}
	return nil
}

// readRecords reads records of the ledger topic, of which each holds a block.
func (l *look) readRecords(ctx context.Context, n *node, at place, p *kmsg.FetchResponseTopicPartition) bool {
	from := l.ledgers.next[at.part.Index]
	read, next := kgo.ProcessFetchPartition(kgo.ProcessFetchPartitionOpts{
		Offset: from, IsolationLevel: kgo.ReadUncommitted(), Topic: at.topic, Partition: at.part.Index,
	}, p, kgo.DefaultDecompressor(), nil)
	for _, r := range read.Records {
		if err := l.takeBlock(r); err != nil {
			l.missedAll(ctx, n, model.FactLedgers, fmt.Sprintf("the record at offset %d of %s, partition %d", r.Offset, at.topic, r.Partition), err)
		}
	}
	if read.Err != nil {
		l.missedAll(ctx, n, model.FactLedgers, fmt.Sprintf("Fetch of %s, partition %d, at offset %d", at.topic, at.part.Index, from), read.Err)
		return false
	}
	l.ledgers.next[at.part.Index] = next
	return next > from
}
