package produce

import (
	"context"
	"fmt"
	"slices"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// A Problem is what is wrong with a topic before anything was sent to it.
type Problem struct {
	Topic string
	// Stops tells that records fail now. What does not stop anything makes less of an
	// acknowledgement than one thinks, or stops when a broker does.
	Stops bool
	Text  string // the fact, the consequence, the fix
}

// String is the topic and what is wrong with it.
func (p Problem) String() string { return p.Topic + ": " + p.Text }

// Preflight asks the brokers whether records can be written to topics, and what an
// acknowledgement is worth there: whether they exist, the rights to write, leaders,
// replication, min.insync.replicas and the replicas that are in sync now. It sends
// nothing. An error says that nothing was told at all; what is not told of one topic, as
// for want of the right to describe its settings, is a problem.
func Preflight(ctx context.Context, client *kgo.Client, topics ...string) ([]Problem, error) {
	if len(topics) == 0 {
		return nil, nil // an empty list would be all topics for old brokers
	}
	meta := kmsg.NewPtrMetadataRequest()
	meta.IncludeTopicAuthorizedOperations = true
	for _, name := range topics {
		t := kmsg.NewMetadataRequestTopic()
		t.Topic = &name
		meta.Topics = append(meta.Topics, t)
	}
	told, err := meta.RequestWith(ctx, client)
	if err != nil {
		return nil, fmt.Errorf("produce.Preflight: no broker told the metadata: %w", err)
	}
	var out []Problem
	for _, name := range topics {
		at := slices.IndexFunc(told.Topics, func(t kmsg.MetadataResponseTopic) bool { return t.Topic != nil && *t.Topic == name })
		if at < 0 {
			out = append(out, Problem{name, true, "the broker told nothing of this topic, so that nothing is known of it"})
			continue
		}
		out = append(out, ofTopic(ctx, client, name, &told.Topics[at])...)
	}
	return out, nil
}

func ofTopic(ctx context.Context, client *kgo.Client, name string, t *kmsg.MetadataResponseTopic) []Problem {
	if err := kerr.ErrorForCode(t.ErrorCode); err != nil {
		return []Problem{{name, true, fmt.Sprintf("the broker says %v, so that no record can be written. Create the topic, or correct its name or the rights of this client", err)}}
	}
	v := view{topic: name, of: t}
	v.rights()
	v.leaders()
	v.durability(leastInSync(ctx, client, name))
	return v.out
}

// leastInSync is min.insync.replicas of a topic.
func leastInSync(ctx context.Context, client *kgo.Client, topic string) (int, error) {
	req := kmsg.NewPtrDescribeConfigsRequest()
	req.Resources = []kmsg.DescribeConfigsRequestResource{{ResourceType: kmsg.ConfigResourceTypeTopic, ResourceName: topic, ConfigNames: []string{"min.insync.replicas"}}}
	resp, err := req.RequestWith(ctx, client)
	if err != nil {
		return 0, err
	}
	if len(resp.Resources) != 1 {
		return 0, fmt.Errorf("asked for the settings of one topic, a broker told those of %d", len(resp.Resources))
	}
	return leastIn(&resp.Resources[0])
}
