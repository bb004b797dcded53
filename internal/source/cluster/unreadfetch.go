package cluster

import (
	"context"
	"encoding/base64"
	"slices"
	"sync"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// How much one look fetches: of one partition, and from one broker. A single
// batch that is larger is fetched as a whole, if it comes first.
const (
	bytesOfPartition = 16 << 10
	bytesOfBroker    = 1 << 20
)

// mostRounds is how many requests one look sends to a broker at the most.
const mostRounds = 4

// fetchFirst fetches what lies behind commits from the brokers that lead, where
// the principal may read. Only headers of batches are looked at.
func (l *look) fetchFirst(ctx context.Context, open []behind) {
	for _, round := range l.rounds(open) {
		var mu sync.Mutex // of the hunts
		var all sync.WaitGroup
		for n, places := range round {
			all.Go(func() {
				resp, err := ask[*kmsg.FetchResponse](ctx, n.lane(onRecords), l.limit(), l.fetchRequest(places))
				if err != nil || resp.ErrorCode != 0 {
					return // the timestamps are sought in another way
				}
				mu.Lock()
				defer mu.Unlock()
				l.takeRecords(places, resp)
			})
		}
		all.Wait()
	}
}

// rounds is what is to be fetched from which leader, one request after the
// other. A request has one offset for each partition, because a broker answers
// only the last of several: groups that stand elsewhere in it come later, and
// those of whom there are too many in another look.
func (l *look) rounds(open []behind) []map[*node][]*behind {
	var out []map[*node][]*behind
	var first []map[spot]int64
	for i := range open {
		b := &open[i]
		n := l.brokers[b.part.Leader]
		if l.hunts.at(b).knows(b) || l.hunts.denied[b.topic] || n == nil || n.story == nil || n.wires == nil {
			continue
		}
		at := spot{topic: b.topic, partition: b.part.Index}
		fits := slices.IndexFunc(first, func(of map[spot]int64) bool { offset, taken := of[at]; return !taken || offset == b.first })
		if fits < 0 {
			if fits = len(out); fits == mostRounds {
				continue
			}
			out, first = append(out, map[*node][]*behind{}), append(first, map[spot]int64{})
		}
		first[fits][at] = b.first
		out[fits][n] = append(out[fits][n], b)
	}
	return out
}

func (l *look) fetchRequest(places []*behind) *kmsg.FetchRequest {
	req := kmsg.NewPtrFetchRequest()
	req.MaxWaitMillis, req.MinBytes, req.MaxBytes, req.IsolationLevel = 0, 0, bytesOfBroker, lastStable.isolation
	req.SessionEpoch = -1 // no session: each answer is whole
	index := map[string]int{}
	for _, b := range places {
		i, has := index[b.topic]
		if !has {
			t := kmsg.NewFetchRequestTopic()
			t.Topic, t.TopicID = b.topic, l.idOfTopic(b.topic)
			i = len(req.Topics)
			index[b.topic] = i
			req.Topics = append(req.Topics, t)
		}
		p := kmsg.NewFetchRequestTopicPartition()
		p.Partition, p.FetchOffset, p.PartitionMaxBytes, p.CurrentLeaderEpoch = b.part.Index, b.first, bytesOfPartition, b.part.LeaderEpoch
		req.Topics[i].Partitions = append(req.Topics[i].Partitions, p)
	}
	return req
}

// idOfTopic is the id of a topic as requests have it.
func (l *look) idOfTopic(name string) (id [16]byte) {
	bytes, err := base64.RawURLEncoding.DecodeString(l.byName[name].Layout.TopicID)
	if err == nil {
		copy(id[:], bytes)
	}
	return id
}

func (l *look) takeRecords(places []*behind, resp *kmsg.FetchResponse) {
	of := map[spot][]*behind{}
	for _, b := range places {
		at := spot{topic: b.topic, partition: b.part.Index}
		of[at] = append(of[at], b)
	}
	for i := range resp.Topics {
		t := &resp.Topics[i]
		name := t.Topic
		if name == "" {
			name = l.byID[t.TopicID]
		}
		for j := range t.Partitions {
			p := &t.Partitions[j]
			if p.ErrorCode == kerr.TopicAuthorizationFailed.Code {
				l.hunts.denied[name] = true
				continue
			}
			for _, b := range of[spot{topic: name, partition: p.Partition}] {
				if p.ErrorCode == 0 {
					l.hunts.at(b).take(b, p)
				}
			}
		}
	}
}

// take looks for the record in what was fetched. That only markers lie behind
// the commit is believed where all up to the log end was seen.
func (h *hunt) take(b *behind, p *kmsg.FetchResponseTopicPartition) {
	aborted := map[int64][]int64{}
	for _, a := range p.AbortedTransactions {
		aborted[a.ProducerID] = append(aborted[a.ProducerID], a.FirstOffset)
	}
	found, next, ok := firstRecord(headers(p.RecordBatches), b.first, aborted)
	switch {
	case ok:
		h.done, h.none, h.offset = true, false, max(found.base, b.first)
		h.from, h.to = found.first, max(found.first, found.latest)
		if found.base >= b.first { // it is the first of its batch
			h.to = h.from
		}
	case next >= b.part.Offsets.End:
		h.none, h.upTo = true, b.part.Offsets.End
	default:
		h.none = false
	}
}
