package produce

import (
	"context"
	"fmt"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// fetchBytes is how much one request asks for.
const fetchBytes = 1 << 20

// fetch reads some records from an offset on. The broker's own marks of transactions are
// among them.
func (r *reader) fetch(ctx context.Context, p *partition, at place, from int64) (got []*kgo.Record, next int64, bytes int, err error) {
	told, err := r.ask(ctx, p, at, from)
	if err != nil {
		return nil, 0, 0, err
	}
	if err := kerr.ErrorForCode(told.ErrorCode); err != nil {
		return nil, 0, 0, err
	}
	read, next := kgo.ProcessFetchPartition(kgo.ProcessFetchPartitionOpts{
		KeepControlRecords: true, Offset: from, IsolationLevel: kgo.ReadUncommitted(), Topic: p.topic, Partition: p.index,
	}, told, kgo.DefaultDecompressor(), nil)
	bytes = len(told.RecordBatches)
	switch {
	case next > from:
		return read.Records, next, bytes, nil
	case read.Err != nil:
		return nil, 0, bytes, fmt.Errorf("%w, at offset %d: %w", errUnreadable, from, read.Err)
	case told.HighWatermark <= from:
		return nil, 0, bytes, fmt.Errorf("%w: at offset %d", errEnds, told.HighWatermark)
	}
	return nil, 0, bytes, fmt.Errorf("%w: offset %d shows nothing, and the log ends at %d", errUnreadable, from, told.HighWatermark)
}

func (r *reader) ask(ctx context.Context, p *partition, at place, from int64) (*kmsg.FetchResponseTopicPartition, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	part := kmsg.NewFetchRequestTopicPartition()
	part.Partition, part.CurrentLeaderEpoch, part.FetchOffset, part.PartitionMaxBytes = p.index, at.epoch, from, fetchBytes
	topic := kmsg.NewFetchRequestTopic()
	topic.Topic, topic.TopicID, topic.Partitions = p.topic, at.id, []kmsg.FetchRequestTopicPartition{part}
	req := kmsg.NewPtrFetchRequest()
	req.MaxWaitMillis, req.MinBytes, req.MaxBytes, req.Topics = 500, 1, fetchBytes, []kmsg.FetchRequestTopic{topic}
	resp, err := req.RequestWith(ctx, r.client.Broker(int(at.leader)))
	if err != nil {
		return nil, err
	}
	if err := kerr.ErrorForCode(resp.ErrorCode); err != nil {
		return nil, err
	}
	if len(resp.Topics) != 1 || len(resp.Topics[0].Partitions) != 1 {
		return nil, errNumber
	}
	return &resp.Topics[0].Partitions[0], nil
}
