package demo

import (
	"fmt"
	"slices"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// All groups of the demo are in one state.
const (
	stable  = "Stable"
	classic = "classic"
)

func (s server) findCoordinator(r *kmsg.FindCoordinatorRequest) kmsg.Response {
	resp := r.ResponseKind().(*kmsg.FindCoordinatorResponse)
	for _, key := range r.CoordinatorKeys {
		c := kmsg.NewFindCoordinatorResponseCoordinator()
		c.Key = key
		if r.CoordinatorType == 0 {
			b := s.broker(s.coordinator(key))
			c.NodeID, c.Host, c.Port = b.id, b.host, b.port
		} else { // of transactions, and of share groups: no client of the demo has one
			c.NodeID, c.Port, c.ErrorCode = -1, -1, kerr.CoordinatorNotAvailable.Code
		}
		resp.Coordinators = append(resp.Coordinators, c)
	}
	return resp
}

// listGroups lists the groups that the broker coordinates.
func (s server) listGroups(node int32, r *kmsg.ListGroupsRequest) kmsg.Response {
	resp := r.ResponseKind().(*kmsg.ListGroupsResponse)
	passes := func(filter []string, word string) bool { return len(filter) == 0 || slices.Contains(filter, word) }
	for i := range s.groups {
		id := s.groups[i].id
		if s.coordinator(id) == node && passes(r.StatesFilter, stable) && passes(r.TypesFilter, classic) {
			g := kmsg.NewListGroupsResponseGroup()
			g.Group, g.ProtocolType, g.GroupState, g.GroupType = id, "consumer", stable, classic
			resp.Groups = append(resp.Groups, g)
		}
	}
	return resp
}

func (s server) describeGroups(node int32, r *kmsg.DescribeGroupsRequest) kmsg.Response {
	resp := r.ResponseKind().(*kmsg.DescribeGroupsResponse)
	for _, id := range r.Groups {
		out := kmsg.NewDescribeGroupsResponseGroup()
		out.Group = id
		switch g := s.group(id, node); {
		case s.coordinator(id) != node:
			out.ErrorCode = kerr.NotCoordinator.Code
		case g == nil:
			out.State = "Dead"
			if r.Version >= 6 {
				out.ErrorCode = kerr.GroupIDNotFound.Code
			}
		default:
			out.State, out.ProtocolType, out.Protocol = stable, "consumer", g.strategy
			for i := range g.members {
				out.Members = append(out.Members, g.members[i].describe())
			}
		}
		resp.Groups = append(resp.Groups, out)
	}
	return resp
}

func (m *member) describe() kmsg.DescribeGroupsResponseGroupMember {
	subscribed := kmsg.NewConsumerMemberMetadata()
	subscribed.Version, subscribed.Topics = 1, m.topics
	var assigned kmsg.ConsumerMemberAssignment
	for _, s := range m.assigned {
		t := kmsg.NewConsumerMemberAssignmentTopic()
		t.Topic, t.Partitions = s.topic, s.partitions
		assigned.Topics = append(assigned.Topics, t)
	}
	out := kmsg.NewDescribeGroupsResponseGroupMember()
	out.MemberID, out.ClientID, out.ClientHost = fmt.Sprintf("%s-5f3c0e6a", m.client), m.client, m.host
	out.ProtocolMetadata, out.MemberAssignment = subscribed.AppendTo(nil), assigned.AppendTo(nil)
	return out
}
