package live

import (
	"context"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/admit"
	"github.com/breakwaterhq/breakwater/internal/source/cluster/coordinator"
)

// Topic tells of one topic: commits before log ends, so that a fast reader is not ahead
// of its log.
func (all Clusters) Topic(ctx context.Context, cluster []string, name string, kept time.Time) (admit.TopicFacts, error) {
	var out admit.TopicFacts
	t, err := all.of(cluster)
	if err != nil {
		return out, err
	}
	c := newCrowd(t)
	defer c.close()
	meta, err := c.metadata(ctx, []kmsg.MetadataRequestTopic{coordinator.Named(name)})
	if err != nil {
		return out, err
	}
	out.Brokers = len(meta.Brokers)
	topic, err := only(meta, name)
	if err != nil || topic == nil {
		return out, err
	}
	out.Exists, out.Partitions = true, len(topic.Partitions)
	found := c.groups(ctx, topic)
	logs := c.logs(ctx, topic, kept)
	out.Records, out.RecordsWhy = logs.records(), logs.why
	out.ReadersWhy = found.why
	for _, r := range found.reading(name) {
		out.Readers = append(out.Readers, r.told(logs, !kept.IsZero()))
	}
	return out, nil
}

// only is the topic of an answer that was asked for; nil where Kafka has none. That it
// has none is told to who may describe the topic alone.
func only(meta *kmsg.MetadataResponse, name string) (*kmsg.MetadataResponseTopic, error) {
	if len(meta.Topics) != 1 {
		return nil, fmt.Errorf("%d topics in answer to one", len(meta.Topics))
	}
	switch t := &meta.Topics[0]; t.ErrorCode {
	case 0, kerr.LeaderNotAvailable.Code:
		return t, nil
	case kerr.UnknownTopicOrPartition.Code:
		return nil, nil
	case kerr.TopicAuthorizationFailed.Code:
		return nil, fmt.Errorf("the principal may not describe the topic %s: give it DESCRIBE", name)
	default:
		return nil, fmt.Errorf("metadata of the topic %s: %w", name, kerr.ErrorForCode(t.ErrorCode))
	}
}
