package detect

import (
	"context"
	"fmt"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// The timestamps by which ListOffsets names the ends of a log.
const (
	latest   = -1
	earliest = -2
)

// offsets asks for an end of the logs.
func (a *asker) offsets(ctx context.Context, id int32, of []*Look, which int64, take func(*Look, int64)) {
	req := kmsg.NewPtrListOffsetsRequest()
	req.ReplicaID = -1
	at := map[string]int{}
	for _, l := range of {
		i, known := at[l.Topic]
		if !known {
			i = len(req.Topics)
			at[l.Topic] = i
			t := kmsg.NewListOffsetsRequestTopic()
			t.Topic = l.Topic
			req.Topics = append(req.Topics, t)
		}
		p := kmsg.NewListOffsetsRequestTopicPartition()
		p.Partition, p.CurrentLeaderEpoch, p.Timestamp = l.Partition, l.LeaderEpoch, which
		req.Topics[i].Partitions = append(req.Topics[i].Partitions, p)
	}
	ctx, cancel := context.WithTimeout(ctx, a.patience)
	defer cancel()
	resp, err := req.RequestWith(ctx, a.client.Broker(int(id)))
	told := map[place]kmsg.ListOffsetsResponseTopicPartition{}
	if err == nil {
		for _, t := range resp.Topics {
			for _, p := range t.Partitions {
				told[place{t.Topic, p.Partition}] = p
			}
		}
	}
	for _, l := range of {
		p, is := told[place{l.Topic, l.Partition}]
		if !l.fails(err, is, p.ErrorCode) {
			take(l, p.Offset)
		}
	}
}

// A place is a partition.
type place struct {
	topic string
	index int32
}

// fails notes why a look was told nothing, and tells whether it was.
func (l *Look) fails(err error, told bool, code int16) bool {
	switch {
	case l.Err != nil:
	case err != nil:
		l.Err = fmt.Errorf("broker %d, which leads, does not answer: %w", l.Leader, err)
	case !told:
		l.Err = fmt.Errorf("broker %d, which leads, told nothing of this partition", l.Leader)
	default:
		l.Err = kerr.ErrorForCode(code)
	}
	return l.Err != nil
}

// epochs asks where the logs end for the epochs of the last claims. What is not told is no
// failure: older brokers keep no epochs.
func (a *asker) epochs(ctx context.Context, id int32, of []*Look) {
	req := kmsg.NewPtrOffsetForLeaderEpochRequest()
	req.ReplicaID = -1
	at, looks := map[string]int{}, map[place]*Look{}
	for _, l := range of {
		if l.Err != nil || l.Epoch < 0 {
			continue
		}
		looks[place{l.Topic, l.Partition}] = l
		i, known := at[l.Topic]
		if !known {
			i = len(req.Topics)
			at[l.Topic] = i
			t := kmsg.NewOffsetForLeaderEpochRequestTopic()
			t.Topic = l.Topic
			req.Topics = append(req.Topics, t)
		}
		p := kmsg.NewOffsetForLeaderEpochRequestTopicPartition()
		p.Partition, p.CurrentLeaderEpoch, p.LeaderEpoch = l.Partition, l.LeaderEpoch, l.Epoch
		req.Topics[i].Partitions = append(req.Topics[i].Partitions, p)
	}
	if len(looks) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, a.patience)
	defer cancel()
	resp, err := req.RequestWith(ctx, a.client.Broker(int(id)))
	if err != nil {
		return
	}
	for _, t := range resp.Topics {
		for _, p := range t.Partitions {
			if l := looks[place{t.Topic, p.Partition}]; l != nil && p.ErrorCode == 0 {
				l.EpochEnd = p.EndOffset
			}
		}
	}
}
