package live

import (
	"bufio"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
)

// TestM37_LagPerBrokerIsTheSumOfItsParts: what /metrics tells of each broker is
// what the admin protocol gives, by the leader and by the coordinator.
func TestM37_LagPerBrokerIsTheSumOfItsParts(t *testing.T) {
	s := onStage(t, "group/partition-stuck group/reader-0", "group/partition-stuck group/reader-1", "group/partition-stuck group/reader-2", "group/partition-stuck group/reader-3")
	create(t, s.admin, "shards", 9, 3)
	backlog(t, s.cluster, "shards", 9, 100, time.Now())
	for i := range 4 { // each is somewhere else in each partition, and stays
		m := s.join(t, work{group: fmt.Sprintf("reader-%d", i), topic: "shards", commit: time.Second, fails: failsFrom(int64(10 * i))})
		eventually(t, time.Minute, "the group stands", func() bool { return m.position(8) > 0 || i == 0 && !m.failedAt().IsZero() })
	}
	s.rest()
	var want, got map[string]int64
	eventually(t, time.Minute, "the lag of the brokers is what Kafka's numbers make it", func() bool {
		want = lagOfBrokers(t, s.admin)
		got = s.brokerLag(t)
		return maps.Equal(want, got) && maps.Equal(want, lagOfBrokers(t, s.admin))
	})
	t.Log(got)
	if len(got) != 6 || got["leader 1"] == 0 || got["leader 2"] == 0 || got["leader 3"] == 0 {
		t.Errorf("not every broker has lag: %v", got)
	}
}

var brokerLagRow = regexp.MustCompile(`^breakwater_broker_lag_records\{.*broker="(\d+)".*by="(\w+)".*\} ([0-9.e+]+)$`)

// brokerLag is what the watch exports.
func (s *stage) brokerLag(t *testing.T) map[string]int64 {
	t.Helper()
	resp, err := http.Get(s.watch.url + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	out := map[string]int64{}
	for rows := bufio.NewScanner(resp.Body); rows.Scan(); {
		if m := brokerLagRow.FindStringSubmatch(rows.Text()); m != nil {
			n, err := strconv.ParseFloat(m[3], 64)
			if err != nil {
				t.Fatal(err)
			}
			out[m[2]+" "+m[1]] = int64(n)
		}
	}
	return out
}

// lagOfBrokers sums up the lag of all groups with Kafka's admin client.
func lagOfBrokers(t *testing.T, a *kadm.Client) map[string]int64 {
	t.Helper()
	out := map[string]int64{}
	for _, by := range []string{"leader", "coordinator"} {
		for id := range 3 {
			out[fmt.Sprintf("%s %d", by, id+1)] = 0
		}
	}
	add := func(coordinator, leader int32, lag int64) {
		out[fmt.Sprintf("coordinator %d", coordinator)] += lag
		out[fmt.Sprintf("leader %d", leader)] += lag
	}
	topics, err := a.ListTopics(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	starts, err := a.ListStartOffsets(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ends, err := a.ListEndOffsets(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	groups, err := a.ListGroups(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	leader := func(topic string, partition int32) int32 { return topics[topic].Partitions[partition].Leader }
	for _, g := range groups {
		if g.GroupType == "share" {
			shares, err := a.DescribeShareGroupOffsets(t.Context(), g.Group)
			if err != nil {
				t.Fatal(err)
			}
			shares[g.Group].Offsets.Each(func(o kadm.ShareOffset) {
				add(g.Coordinator, leader(o.Topic, o.Partition), max(0, o.Lag))
			})
			continue
		}
		commits, err := a.FetchOffsets(t.Context(), g.Group)
		if err != nil {
			t.Fatal(err)
		}
		commits.Each(func(o kadm.OffsetResponse) {
			start, _ := starts.Lookup(o.Topic, o.Partition)
			end, _ := ends.Lookup(o.Topic, o.Partition)
			add(g.Coordinator, leader(o.Topic, o.Partition), max(0, end.Offset-max(o.At, start.Offset)))
		})
	}
	return out
}
