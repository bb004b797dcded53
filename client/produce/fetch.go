package produce

import (
	"context"
	"errors"
	"fmt"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// fetchBytes is how much one request asks for.
const fetchBytes = 4 << 20

// fetch reads some records from an offset on, and returns the offset behind them. An
// offset that shows no record was compacted away, so that nothing is known of it.
func (r *reader) fetch(ctx context.Context, p *partition, at place, from, before int64) (out []*kgo.Record, next int64, err error) {
	told, err := r.ask(ctx, p, at, from)
	if err != nil {
		return nil, 0, err
	}
	if err := kerr.ErrorForCode(told.ErrorCode); err != nil {
		return nil, 0, err
	}
	read, next := kgo.ProcessFetchPartition(kgo.ProcessFetchPartitionOpts{
		KeepControlRecords: true, Offset: from, IsolationLevel: kgo.ReadUncommitted(), Topic: p.topic, Partition: p.index,
	}, told, kgo.DefaultDecompressor(), nil)
	if read.Err != nil {
		return nil, 0, read.Err
	}
	if len(read.Records) == 0 {
		return nil, 0, fmt.Errorf("offset %d of %s, partition %d, shows no record", from, p.topic, p.index)
	}
	for i, rec := range read.Records {
		if want := from + int64(i); rec.Offset != want && rec.Offset < before {
			return nil, 0, fmt.Errorf("offset %d of %s, partition %d, shows no record", want, p.topic, p.index)
		}
		if rec.Offset >= before {
			return out, before, nil
		}
		if !rec.Attrs.IsControl() {
			out = append(out, rec)
		}
	}
	return out, next, nil
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
		return nil, errors.New("asked for one partition, a broker told of another number of them")
	}
	return &resp.Topics[0].Partitions[0], nil
}
