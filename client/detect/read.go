package detect

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/client/ledger"
)

// readBack reads one record. A fetch that brings nothing from below the end of the log, as
// the same answer has it, says that nothing is stored; not of older records, which a broker
// may have to get from afar first (tiered storage).
func (a *asker) readBack(ctx context.Context, l *Look, s Sample, newest bool) Read {
	told, err := a.fetch(ctx, l, s.Offset)
	switch {
	case err != nil:
		return NotRead
	case told.ErrorCode == kerr.OffsetOutOfRange.Code && told.LogStartOffset >= 0 && told.LogStartOffset <= s.Offset && s.Offset < told.HighWatermark:
		return Absent
	case told.ErrorCode != 0:
		return NotRead
	}
	got, _ := kgo.ProcessFetchPartition(kgo.ProcessFetchPartitionOpts{
		KeepControlRecords: true, Offset: s.Offset, IsolationLevel: kgo.ReadUncommitted(), Topic: l.Topic, Partition: l.Partition,
	}, told, kgo.DefaultDecompressor(), nil)
	switch {
	case got.Err != nil, len(got.Records) == 0 && (!newest || told.HighWatermark <= s.Offset):
		return NotRead
	case len(got.Records) == 0, got.Records[0].Offset != s.Offset:
		return Absent
	case ledger.Hash(got.Records[0]) != s.Hash:
		return Other
	}
	return Same
}

// fetch asks for one batch: a broker sends the first one whole, however large (KIP-74).
func (a *asker) fetch(ctx context.Context, l *Look, offset int64) (*kmsg.FetchResponseTopicPartition, error) {
	ctx, cancel := context.WithTimeout(ctx, a.patience)
	defer cancel()
	p := kmsg.NewFetchRequestTopicPartition()
	p.Partition, p.CurrentLeaderEpoch, p.FetchOffset, p.PartitionMaxBytes = l.Partition, l.LeaderEpoch, offset, 1
	t := kmsg.NewFetchRequestTopic()
	t.Topic, t.TopicID, t.Partitions = l.Topic, l.TopicID, []kmsg.FetchRequestTopicPartition{p}
	req := kmsg.NewPtrFetchRequest()
	req.MaxWaitMillis, req.MinBytes, req.MaxBytes, req.Topics = 100, 1, 1, []kmsg.FetchRequestTopic{t}
	resp, err := req.RequestWith(ctx, a.client.Broker(int(l.Leader)))
	if err != nil {
		return nil, err
	}
	if err := kerr.ErrorForCode(resp.ErrorCode); err != nil {
		return nil, err
	}
	if len(resp.Topics) != 1 || len(resp.Topics[0].Partitions) != 1 {
		return &kmsg.FetchResponseTopicPartition{ErrorCode: kerr.UnknownServerError.Code}, nil // throttled
	}
	return &resp.Topics[0].Partitions[0], nil
}

// topic asks for what takes records away; nil if that is not told.
func (a *asker) topic(ctx context.Context, name string) *Settings {
	ctx, cancel := context.WithTimeout(ctx, a.patience)
	defer cancel()
	req := kmsg.NewPtrDescribeConfigsRequest()
	req.Resources = []kmsg.DescribeConfigsRequestResource{{ResourceType: kmsg.ConfigResourceTypeTopic, ResourceName: name,
		ConfigNames: []string{"cleanup.policy", "retention.ms", "retention.bytes"}}}
	resp, err := req.RequestWith(ctx, a.client)
	if err != nil || len(resp.Resources) != 1 || resp.Resources[0].ErrorCode != 0 {
		return nil
	}
	values := map[string]string{}
	for _, c := range resp.Resources[0].Configs {
		if c.Value != nil {
			values[c.Name] = *c.Value
		}
	}
	return settingsOf(values)
}

// settingsOf reads settings; nil if one is not there.
func settingsOf(values map[string]string) *Settings {
	policy, told := values["cleanup.policy"]
	ms, err := strconv.ParseInt(values["retention.ms"], 10, 64)
	bytes, fault := strconv.ParseInt(values["retention.bytes"], 10, 64)
	if !told || err != nil || fault != nil {
		return nil
	}
	policies := strings.Split(policy, ",")
	s := &Settings{Compacts: slices.Contains(policies, "compact"), Deletes: slices.Contains(policies, "delete"), Retention: -1, Bounded: bytes >= 0}
	if ms >= 0 {
		s.Retention = time.Duration(min(ms, 100*365*24*3600*1000)) * time.Millisecond
	}
	return s
}
