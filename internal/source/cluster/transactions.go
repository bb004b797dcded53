package cluster

import (
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// mostSuspects is in how many partitions one look asks who holds a transaction
// open.
const mostSuspects = 100

// owner is what a coordinator tells of a producer id (ListTransactions).
type owner struct{ id, state string }

// Suspect says in which partitions a transaction may hang: from the next look on
// their leaders are asked who holds it open, which nobody needs to know
// otherwise. None: nobody is asked.
func (s *Steady) Suspect(partitions []model.TopicPartition) { s.hunts.suspects = partitions }

// askTransactions asks the leaders of suspects which producers have a transaction
// open there, and the coordinators whose they are. What is not told leaves no
// gap: that the transaction is open is known without it.
func (l *look) askTransactions(ctx context.Context) {
	if l.hunts == nil || len(l.hunts.suspects) == 0 {
		return
	}
	suspects, of := l.hunts.suspects, map[*node][]place{}
	for _, at := range suspects[:min(len(suspects), mostSuspects)] {
		p := l.partition(at.Topic, at.Partition)
		if p == nil {
			continue
		}
		if n := l.brokers[p.Leader]; n != nil && n.story != nil && n.wires != nil {
			of[n] = append(of[n], place{at.Topic, p})
		}
	}
	var mu sync.Mutex // of the transactions
	each(slices.Collect(maps.Keys(of)), func(n *node) {
		found := l.producers(ctx, n, of[n])
		mu.Lock()
		defer mu.Unlock()
		l.cluster.Transactions = append(l.cluster.Transactions, found...)
	})
	slices.SortFunc(l.cluster.Transactions, model.Transaction.Compare)
	l.askOwners(ctx)
}

// producers asks one leader who has a transaction open in partitions that it
// leads (DescribeProducers, KIP-664). It needs READ on the topic.
func (l *look) producers(ctx context.Context, n *node, places []place) (out []model.Transaction) {
	req := kmsg.NewPtrDescribeProducersRequest()
	index := map[string]int{}
	for _, p := range places {
		i, has := index[p.topic]
		if !has {
			i = len(req.Topics)
			index[p.topic] = i
			t := kmsg.NewDescribeProducersRequestTopic()
			t.Topic = p.topic
			req.Topics = append(req.Topics, t)
		}
		req.Topics[i].Partitions = append(req.Topics[i].Partitions, p.part.Index)
	}
	resp, err := ask[*kmsg.DescribeProducersResponse](ctx, n.lane(onRecords), l.limit(), req)
	if err != nil {
		_, why := l.reason(err, n, "DescribeProducers")
		for _, p := range places {
			out = append(out, untold(p.topic, p.part.Index, why))
		}
		return out
	}
	for i := range resp.Topics {
		for j := range resp.Topics[i].Partitions {
			out = append(out, l.open(n, resp.Topics[i].Topic, &resp.Topics[i].Partitions[j])...)
		}
	}
	return out
}

// open are the transactions of one partition that have begun and not ended.
func (l *look) open(n *node, topic string, p *kmsg.DescribeProducersResponseTopicPartition) (out []model.Transaction) {
	switch {
	case p.ErrorCode == kerr.TopicAuthorizationFailed.Code:
		return []model.Transaction{untold(topic, p.Partition, "this principal has no right to know: grant READ on topic "+topic+" to it")}
	case p.ErrorCode != 0:
		_, why := l.reason(kerr.ErrorForCode(p.ErrorCode), n, "DescribeProducers")
		return []model.Transaction{untold(topic, p.Partition, why)}
	}
	for _, a := range p.ActiveProducers {
		if a.CurrentTxnStartOffset >= 0 {
			out = append(out, model.Transaction{Topic: topic, Partition: p.Partition, Start: a.CurrentTxnStartOffset,
				Producer: a.ProducerID, Epoch: a.ProducerEpoch, Wrote: a.LastTimestamp, Coordinator: a.CoordinatorEpoch, ToldBy: n.seen.ID})
		}
	}
	return out
}

func untold(topic string, partition int32, why string) model.Transaction {
	return model.Transaction{Topic: topic, Partition: partition, Start: -1, Producer: -1, Why: why}
}

// askOwners asks all coordinators for the transactional ids of producers, once
// for each producer and then with every whole look: only the coordinator of an id
// knows it, and which one that is depends on the id. A coordinator leaves out what
// the principal may not describe, without an error.
func (l *look) askOwners(ctx context.Context) {
	if l.whole() || len(l.cluster.Transactions) == 0 {
		clear(l.hunts.owners)
	}
	asked := map[int64]bool{}
	for i := range l.cluster.Transactions {
		if t := &l.cluster.Transactions[i]; t.Producer >= 0 {
			if _, known := l.hunts.owners[t.Producer]; !known {
				asked[t.Producer] = true
			}
		}
	}
	if len(asked) > 0 {
		l.listOwners(ctx, asked)
	}
	for i := range l.cluster.Transactions {
		t := &l.cluster.Transactions[i]
		o := l.hunts.owners[t.Producer]
		t.ID, t.State = o.id, o.state
	}
}

// listOwners asks every broker for the transactions of producers that it
// coordinates.
func (l *look) listOwners(ctx context.Context, producers map[int64]bool) {
	req := kmsg.NewPtrListTransactionsRequest()
	for id := range producers {
		l.hunts.owners[id] = owner{}
		req.ProducerIDFilters = append(req.ProducerIDFilters, id)
	}
	slices.Sort(req.ProducerIDFilters)
	nodes := slices.DeleteFunc(l.askable(), func(n *node) bool { return !n.knows(req) })
	answers := make([]*kmsg.ListTransactionsResponse, len(nodes))
	each(nodes, func(n *node) {
		mine := *req
		if resp, err := ask[*kmsg.ListTransactionsResponse](ctx, n.lane(onRecords), l.limit(), &mine); err == nil && resp.ErrorCode == 0 {
			answers[slices.Index(nodes, n)] = resp
		}
	})
	for _, resp := range answers {
		if resp == nil {
			continue
		}
		for _, t := range resp.TransactionStates {
			if producers[t.ProducerID] {
				l.hunts.owners[t.ProducerID] = owner{t.TransactionalID, t.TransactionState}
			}
		}
	}
}
