package demo

import (
	"slices"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// fetchOffsets tells the commits of groups: of the topics that were asked for,
// of all for nil.
func (s server) fetchOffsets(node int32, r *kmsg.OffsetFetchRequest) kmsg.Response {
	resp := r.ResponseKind().(*kmsg.OffsetFetchResponse)
	for i := range r.Groups {
		asked := &r.Groups[i]
		out := kmsg.NewOffsetFetchResponseGroup()
		out.Group = asked.Group
		switch g := s.group(asked.Group, node); {
		case s.coordinator(asked.Group) != node:
			out.ErrorCode = kerr.NotCoordinator.Code
		case g != nil:
			out.Topics = s.commits(g, asked)
		}
		resp.Groups = append(resp.Groups, out)
	}
	return resp
}

// commits are those of a group by topic. A topic has its name in the answer,
// and its id: which of them is sent goes by the version.
func (s server) commits(g *group, asked *kmsg.OffsetFetchRequestGroup) []kmsg.OffsetFetchResponseGroupTopic {
	var out []kmsg.OffsetFetchResponseGroupTopic
	for _, c := range g.commits {
		id := s.topic(c.topic).uuid()
		wanted := asked.Topics == nil || slices.ContainsFunc(asked.Topics, func(t kmsg.OffsetFetchRequestGroupTopic) bool {
			return (t.Topic == c.topic || t.TopicID == id) && slices.Contains(t.Partitions, c.partition)
		})
		if !wanted {
			continue
		}
		if n := len(out); n == 0 || out[n-1].TopicID != id {
			t := kmsg.NewOffsetFetchResponseGroupTopic()
			t.Topic, t.TopicID = c.topic, id
			out = append(out, t)
		}
		p := kmsg.NewOffsetFetchResponseGroupTopicPartition()
		p.Partition, p.Offset = c.partition, c.offset
		at := &out[len(out)-1]
		at.Partitions = append(at.Partitions, p)
	}
	return out
}

// The times that ask for an end of a log instead
// (org.apache.kafka.common.requests.ListOffsetsRequest).
const (
	latest   = -1
	earliest = -2
)

// listOffsets tells where logs start and end. For any other time there is no
// record, since the demo holds none.
func (s server) listOffsets(node int32, r *kmsg.ListOffsetsRequest) kmsg.Response {
	resp := r.ResponseKind().(*kmsg.ListOffsetsResponse)
	for i := range r.Topics {
		asked := &r.Topics[i]
		out := kmsg.NewListOffsetsResponseTopic()
		out.Topic = asked.Topic
		t := s.topic(asked.Topic)
		for _, a := range asked.Partitions {
			out.Partitions = append(out.Partitions, t.offset(node, a.Partition, a.Timestamp))
		}
		resp.Topics = append(resp.Topics, out)
	}
	return resp
}

func (t *topic) offset(node, partition int32, at int64) kmsg.ListOffsetsResponseTopicPartition {
	out := kmsg.NewListOffsetsResponseTopicPartition()
	out.Partition, out.Offset, out.Timestamp = partition, -1, -1
	if t == nil || partition < 0 || int(partition) >= len(t.parts) {
		out.ErrorCode = kerr.UnknownTopicOrPartition.Code
		return out
	}
	part := &t.parts[partition]
	if part.leader != node {
		out.ErrorCode = kerr.NotLeaderForPartition.Code
		return out
	}
	out.LeaderEpoch = part.epoch
	switch at {
	case latest:
		out.Offset = part.end
	case earliest:
		out.Offset = part.start
	}
	return out
}
