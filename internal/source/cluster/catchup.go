package cluster

import (
	"context"
	"slices"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// anyReplica is the replica id by which a broker tells where its own copy of a log
// ends, whether it leads the partition or not (ListOffsetsRequest.DEBUGGING_REPLICA_ID).
// DESCRIBE on the topic is enough. DescribeLogDirs does not tell: the high watermark
// of a follower is at most the end of its own log, so that its offsetLag is 0.
const anyReplica = -2

// askCatchUp asks the brokers that answer and hold replicas out of sync how far
// they have copied them. While all replicas are in sync it asks nothing; the leaders'
// ends are those that this look was told.
func (l *look) askCatchUp(ctx context.Context) {
	if !l.steady || !l.want.Has(model.FactOffsets) || ctx.Err() != nil {
		return
	}
	lacking := l.outOfSync()
	each(l.answering(), func(n *node) {
		if places := lacking[n.seen.ID]; len(places) > 0 {
			n.seen.CatchUp = l.lackedBy(ctx, n, places)
		}
	})
}

// outOfSync lists the partitions that each broker holds out of sync while another
// one leads them.
func (l *look) outOfSync() map[int32][]place {
	out := map[int32][]place{}
	for _, t := range l.topics {
		for i := range t.Layout.Partitions {
			p := &t.Layout.Partitions[i]
			if p.Leader < 0 || len(p.ISR) >= len(p.Replicas) {
				continue
			}
			for _, id := range p.Replicas {
				if id != p.Leader && !slices.Contains(p.ISR, id) {
					out[id] = append(out[id], place{t.Name, p})
				}
			}
		}
	}
	return out
}

// lackedBy asks one broker where its copies end. A copy that is told of beyond the
// high watermark lacks nothing.
func (l *look) lackedBy(ctx context.Context, n *node, places []place) *model.CatchUp {
	out := &model.CatchUp{Partitions: len(places), Untold: len(places)}
	q := newOffsetsQuestion(places, logEnd)
	q.req.ReplicaID = anyReplica
	for i := range q.req.Topics {
		for j := range q.req.Topics[i].Partitions {
			q.req.Topics[i].Partitions[j].CurrentLeaderEpoch = -1 // it may not have heard of it yet
		}
	}
	resp, err := ask[*kmsg.ListOffsetsResponse](ctx, n.lane(onReplicas), l.limit(), q.req)
	if err != nil {
		return out
	}
	out.At = l.o.Now().UnixMilli()
	for i := range resp.Topics {
		t := &resp.Topics[i]
		for j := range t.Partitions {
			r := &t.Partitions[j]
			p := q.answered(t.Topic, r.Partition)
			if p == nil || r.ErrorCode != 0 || r.Offset < 0 || !p.Offsets.EndKnown {
				continue
			}
			out.Add(model.TopicPartition{Topic: t.Topic, Partition: r.Partition}, max(0, p.Offsets.End-r.Offset))
			out.Untold--
		}
	}
	return out
}
