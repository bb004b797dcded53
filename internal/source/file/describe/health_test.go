package describe_test

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/describe"
)

const header = "Topic: a\tTopicId: x\tPartitionCount: 3\tReplicationFactor: 3\tConfigs: \n"

func TestHealthIsToldAndNotJudged(t *testing.T) {
	const end = ": lint judges configuration, not health"
	for name, c := range map[string]struct{ text, position, want string }{
		"all is well":            {header + "\tTopic: a\tPartition: 0\tLeader: 1\tReplicas: 1,2,3\tIsr: 3,1,2\tElr: \tLastKnownElr: \n", "", ""},
		"no lines of partitions": {header, "", ""},
		"no leader": {header + "\tTopic: a\tPartition: 0\tLeader: none\tReplicas: 1,2,3\tIsr: 1,2,3\n", "2:9",
			"shows 1 partition without a leader" + end},
		"no leader, as old tools say it": {header + "\tTopic: a\tPartition: 0\tLeader: -1\tReplicas: 1\tIsr: 1\n", "2:9",
			"shows 1 partition without a leader" + end},
		"one replica is not in sync": {header + "\tTopic: a\tPartition: 0\tLeader: 1\tReplicas: 1,2,3\tIsr: 1,2,3\n\tTopic: a\tPartition: 1\tLeader: 1\tReplicas: 1,2,3\tIsr: 1,2\n", "3:9",
			"shows 1 partition with fewer in-sync replicas than replicas" + end},
		"none is in sync": {header + "\tTopic: a\tPartition: 0\tLeader: none\tReplicas: 1,2\tIsr: \tElr: 1\tLastKnownElr: \n", "2:9",
			"shows 1 partition without a leader and 1 partition with fewer in-sync replicas than replicas" + end},
		"none is in sync, at the end": {header + "Topic: a Partition: 0 Leader: 2 Replicas: 1,2 Isr:", "2:8",
			"shows 1 partition with fewer in-sync replicas than replicas" + end},
		"several topics": {header + strings.Repeat("\tTopic: a\tPartition: 0\tLeader: none\tReplicas: 1,2\tIsr: 1\n", 2) +
			strings.ReplaceAll(header, "a", "b") + strings.Repeat("\tTopic: b\tPartition: 0\tLeader: 1\tReplicas: 1,2\tIsr: 1\r\n", 3), "2:9",
			"shows 2 partitions without a leader and 5 partitions with fewer in-sync replicas than replicas" + end},
		"blanks, and no blank behind colons": {"Topic:a\tPartitionCount:1\tReplicationFactor:3\tConfigs:\n  Topic: a  Partition: 0  Leader: 1  Replicas: 1,2  Isr: 1\n", "2:10",
			"shows 1 partition with fewer in-sync replicas than replicas" + end},
		"a reassignment that adds": {header + "\tTopic: a\tPartition: 0\tLeader: 1\tReplicas: 1,2,3,4\tIsr: 1,2,3\tAdding Replicas: 4\tRemoving Replicas: 1\n", "", ""},
		"a reassignment, and one too few": {header + "\tTopic: a\tPartition: 0\tLeader: 1\tReplicas: 1,2,3,4\tIsr: 1,2\tAdding Replicas: 4\tRemoving Replicas: \n", "2:9",
			"shows 1 partition with fewer in-sync replicas than replicas" + end},
		"a topic that is being deleted": {strings.ReplaceAll(header, "Configs: ", "Configs: \tMarkedForDeletion: true") + "\tTopic: a\tPartition: 0\tLeader: none\tReplicas: 1\tIsr: 1\n", "", ""},
		"a line that is cut off":        {header + "\tTopic: a\tPartition: 0\tLeader: 1\tReplicas: 1,2\n\tTopic: a\tPartition: 1\n", "", ""},
		"a line about something else":   {header + "Topic: a Leader: none Replicas: 1 Isr: 1\nWARN Partition: 0 Leader: none Replicas: 1,2 Isr: 1\n", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			now := must(t, describe.Topics{}, "x.txt", c.text)
			if c.want == "" {
				if len(now.Gaps) > 0 {
					t.Errorf("the gaps are %+v", now.Gaps)
				}
				return
			}
			if len(now.Gaps) != 1 {
				t.Fatalf("%d gaps, want 1: %+v", len(now.Gaps), now.Gaps)
			}
			g := now.Gaps[0]
			if g.Detail != c.want || g.Origin.String() != "x.txt:"+c.position {
				t.Errorf("at %s: %s\nwant %s: %s", g.Origin, g.Detail, c.position, c.want)
			}
			if !g.Expected || g.Fact != model.FactTopicLayout || g.Scope != (model.Subject{Kind: model.KindFile, Name: "x.txt"}) {
				t.Errorf("the gap is %+v", g)
			}
		})
	}
}

// What was recorded of healthy clusters has nothing to tell.
func TestRecordedClustersAreHealthy(t *testing.T) {
	for _, release := range releases {
		path, text := recorded(t, release, "topics.txt")
		if now := must(t, describe.Topics{}, path, text); len(now.Gaps) > 0 {
			t.Errorf("%s: %+v", path, now.Gaps)
		}
	}
}

func TestATextWithoutTopicsHasNoGap(t *testing.T) {
	b, _, err := read(t, describe.Topics{}, "x.txt", "\tTopic: a\tPartition: 0\tLeader: none\tReplicas: 1\tIsr: 1\n")
	if err == nil || len(b.Gaps) > 0 {
		t.Errorf("error %v, gaps %+v", err, b.Gaps)
	}
}
