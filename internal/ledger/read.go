package ledger

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

// reading is one pass over a part of a partition's log.
type reading struct {
	logs      *Logs
	topic     *Topic
	partition int32
	level     kgo.IsolationLevel
	at        int64 // the offset to be read next
	leader    int32
	epoch     int32
}

// portion is what one request brought.
type portion struct {
	records []*kgo.Record
	next    int64
	err     error
}

// Read shows each record from an offset up to another that is in the log between, in
// their order; committed leaves out those of transactions that were aborted. It follows
// the leader. The next part is fetched while the one before is looked at.
func (l *Logs) Read(ctx context.Context, t *Topic, partition int32, from, to int64, committed bool, see func([]*kgo.Record)) error {
	level := kgo.ReadUncommitted()
	if committed {
		level = kgo.ReadCommitted()
	}
	ctx, cancel := context.WithCancel(ctx)
	r := &reading{logs: l, topic: t, partition: partition, level: level, at: from, leader: -1}
	parts := make(chan portion, 1)
	go func() {
		defer close(parts)
		r.run(ctx, to, parts)
	}()
	defer func() {
		cancel()
		for range parts { // until the goroutine has ended
		}
	}()
	for p := range parts {
		if p.err != nil {
			return fmt.Errorf("%s, partition %d, offset %d: %w", t.Name, partition, p.next, p.err)
		}
		see(p.records)
	}
	return ctx.Err()
}

// run fetches until the end, or the first error.
func (r *reading) run(ctx context.Context, to int64, parts chan<- portion) {
	for r.at < to && ctx.Err() == nil {
		var p portion
		p.err = r.logs.patiently(ctx, func() (err error) {
			p, err = r.fetch(ctx)
			return err
		})
		if p.err != nil {
			p.next = r.at
		}
		for n := len(p.records); n > 0 && p.records[n-1].Offset >= to; n = len(p.records) {
			p.records = p.records[:n-1]
		}
		select {
		case parts <- p:
		case <-ctx.Done():
			return
		}
		if p.err != nil {
			return
		}
		r.at = p.next
	}
}

var errNothing = errors.New("the leader shows nothing there, although its log goes on")

// fetch asks the leader once.
func (r *reading) fetch(ctx context.Context) (portion, error) {
	if r.leader < 0 {
		if err := r.find(ctx); err != nil {
			return portion{}, err
		}
	}
	told, err := r.ask(ctx)
	if err == nil {
		err = kerr.ErrorForCode(told.ErrorCode)
	}
	if errors.Is(err, kerr.OffsetOutOfRange) {
		return r.beyond(ctx, err)
	}
	if err != nil {
		r.leader = -1
		return portion{}, err
	}
	read, next := kgo.ProcessFetchPartition(kgo.ProcessFetchPartitionOpts{
		Offset: r.at, IsolationLevel: r.level, Topic: r.topic.Name, Partition: r.partition,
	}, told, kgo.DefaultDecompressor(), nil)
	if read.Err != nil {
		return portion{}, read.Err
	}
	if next == r.at {
		return portion{}, errNothing
	}
	return portion{records: read.Records, next: next}, nil
}

// beyond goes on where the log begins, when what was to be read was removed meanwhile.
func (r *reading) beyond(ctx context.Context, refused error) (portion, error) {
	starts, err := r.logs.admin.ListStartOffsets(ctx, r.topic.Name)
	if err != nil {
		return portion{}, err
	}
	start, told := starts.Lookup(r.topic.Name, r.partition)
	if !told || start.Err != nil || start.Offset <= r.at {
		return portion{}, lasting{fmt.Errorf("the log was cut while it was read: %w", refused)}
	}
	return portion{next: start.Offset}, nil
}

var errAnew = lasting{errors.New("the topic was deleted and created again while it was read: start again")}

// find asks who leads. A topic that was made anew has another id: its log is another one.
func (r *reading) find(ctx context.Context) error {
	told, err := r.logs.metadata(ctx, r.topic.Name)
	if err != nil {
		return err
	}
	if told.TopicID != r.topic.ID {
		return errAnew
	}
	for i := range told.Partitions {
		if p := &told.Partitions[i]; p.Partition == r.partition && p.Leader >= 0 {
			r.leader, r.epoch = p.Leader, p.LeaderEpoch
			return nil
		}
	}
	return kerr.LeaderNotAvailable
}

func (r *reading) ask(ctx context.Context) (*kmsg.FetchResponseTopicPartition, error) {
	part := kmsg.NewFetchRequestTopicPartition()
	part.Partition, part.CurrentLeaderEpoch, part.FetchOffset, part.PartitionMaxBytes = r.partition, r.epoch, r.at, fetchBytes
	topic := kmsg.NewFetchRequestTopic()
	topic.Topic, topic.TopicID, topic.Partitions = r.topic.Name, r.topic.ID, []kmsg.FetchRequestTopicPartition{part}
	req := kmsg.NewPtrFetchRequest()
	req.MaxWaitMillis, req.MinBytes, req.MaxBytes, req.Topics = 500, 1, fetchBytes, []kmsg.FetchRequestTopic{topic}
	if r.level == kgo.ReadCommitted() {
		req.IsolationLevel = 1
	}
	resp, err := req.RequestWith(ctx, r.logs.client.Broker(int(r.leader)))
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
