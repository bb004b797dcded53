package produce

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// A reader reads a log by raw requests, beside whatever the client consumes.
type reader struct {
	client *kgo.Client
}

// patience is how long one request of a reader may take.
const patience = 5 * time.Second

// where asks for a partition's topic id and leader, and where its log begins.
func (r *reader) where(ctx context.Context, p *partition) (place, error) {
	t := kmsg.NewMetadataRequestTopic()
	t.Topic = &p.topic
	topic, err := r.topic(ctx, t)
	if err != nil {
		return place{}, err
	}
	for i := range topic.Partitions {
		if of := &topic.Partitions[i]; of.Partition == p.index && of.Leader >= 0 {
			at := place{id: topic.TopicID, leader: of.Leader, epoch: of.LeaderEpoch}
			at.start, err = r.earliest(ctx, p, at)
			return at, err
		}
	}
	return place{}, fmt.Errorf("partition %d of %s has no leader", p.index, p.topic)
}

// topic asks for the metadata of one topic.
func (r *reader) topic(ctx context.Context, t kmsg.MetadataRequestTopic) (*kmsg.MetadataResponseTopic, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	req := kmsg.NewPtrMetadataRequest()
	req.Topics = []kmsg.MetadataRequestTopic{t}
	resp, err := req.RequestWith(ctx, r.client)
	if err != nil {
		return nil, err
	}
	if len(resp.Topics) != 1 {
		return nil, fmt.Errorf("asked for the metadata of one topic, a broker told those of %d", len(resp.Topics))
	}
	return &resp.Topics[0], kerr.ErrorForCode(resp.Topics[0].ErrorCode)
}

// earliest asks for the offset of the first record that is still there.
func (r *reader) earliest(ctx context.Context, p *partition, at place) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	req := kmsg.NewPtrListOffsetsRequest()
	req.ReplicaID = -1
	part := kmsg.NewListOffsetsRequestTopicPartition()
	part.Partition, part.CurrentLeaderEpoch, part.Timestamp = p.index, at.epoch, earliestOffset
	req.Topics = []kmsg.ListOffsetsRequestTopic{{Topic: p.topic, Partitions: []kmsg.ListOffsetsRequestTopicPartition{part}}}
	resp, err := req.RequestWith(ctx, r.client.Broker(int(at.leader)))
	if err != nil {
		return 0, err
	}
	if len(resp.Topics) != 1 || len(resp.Topics[0].Partitions) != 1 {
		return 0, errNumber
	}
	got := resp.Topics[0].Partitions[0]
	return got.Offset, kerr.ErrorForCode(got.ErrorCode)
}

// ended asks for the offset behind the last record of a leader epoch (KIP-101); a leader
// that does not know the epoch says -1.
func (r *reader) ended(ctx context.Context, p *partition, at place, epoch int32) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	req := kmsg.NewPtrOffsetForLeaderEpochRequest()
	req.ReplicaID = -1
	part := kmsg.NewOffsetForLeaderEpochRequestTopicPartition()
	part.Partition, part.CurrentLeaderEpoch, part.LeaderEpoch = p.index, at.epoch, epoch
	req.Topics = []kmsg.OffsetForLeaderEpochRequestTopic{{Topic: p.topic, Partitions: []kmsg.OffsetForLeaderEpochRequestTopicPartition{part}}}
	resp, err := req.RequestWith(ctx, r.client.Broker(int(at.leader)))
	if err != nil {
		return 0, err
	}
	if len(resp.Topics) != 1 || len(resp.Topics[0].Partitions) != 1 {
		return 0, errNumber
	}
	got := resp.Topics[0].Partitions[0]
	return got.EndOffset, kerr.ErrorForCode(got.ErrorCode)
}

// What ListOffsets has for a time (KIP-79).
const (
	latestOffset   = -1
	earliestOffset = -2
)

var errNumber = errors.New("asked of one partition, a broker told of another number of them")
