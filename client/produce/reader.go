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

// place is where a partition is now, by metadata that no cache has kept.
type place struct {
	id     [16]byte
	leader int32
	epoch  int32
}

// between keeps nothing of what others have written: that may be far more than there is
// memory for.
func (r *reader) between(ctx context.Context, p *partition, id, first, last int64, since time.Time) (out []*kgo.Record, err error) {
	at, err := r.place(ctx, p)
	if err != nil {
		return nil, err
	}
	if first < 0 {
		if first, err = r.since(ctx, p, at, since); err != nil {
			return nil, err
		}
		if first > last {
			return nil, fmt.Errorf("by their times, offset %d of %s, partition %d, is older than what was sent before it: our clock and the brokers' differ", last, p.topic, p.index)
		}
	}
	for first < last {
		got, next, err := r.fetch(ctx, p, at, first, last)
		if err != nil {
			return nil, err
		}
		for _, rec := range got {
			if rec.ProducerID == id {
				out = append(out, rec)
			}
		}
		first = next
	}
	return out, nil
}

// place asks for a partition's topic id and leader.
func (r *reader) place(ctx context.Context, p *partition) (place, error) {
	t := kmsg.NewMetadataRequestTopic()
	t.Topic = &p.topic
	topic, err := r.topic(ctx, t)
	if err != nil {
		return place{}, err
	}
	for i := range topic.Partitions {
		if at := &topic.Partitions[i]; at.Partition == p.index && at.Leader >= 0 {
			return place{topic.TopicID, at.Leader, at.LeaderEpoch}, nil
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

// since is the offset of the first record that is not older. Where brokers write their
// own time, theirs may be behind ours: a minute is more than clocks of a cluster differ.
func (r *reader) since(ctx context.Context, p *partition, at place, t time.Time) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	req := kmsg.NewPtrListOffsetsRequest()
	req.ReplicaID = -1
	part := kmsg.NewListOffsetsRequestTopicPartition()
	part.Partition, part.CurrentLeaderEpoch, part.Timestamp = p.index, at.epoch, t.Add(-time.Minute).UnixMilli()
	req.Topics = []kmsg.ListOffsetsRequestTopic{{Topic: p.topic, Partitions: []kmsg.ListOffsetsRequestTopicPartition{part}}}
	resp, err := req.RequestWith(ctx, r.client.Broker(int(at.leader)))
	if err != nil {
		return 0, err
	}
	if len(resp.Topics) != 1 || len(resp.Topics[0].Partitions) != 1 {
		return 0, errors.New("asked for one offset, a broker told another number of them")
	}
	got := resp.Topics[0].Partitions[0]
	if err := kerr.ErrorForCode(got.ErrorCode); err != nil {
		return 0, err
	}
	if got.Offset < 0 {
		return 0, errors.New("no record is as young as the one that is looked for, although its barrier is")
	}
	return got.Offset, nil
}
