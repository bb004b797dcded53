package demo

import (
	"fmt"
	"testing"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// TestHashIsThatOfJava with values that java.lang.String gives.
func TestHashIsThatOfJava(t *testing.T) {
	for s, want := range map[string]int32{"": 0, "a": 97, "hello": 99162322, "polygenelubricants": -2147483648} {
		if got := javaHash(s); got != want {
			t.Errorf("%q: %d, want %d", s, got, want)
		}
	}
}

// keeper is the broker that coordinates a group, and other the one that does
// not.
func keeper(t *testing.T, group string) (keeper, other int32) {
	t.Helper()
	req := kmsg.NewPtrFindCoordinatorRequest()
	req.CoordinatorKeys = []string{group}
	c := asked[*kmsg.FindCoordinatorResponse](t, 0, req).Coordinators[0]
	if c.ErrorCode != 0 || c.Port != 9092+c.NodeID || c.NodeID == failed {
		t.Fatalf("coordinator of %s: %+v", group, c)
	}
	return c.NodeID, 1 - c.NodeID
}

func TestOneBrokerCoordinatesAGroup(t *testing.T) {
	lists := map[int32]map[string]bool{}
	for node := range int32(alive) {
		lists[node] = map[string]bool{}
		for _, g := range asked[*kmsg.ListGroupsResponse](t, node, kmsg.NewPtrListGroupsRequest()).Groups {
			lists[node][g.Group] = g.GroupState == stable && g.GroupType == classic && g.ProtocolType == "consumer"
		}
	}
	for _, group := range []string{"fulfilment", "invoicing", "dashboards"} {
		keeper, other := keeper(t, group)
		if !lists[keeper][group] || lists[other][group] {
			t.Errorf("%s: its coordinator is broker %d, and the lists are %v", group, keeper, lists)
		}
	}
	req := kmsg.NewPtrFindCoordinatorRequest()
	req.CoordinatorKeys, req.CoordinatorType = []string{"tx"}, 1
	if c := asked[*kmsg.FindCoordinatorResponse](t, 0, req).Coordinators[0]; c.ErrorCode != kerr.CoordinatorNotAvailable.Code || c.NodeID != -1 {
		t.Errorf("of transactions: %+v", c)
	}
}

func TestListOfGroupsIsFiltered(t *testing.T) {
	for name, c := range map[string]struct {
		states, types []string
		want          int
	}{
		"state":         {states: []string{"Stable", "Empty"}, want: 3},
		"another state": {states: []string{"Empty"}},
		"type":          {types: []string{"classic"}, want: 3},
		"another type":  {types: []string{"share", "consumer"}},
	} {
		n := 0
		for node := range int32(alive) {
			req := kmsg.NewPtrListGroupsRequest()
			req.StatesFilter, req.TypesFilter = c.states, c.types
			n += len(asked[*kmsg.ListGroupsResponse](t, node, req).Groups)
		}
		if n != c.want {
			t.Errorf("%s: %d groups, want %d", name, n, c.want)
		}
	}
}

func described(t *testing.T, version int16, node int32, group string) kmsg.DescribeGroupsResponseGroup {
	t.Helper()
	req := kmsg.NewPtrDescribeGroupsRequest()
	req.Groups = []string{group}
	return askedIn[*kmsg.DescribeGroupsResponse](t, version, node, req).Groups[0]
}

// TestMembersShareOutTheirTopics: each partition that a group reads is read by
// one member, which subscribes to its topic.
func TestMembersShareOutTheirTopics(t *testing.T) {
	for group, want := range map[string]int{"fulfilment": 6, "invoicing": 10, "dashboards": 6} {
		node, _ := keeper(t, group)
		g := described(t, 6, node, group)
		if g.State != stable || g.Protocol == "" || len(g.Members) != 2 {
			t.Errorf("%s: %+v", group, g)
		}
		readers := map[string]int{}
		for _, m := range g.Members {
			var subscribed kmsg.ConsumerMemberMetadata
			var assigned kmsg.ConsumerMemberAssignment
			if err := subscribed.ReadFrom(m.ProtocolMetadata); err != nil {
				t.Fatal(err)
			}
			if err := assigned.ReadFrom(m.MemberAssignment); err != nil {
				t.Fatal(err)
			}
			topics := fmt.Sprint(subscribed.Topics)
			for _, a := range assigned.Topics {
				for _, p := range a.Partitions {
					readers[fmt.Sprint(a.Topic, p)]++
				}
				if a.Topic == "orders.v2" && group == "invoicing" && topics != "[orders.v2 payments]" {
					t.Errorf("%s reads %s and subscribes to %s", m.ClientID, a.Topic, topics)
				}
			}
		}
		for at, n := range readers {
			if n != 1 {
				t.Errorf("%s is read by %d members of %s", at, n, group)
			}
		}
		if len(readers) != want {
			t.Errorf("%s reads %d partitions, want %d", group, len(readers), want)
		}
	}
}

func TestGroupsThatAreNotHere(t *testing.T) {
	node, other := keeper(t, "fulfilment")
	if g := described(t, 6, other, "fulfilment"); g.ErrorCode != kerr.NotCoordinator.Code || len(g.Members) > 0 {
		t.Errorf("at the other broker: %+v", g)
	}
	unknown := "fulfilment" // a name that the same broker would coordinate
	for at := node + 1; at != node; {
		unknown += "x"
		at, _ = keeper(t, unknown)
	}
	if g := described(t, 6, node, unknown); g.ErrorCode != kerr.GroupIDNotFound.Code {
		t.Errorf("version 6: %+v", g)
	}
	if g := described(t, 5, node, unknown); g.ErrorCode != 0 || g.State != "Dead" {
		t.Errorf("version 5: %+v", g)
	}
}

// commitsOf are the commits of a group by partition, as one broker tells them.
func commitsOf(t *testing.T, version int16, node int32, group string, topics []kmsg.OffsetFetchRequestGroupTopic) (map[string]int64, int16) {
	t.Helper()
	req := kmsg.NewPtrOffsetFetchRequest()
	g := kmsg.NewOffsetFetchRequestGroup()
	g.Group, g.Topics = group, topics
	req.Groups = append(req.Groups, g)
	resp := askedIn[*kmsg.OffsetFetchResponse](t, version, node, req)
	out := map[string]int64{}
	s := modelled()
	for _, topic := range resp.Groups[0].Topics {
		name := topic.Topic
		if version >= 10 {
			name = s.topicByID(topic.TopicID).name
		}
		for _, p := range topic.Partitions {
			out[fmt.Sprint(name, "/", p.Partition)] = p.Offset
		}
	}
	return out, resp.Groups[0].ErrorCode
}

func TestCommits(t *testing.T) {
	node, other := keeper(t, "invoicing")
	for version := int16(8); version <= 10; version++ {
		all, code := commitsOf(t, version, node, "invoicing", nil)
		if len(all) != 10 || code != 0 || all["payments/1"] != 91_004+17-3 {
			t.Errorf("version %d: %v, error %d", version, all, code)
		}
	}
	one := kmsg.NewOffsetFetchRequestGroupTopic()
	one.Topic, one.Partitions = "payments", []int32{1, 7}
	if some, _ := commitsOf(t, 9, node, "invoicing", []kmsg.OffsetFetchRequestGroupTopic{one}); len(some) != 1 || some["payments/1"] == 0 {
		t.Errorf("of one partition: %v", some)
	}
	if none, code := commitsOf(t, 9, other, "invoicing", nil); len(none) != 0 || code != kerr.NotCoordinator.Code {
		t.Errorf("at the other broker: %v, error %d", none, code)
	}
}

// TestOffsetsAreToldByTheLeader, and by nobody else.
func TestOffsetsAreToldByTheLeader(t *testing.T) {
	for name, c := range map[string]struct {
		node, partition int32
		topic           string
		at, want        int64
		code            int16
	}{
		"the start":                    {0, 3, "orders.v2", earliest, 5_017_442, 0},
		"the end":                      {0, 3, "orders.v2", latest, 5_904_210 + 3*17, 0},
		"a time":                       {0, 3, "orders.v2", 1_700_000_000_000, -1, 0},
		"another broker":               {1, 3, "orders.v2", latest, -1, kerr.NotLeaderForPartition.Code},
		"no leader":                    {0, 0, "line-calibration", latest, -1, kerr.NotLeaderForPartition.Code},
		"a partition that is not here": {0, 6, "orders.v2", latest, -1, kerr.UnknownTopicOrPartition.Code},
		"a partition below 0":          {0, -1, "orders.v2", latest, -1, kerr.UnknownTopicOrPartition.Code},
		"a topic that is not here":     {0, 0, "nobody", latest, -1, kerr.UnknownTopicOrPartition.Code},
	} {
		req := kmsg.NewPtrListOffsetsRequest()
		topic, part := kmsg.NewListOffsetsRequestTopic(), kmsg.NewListOffsetsRequestTopicPartition()
		part.Partition, part.Timestamp = c.partition, c.at
		topic.Topic, topic.Partitions = c.topic, append(topic.Partitions, part)
		req.Topics = append(req.Topics, topic)
		p := asked[*kmsg.ListOffsetsResponse](t, c.node, req).Topics[0].Partitions[0]
		if p.Partition != c.partition || p.Offset != c.want || p.ErrorCode != c.code {
			t.Errorf("%s: offset %d, error %d", name, p.Offset, p.ErrorCode)
		}
	}
}

// TestAFailureDoesWhatTheControllersDo.
func TestAFailureDoesWhatTheControllersDo(t *testing.T) {
	for name, c := range map[string]struct {
		before partition
		want   string
	}{
		"it led":               {partition{leader: 2, epoch: 3, replicas: []int32{2, 0, 1}, isr: []int32{2, 0, 1}}, "0 4 [2 0 1] [0 1]"},
		"it followed":          {partition{leader: 0, epoch: 3, replicas: []int32{0, 2}, isr: []int32{0, 2}}, "0 3 [0 2] [0]"},
		"it was the last one":  {partition{leader: 2, epoch: 3, replicas: []int32{2, 0}, isr: []int32{2}}, "-1 4 [2 0] [2]"},
		"it is not a replica":  {partition{leader: 1, epoch: 3, replicas: []int32{1}, isr: []int32{1}}, "1 3 [1] [1]"},
		"it was not in sync":   {partition{leader: 1, epoch: 3, replicas: []int32{2, 1}, isr: []int32{1}}, "1 3 [2 1] [1]"},
		"it had the only copy": {partition{leader: 2, epoch: 3, replicas: []int32{2}, isr: []int32{2}}, "-1 4 [2] [2]"},
	} {
		p := plant{brokers: []broker{{id: 0}, {id: 1}, {id: 2}}, topics: []topic{{name: "x", parts: []partition{c.before}}}}
		p.fail(2)
		part := p.topics[0].parts[0]
		if got := fmt.Sprint(part.leader, part.epoch, part.replicas, part.isr); got != c.want || !p.broker(2).down || len(p.up()) != 2 {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
