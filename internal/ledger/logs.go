package ledger

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// Logs are the logs of a cluster, as its brokers tell them.
type Logs struct {
	client  *kgo.Client
	admin   *kadm.Client
	connect func(...kgo.Opt) (*kgo.Client, error) // another client of the same cluster
	waits   func(why string)
	patient time.Duration // how long a leader may be missing, until a partition counts as not readable
}

// NewLogs reads through a client, which has the same options as others that are made.
func NewLogs(client *kgo.Client) *Logs {
	return &Logs{client: client, admin: kadm.NewClient(client), waits: func(string) {}, patient: patience, connect: func(more ...kgo.Opt) (*kgo.Client, error) {
		return kgo.NewClient(append(client.Opts(), more...)...)
	}}
}

// Waiting is told why the logs are waited for, which may take a minute. It is set before
// anything is read.
func (l *Logs) Waiting(told func(why string)) { l.waits = told }

// Topic is what brokers say of one topic.
type Topic struct {
	Name       string
	ID         [16]byte
	Partitions []Span // by their index
	Compacted  bool
	Deleted    bool  // by age or size
	Retention  int64 // in ms; -1 without a limit
	Bytes      int64 // retention.bytes; -1 without a limit

	open bool // a transaction did not end, and what may be behind it was not read
}

// Span is where the log of one partition begins and ends.
type Span struct {
	Topic     string
	Partition int32
	Start     int64
	Stable    int64 // up to here no transaction is open
	End       int64 // the high watermark
}

// ErrNoTopic is a topic that the cluster does not have.
var ErrNoTopic = errors.New("the cluster has no such topic")

// Topic asks for a topic. Without the right to see it, it is ErrNoTopic, too.
func (l *Logs) Topic(ctx context.Context, name string) (*Topic, error) {
	t := &Topic{Name: name, Retention: -1, Bytes: -1}
	told, err := l.metadata(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("topic %s: %w", name, err)
	}
	t.ID = told.TopicID
	t.Partitions = make([]Span, len(told.Partitions))
	if err := l.spans(ctx, t); err != nil {
		return nil, fmt.Errorf("topic %s: %w", name, err)
	}
	if err := l.settings(ctx, t); err != nil {
		return nil, fmt.Errorf("the settings of topic %s: %w; DescribeConfigs on the topic is needed to tell retention and compaction from a loss", name, err)
	}
	return t, nil
}

// metadata asks for the metadata of one topic, past the client's cache.
func (l *Logs) metadata(ctx context.Context, name string) (*kmsg.MetadataResponseTopic, error) {
	req := kmsg.NewPtrMetadataRequest()
	t := kmsg.NewMetadataRequestTopic()
	t.Topic = &name
	req.Topics = []kmsg.MetadataRequestTopic{t}
	resp, err := req.RequestWith(ctx, l.client)
	if err != nil {
		return nil, err
	}
	if len(resp.Topics) != 1 {
		return nil, fmt.Errorf("a broker told of %d topics, and was asked for one", len(resp.Topics))
	}
	err = kerr.ErrorForCode(resp.Topics[0].ErrorCode)
	if errors.Is(err, kerr.UnknownTopicOrPartition) {
		err = ErrNoTopic
	}
	return &resp.Topics[0], err
}

// spans asks where the logs begin and end. The end is asked for last: what is below it
// was there, and a log that grows meanwhile is none that lost anything.
func (l *Logs) spans(ctx context.Context, t *Topic) error {
	for i := range t.Partitions {
		t.Partitions[i] = Span{Topic: t.Name, Partition: int32(i)}
	}
	for _, q := range []struct {
		ask  func(context.Context, ...string) (kadm.ListedOffsets, error)
		into func(*Span) *int64
	}{
		{l.admin.ListStartOffsets, func(s *Span) *int64 { return &s.Start }},
		{l.admin.ListCommittedOffsets, func(s *Span) *int64 { return &s.Stable }},
		{l.admin.ListEndOffsets, func(s *Span) *int64 { return &s.End }},
	} {
		if err := l.patiently(ctx, func() error {
			got, err := q.ask(ctx, t.Name)
			if err != nil {
				return err
			}
			for i := range t.Partitions {
				o, told := got.Lookup(t.Name, int32(i))
				if !told || o.Err != nil {
					return fmt.Errorf("partition %d: %w", i, cmpErr(o.Err, errors.New("its leader did not tell its offsets")))
				}
				*q.into(&t.Partitions[i]) = o.Offset
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

func cmpErr(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// settings asks for what removes records.
func (l *Logs) settings(ctx context.Context, t *Topic) error {
	got, err := l.admin.DescribeTopicConfigs(ctx, t.Name)
	if err != nil {
		return err
	}
	on, err := got.On(t.Name, nil)
	if err = cmpErr(err, on.Err); err != nil {
		return err
	}
	for _, c := range on.Configs {
		switch c.Key {
		case "cleanup.policy":
			t.Compacted, t.Deleted = strings.Contains(c.MaybeValue(), "compact"), strings.Contains(c.MaybeValue(), "delete")
		case "retention.ms":
			t.Retention = number(c.MaybeValue())
		case "retention.bytes":
			t.Bytes = number(c.MaybeValue())
		}
	}
	return nil
}

func number(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return -1
	}
	return n
}

const patience = 30 * time.Second

// patiently tries again what fails because leaders move.
func (l *Logs) patiently(ctx context.Context, try func() error) error {
	limit, cancel := context.WithTimeout(ctx, l.patient)
	defer cancel()
	for pause := 50 * time.Millisecond; ; pause = min(2*pause, time.Second) {
		err := try()
		if err == nil || !passing(err) || ctx.Err() != nil {
			return err
		}
		l.client.ForceMetadataRefresh()
		select {
		case <-limit.Done():
			return err
		case <-time.After(pause):
		}
	}
}

// lasting is an error that no second try mends.
type lasting struct{ error }

// Unwrap is the error that lasts.
func (l lasting) Unwrap() error { return l.error }

// passing says whether an error may be gone in a moment.
func passing(err error) bool {
	if _, is := errors.AsType[lasting](err); is || errors.Is(err, ErrNoTopic) {
		return false
	}
	refused, told := errors.AsType[*kerr.Error](err)
	return !told || refused.Retriable || refused == kerr.FencedLeaderEpoch
}

// names are the topics that records belong to.
func names(records []Record) []string {
	out := map[string]bool{}
	for i := range records {
		out[records[i].Topic] = true
	}
	return slices.Sorted(maps.Keys(out))
}
