package cluster

import (
	"slices"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// answerGroups is what a healthy coordinator says; nil for a request that no
// test knows.
func (f *fake) answerGroups(node int32, req kmsg.Request, resp kmsg.Response) kmsg.Response {
	switch r := req.(type) {
	case *kmsg.ListGroupsRequest:
		f.list(node, resp.(*kmsg.ListGroupsResponse))
	case *kmsg.DescribeGroupsRequest:
		f.classic(r, resp.(*kmsg.DescribeGroupsResponse))
	case *kmsg.ConsumerGroupDescribeRequest:
		f.consumer(r, resp.(*kmsg.ConsumerGroupDescribeResponse))
	case *kmsg.ShareGroupDescribeRequest:
		f.share(r, resp.(*kmsg.ShareGroupDescribeResponse))
	case *kmsg.StreamsGroupDescribeRequest:
		f.streams(r, resp.(*kmsg.StreamsGroupDescribeResponse))
	case *kmsg.OffsetFetchRequest:
		f.commits(r, resp.(*kmsg.OffsetFetchResponse))
	case *kmsg.DescribeShareGroupOffsetsRequest:
		f.shares(r, resp.(*kmsg.DescribeShareGroupOffsetsResponse))
	default:
		return nil
	}
	return resp
}

func (f *fake) group(id string) *fakeGroup {
	if i := slices.IndexFunc(f.groups, func(g fakeGroup) bool { return g.id == id }); i >= 0 {
		return &f.groups[i]
	}
	return nil
}

func (f *fake) list(node int32, resp *kmsg.ListGroupsResponse) {
	for _, g := range f.groups {
		if g.coordinator == node {
			out := kmsg.NewListGroupsResponseGroup()
			out.Group, out.GroupType, out.GroupState, out.ProtocolType = g.id, g.kind, "Stable", "consumer"
			if g.gone {
				out.GroupState = "Empty"
			}
			resp.Groups = append(resp.Groups, out)
		}
	}
}

func (f *fake) classic(r *kmsg.DescribeGroupsRequest, resp *kmsg.DescribeGroupsResponse) {
	for _, id := range r.Groups {
		out := kmsg.NewDescribeGroupsResponseGroup()
		out.Group, out.State, out.ProtocolType = id, "Stable", "consumer"
		g := f.group(id)
		switch {
		case g == nil && !f.rights.groups:
			out.ErrorCode = kerr.GroupAuthorizationFailed.Code
		case g == nil:
			out.ErrorCode, out.State = kerr.GroupIDNotFound.Code, "Dead"
		case g.gone:
			out.State = "Empty"
		default:
			m := kmsg.NewDescribeGroupsResponseGroupMember()
			m.MemberID, m.ClientID, m.ClientHost = "m1", "app", "/10.0.0.1"
			m.ProtocolMetadata = (&kmsg.ConsumerMemberMetadata{Topics: []string{g.topic, "audit"}}).AppendTo(nil)
			m.MemberAssignment = (&kmsg.ConsumerMemberAssignment{Topics: []kmsg.ConsumerMemberAssignmentTopic{{Topic: g.topic, Partitions: []int32{0, 1}}}}).AppendTo(nil)
			out.Members = append(out.Members, m)
		}
		resp.Groups = append(resp.Groups, out)
	}
}

func (f *fake) consumer(r *kmsg.ConsumerGroupDescribeRequest, resp *kmsg.ConsumerGroupDescribeResponse) {
	for _, id := range r.Groups {
		out := kmsg.NewConsumerGroupDescribeResponseGroup()
		out.Group, out.State, out.AssignorName = id, "Stable", "uniform"
		m := kmsg.NewConsumerGroupDescribeResponseGroupMember()
		pattern := "ord.*"
		m.MemberID, m.ClientID, m.SubscribedTopicRegex = "m1", "app", &pattern
		a := kmsg.NewAssignmentTopicPartition()
		a.Topic, a.Partitions = "orders", []int32{0}
		m.Assignment.TopicPartitions = append(m.Assignment.TopicPartitions, a)
		out.Members = append(out.Members, m)
		resp.Groups = append(resp.Groups, out)
	}
}

func (f *fake) share(r *kmsg.ShareGroupDescribeRequest, resp *kmsg.ShareGroupDescribeResponse) {
	for _, id := range r.GroupIDs {
		out := kmsg.NewShareGroupDescribeResponseGroup()
		out.GroupID, out.GroupState = id, "Stable"
		m := kmsg.NewShareGroupDescribeResponseGroupMember()
		m.MemberID, m.SubscribedTopicNames = "m1", []string{"payments", "orders"}
		out.Members = append(out.Members, m)
		resp.Groups = append(resp.Groups, out)
	}
}

func (f *fake) streams(r *kmsg.StreamsGroupDescribeRequest, resp *kmsg.StreamsGroupDescribeResponse) {
	for _, id := range r.Groups {
		out := kmsg.NewStreamsGroupDescribeResponseGroup()
		out.Group, out.State = id, "Stable"
		s := kmsg.NewStreamsGroupDescribeResponseGroupTopologySubtopology()
		s.SubtopologyID, s.SourceTopics = "0", []string{"orders"}
		again := kmsg.NewTopicInfo()
		again.Topic = "app-by-key-repartition"
		s.RepartitionSourceTopics = append(s.RepartitionSourceTopics, again)
		out.Topology = &kmsg.StreamsGroupDescribeResponseGroupTopology{Subtopologies: []kmsg.StreamsGroupDescribeResponseGroupTopologySubtopology{s}}
		m := kmsg.NewStreamsGroupDescribeResponseGroupMember()
		m.MemberID = "m1"
		task := kmsg.NewTaskIDs()
		task.SubtopologyID, task.Partitions = "0", []int32{1}
		m.Assignment.ActiveTasks = append(m.Assignment.ActiveTasks, task)
		out.Members = append(out.Members, m)
		resp.Groups = append(resp.Groups, out)
	}
}

func (f *fake) commits(r *kmsg.OffsetFetchRequest, resp *kmsg.OffsetFetchResponse) {
	for _, asked := range r.Groups {
		out := kmsg.NewOffsetFetchResponseGroup()
		out.Group = asked.Group
		if g := f.group(asked.Group); g != nil {
			t := kmsg.NewOffsetFetchResponseGroupTopic()
			t.Topic, t.TopicID = g.topic, f.idOfTopic(g.topic)
			for i := range f.brokers {
				p := kmsg.NewOffsetFetchResponseGroupTopicPartition()
				p.Partition, p.Offset = int32(i), g.committed
				t.Partitions = append(t.Partitions, p)
			}
			out.Topics = append(out.Topics, t)
		}
		resp.Groups = append(resp.Groups, out)
	}
}

func (f *fake) shares(r *kmsg.DescribeShareGroupOffsetsRequest, resp *kmsg.DescribeShareGroupOffsetsResponse) {
	for _, asked := range r.Groups {
		out := kmsg.NewDescribeShareGroupOffsetsResponseGroup()
		out.GroupID = asked.GroupID
		if g := f.group(asked.GroupID); g != nil {
			t := kmsg.NewDescribeShareGroupOffsetsResponseGroupTopic()
			t.TopicID = f.idOfTopic(g.topic)
			p := kmsg.NewDescribeShareGroupOffsetsResponseGroupTopicPartition()
			p.StartOffset, p.Lag = g.committed, 7
			t.Partitions = append(t.Partitions, p)
			out.Topics = append(out.Topics, t)
		} else {
			out.ErrorCode = kerr.GroupIDNotFound.Code
		}
		resp.Groups = append(resp.Groups, out)
	}
}
