package coordinator

import (
	"context"
	"iter"
	"slices"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func describeClassic(ctx context.Context, to Asker, ids []string, _ iter.Seq[string]) ([]description, error) {
	req := kmsg.NewPtrDescribeGroupsRequest()
	req.Groups = ids
	resp, err := ask[*kmsg.DescribeGroupsResponse](ctx, to, req)
	if err != nil {
		return nil, err
	}
	return descriptions(resp.Groups, func(r *kmsg.DescribeGroupsResponseGroup) description {
		return description{r.Group, r.ErrorCode, func(g *model.Group) {
			g.State, g.Protocol = r.State, r.ProtocolType
			for _, m := range r.Members {
				g.Members = append(g.Members, model.Member{ID: m.MemberID, Instance: orEmpty(m.InstanceID), ClientID: m.ClientID, Host: m.ClientHost,
					Subscribed: subscription(r.ProtocolType, m.ProtocolMetadata), Assigned: assignment(r.ProtocolType, m.MemberAssignment)})
			}
		}}
	}), nil
}

// subscription reads the topics of a classic consumer; nil where they are not
// told, as while the group rebalances.
func subscription(protocol string, metadata []byte) []string {
	var m kmsg.ConsumerMemberMetadata
	if protocol != "consumer" || len(metadata) == 0 || m.ReadFrom(metadata) != nil {
		return nil
	}
	topics := append([]string{}, m.Topics...)
	slices.Sort(topics)
	return topics
}

func assignment(protocol string, bytes []byte) []model.TopicPartition {
	var a kmsg.ConsumerMemberAssignment
	if protocol != "consumer" || len(bytes) == 0 || a.ReadFrom(bytes) != nil {
		return nil
	}
	var out []model.TopicPartition
	for _, t := range a.Topics {
		out = append(out, Places(t.Topic, t.Partitions)...)
	}
	return out
}

// Places are partitions of a topic.
func Places(topic string, partitions []int32) []model.TopicPartition {
	out := make([]model.TopicPartition, len(partitions))
	for i, p := range partitions {
		out[i] = model.TopicPartition{Topic: topic, Partition: p}
	}
	return out
}

func describeConsumer(ctx context.Context, to Asker, ids []string, topics iter.Seq[string]) ([]description, error) {
	req := kmsg.NewPtrConsumerGroupDescribeRequest()
	req.Groups = ids
	resp, err := ask[*kmsg.ConsumerGroupDescribeResponse](ctx, to, req)
	if err != nil {
		return nil, err
	}
	return descriptions(resp.Groups, func(r *kmsg.ConsumerGroupDescribeResponseGroup) description {
		return description{r.Group, r.ErrorCode, func(g *model.Group) {
			g.State, g.Epoch = r.State, r.Epoch
			for _, m := range r.Members {
				member := model.Member{ID: m.MemberID, Instance: orEmpty(m.InstanceID), ClientID: m.ClientID, Host: m.ClientHost,
					Subscribed: subscribed(m.SubscribedTopics, m.SubscribedTopicRegex, topics), Assignors: []string{r.AssignorName}}
				for _, t := range m.Assignment.TopicPartitions {
					member.Assigned = append(member.Assigned, Places(t.Topic, t.Partitions)...)
				}
				g.Members = append(g.Members, member)
			}
		}}
	}), nil
}

func describeShare(ctx context.Context, to Asker, ids []string, _ iter.Seq[string]) ([]description, error) {
	req := kmsg.NewPtrShareGroupDescribeRequest()
	req.GroupIDs = ids
	resp, err := ask[*kmsg.ShareGroupDescribeResponse](ctx, to, req)
	if err != nil {
		return nil, err
	}
	return descriptions(resp.Groups, func(r *kmsg.ShareGroupDescribeResponseGroup) description {
		return description{r.GroupID, r.ErrorCode, func(g *model.Group) {
			g.State, g.Epoch = r.GroupState, r.GroupEpoch
			for _, m := range r.Members {
				g.Members = append(g.Members, model.Member{ID: m.MemberID, ClientID: m.ClientID, Host: m.ClientHost, Subscribed: subscribed(m.SubscribedTopicNames, nil, nil)})
			}
		}}
	}), nil
}

func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
