package cluster

import (
	"context"
	"slices"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// mostEligible is of how many topics is asked who may be elected: where more of
// them have no leader, the first ones show what is wrong.
const mostEligible = 200

// askEligible asks which replicas may be elected of partitions that have no
// leader and no in-sync replica (KIP-966). Kafka knows the question from 3.9
// on. What is not told stays unknown, which is no gap: the partitions are
// offline in any case.
func (l *look) askEligible(ctx context.Context) {
	if l.main == nil {
		return
	}
	req := kmsg.NewPtrDescribeTopicPartitionsRequest()
	for _, t := range l.topics {
		if len(req.Topics) < mostEligible && anyEmpty(t.Layout) {
			asked := kmsg.NewDescribeTopicPartitionsRequestTopic()
			asked.Topic = t.Name
			req.Topics = append(req.Topics, asked)
		}
	}
	through := slices.DeleteFunc(l.common(), func(n *node) bool { return !n.knows(req) })
	if len(req.Topics) == 0 || len(through) == 0 {
		return
	}
	resp, err := ask[*kmsg.DescribeTopicPartitionsResponse](ctx, through[0].lane(onElections), l.limit(), req)
	if err != nil {
		return
	}
	for i := range resp.Topics {
		if t := &resp.Topics[i]; t.ErrorCode == 0 && t.Topic != nil {
			l.eligible(*t.Topic, t.Partitions)
		}
	}
}

// empty tells whether a partition has neither a leader nor an in-sync replica.
func empty(p *model.Partition) bool { return p.Leader < 0 && len(p.ISR) == 0 }

// anyEmpty copies no partition: others fill in their offsets meanwhile.
func anyEmpty(l *model.Layout) bool {
	for i := range l.Partitions {
		if empty(&l.Partitions[i]) {
			return true
		}
	}
	return false
}

// eligible takes in who may be elected, for partitions that are still as the
// metadata told. An empty list says that nobody may.
func (l *look) eligible(topic string, told []kmsg.DescribeTopicPartitionsResponseTopicPartition) {
	for i := range told {
		r := &told[i]
		p := l.partition(topic, r.Partition)
		if p == nil || !empty(p) || r.LeaderID >= 0 || len(r.ISR) > 0 {
			continue
		}
		p.Eligible, p.LastKnown = append([]int32{}, r.EligibleLeaderReplicas...), append([]int32{}, r.LastKnownELR...)
	}
}
