package live

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// log is where one partition's log starts and ends, and where what stays begins.
type log struct {
	start, end, kept int64 // -1: not told
}

// logs are the logs of a topic, by partition.
type logs struct {
	of  map[int32]*log
	why string // why some are not known; "" where all are
}

// Timestamps that stand for an end of a log in ListOffsets.
const (
	latest   = -1
	earliest = -2
)

// logs asks each leader for the logs of its partitions. kept zero: nobody asks what is
// older.
func (c *crowd) logs(ctx context.Context, topic *kmsg.MetadataResponseTopic, kept time.Time) *logs {
	out := &logs{of: map[int32]*log{}}
	leaders := map[int32][]kmsg.MetadataResponseTopicPartition{}
	for _, p := range topic.Partitions {
		out.of[p.Partition] = &log{-1, -1, -1}
		leaders[p.Leader] = append(leaders[p.Leader], p)
	}
	var mu sync.Mutex
	var asked sync.WaitGroup
	for leader, parts := range leaders {
		asked.Go(func() {
			err := c.bounds(ctx, leader, *topic.Topic, parts, kept, func(partition int32, set func(*log)) {
				mu.Lock()
				defer mu.Unlock()
				if l := out.of[partition]; l != nil {
					set(l)
				}
			})
			if err != nil {
				mu.Lock()
				defer mu.Unlock()
				out.why = err.Error()
			}
		})
	}
	asked.Wait()
	return out
}

// bounds asks one leader for all bounds of its partitions.
func (c *crowd) bounds(ctx context.Context, leader int32, topic string, parts []kmsg.MetadataResponseTopicPartition, kept time.Time, set func(int32, func(*log))) error {
	if leader < 0 {
		return fmt.Errorf("partition %d of %s has no leader", parts[0].Partition, topic)
	}
	for _, ask := range boundsFor(kept) {
		resp, err := askBroker[*kmsg.ListOffsetsResponse](ctx, c, leader, offsetsOf(topic, parts, ask.timestamp))
		if err != nil {
			return err
		}
		for i := range resp.Topics {
			for _, p := range resp.Topics[i].Partitions {
				if err := kerr.ErrorForCode(p.ErrorCode); err != nil {
					return fmt.Errorf("the log of partition %d of %s: %w", p.Partition, topic, err)
				}
				set(p.Partition, func(l *log) { ask.into(l, p.Offset) })
			}
		}
	}
	return nil
}

// bound is one offset of each log: the timestamp that stands for it, and where it goes.
type bound struct {
	timestamp int64
	into      func(*log, int64)
}

// boundsFor are the bounds in the order in which they are asked for: the end last.
func boundsFor(kept time.Time) []bound {
	out := []bound{{earliest, func(l *log, n int64) { l.start = n }}}
	if !kept.IsZero() {
		out = append(out, bound{max(0, kept.UnixMilli()), func(l *log, n int64) { l.kept = n }})
	}
	return append(out, bound{latest, func(l *log, n int64) { l.end = n }})
}

// offsetsOf asks for the offsets of a timestamp.
func offsetsOf(topic string, parts []kmsg.MetadataResponseTopicPartition, timestamp int64) *kmsg.ListOffsetsRequest {
	req := kmsg.NewPtrListOffsetsRequest()
	t := kmsg.NewListOffsetsRequestTopic()
	t.Topic = topic
	for _, p := range parts {
		one := kmsg.NewListOffsetsRequestTopicPartition()
		one.Partition, one.Timestamp, one.CurrentLeaderEpoch = p.Partition, timestamp, p.LeaderEpoch
		t.Partitions = append(t.Partitions, one)
	}
	req.Topics = append(req.Topics, t)
	return req
}

// records is how many records the logs hold at most.
func (l *logs) records() (n int64) {
	for _, one := range l.of {
		if one.start >= 0 && one.end > one.start {
			n += one.end - one.start
		}
	}
	return n
}

// unread is how many records lie behind a commit, and how many of those go; known is
// false where the log is not.
func (l *log) unread(commit int64) (unread, going int64, known bool) {
	if l == nil || l.start < 0 || l.end < 0 {
		return 0, 0, false
	}
	from := max(commit, l.start)
	to := l.kept
	if to < 0 { // no record is as young as what stays
		to = l.end
	}
	return max(0, l.end-from), max(0, min(to, l.end)-from), true
}
