package cluster

import (
	"context"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/cluster/coordinator"
)

// askMoving asks which partitions are being reassigned, if any lacks an
// in-sync replica: a move explains that.
func (l *look) askMoving(ctx context.Context) {
	n := l.throughController()
	switch {
	case l.quick():
		l.cluster.MovesKnown = l.again.cluster.MovesKnown
		return
	case !l.lacking():
		l.cluster.MovesKnown = len(l.topics) > 0
		return
	case n == nil || ctx.Err() != nil:
		return
	}
	req := kmsg.NewPtrListPartitionReassignmentsRequest()
	req.TimeoutMillis = int32(l.limit() / time.Millisecond)
	resp, err := ask[*kmsg.ListPartitionReassignmentsResponse](ctx, n.lane(onController), l.limit(), req)
	if err == nil {
		err = kerr.ErrorForCode(resp.ErrorCode)
	}
	if err != nil {
		l.missedAll(ctx, n, model.FactMetadata, "ListPartitionReassignments", err)
		return
	}
	l.cluster.MovesKnown = true
	for _, t := range resp.Topics {
		l.cluster.Moving = append(l.cluster.Moving, coordinator.Places(t.Topic, indexes(t.Partitions))...)
	}
}

// throughController is who can pass a question on to the active controller; nil
// where that did not answer a moment ago.
func (l *look) throughController() *node {
	q := l.cluster.Quorum
	if q != nil && q.Silent != nil {
		return nil
	}
	for _, n := range brisk(l.askable()) {
		if q == nil || n.seen.ID == q.ToldBy {
			return n
		}
	}
	return nil
}

func indexes(partitions []kmsg.ListPartitionReassignmentsResponseTopicPartition) []int32 {
	out := make([]int32, len(partitions))
	for i := range partitions {
		out[i] = partitions[i].Partition
	}
	return out
}

// lacking tells whether any partition lacks an in-sync replica.
func (l *look) lacking() bool {
	for _, t := range l.topics {
		for i := range t.Layout.Partitions {
			if p := &t.Layout.Partitions[i]; len(p.ISR) < len(p.Replicas) {
				return true
			}
		}
	}
	return false
}
