package metrics

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// TestExporter changes one thing on the healthy board, and names what the
// series of kafka_exporter make of it.
func TestExporter(t *testing.T) {
	const (
		part  = `{topic="orders",partition="0"}`
		group = `{consumergroup="billing",topic="orders"}`
		first = `{consumergroup="billing",topic="orders",partition="0"}`
	)
	for name, c := range map[string]struct {
		change func(*board.Cluster)
		want   map[string]float64
	}{
		"nothing": {func(*board.Cluster) {}, map[string]float64{`brokers`: 3, `broker_info{id="2",address="b2:9092"}`: 1, `topic_partitions{topic="orders"}`: 3,
			`topic_partition_current_offset` + part: 100, `topic_partition_oldest_offset` + part: 10, `topic_partition_leader` + part: 1, `topic_partition_replicas` + part: 3,
			`topic_partition_in_sync_replica` + part: 3, `topic_partition_leader_is_preferred` + part: 1, `topic_partition_under_replicated_partition` + part: 0,
			`consumergroup_current_offset` + first: 100, `consumergroup_lag` + first: 0, `consumergroup_current_offset_sum` + group: 300, `consumergroup_lag_sum` + group: 0,
			`consumergroup_members{consumergroup="billing"}`: 2}},
		"no leader": {func(c *board.Cluster) { orders(c, 0).Leader = -1 },
			map[string]float64{`topic_partition_leader` + part: -1, `topic_partition_leader_is_preferred` + part: 0}},
		"another leader": {func(c *board.Cluster) { orders(c, 0).Leader = 2 },
			map[string]float64{`topic_partition_leader` + part: 2, `topic_partition_leader_is_preferred` + part: 0}},
		"a replica that lacks": {func(c *board.Cluster) { orders(c, 0).ISR = []int32{1, 2} },
			map[string]float64{`topic_partition_in_sync_replica` + part: 2, `topic_partition_under_replicated_partition` + part: 1}},
		"a replica that lacks, and another that does not answer": {func(c *board.Cluster) {
			orders(c, 0).ISR = []int32{1, 2}
			answering2(model.Silent)(c)
		}, map[string]float64{`topic_partition_in_sync_replica` + part: absent, `topic_partition_under_replicated_partition` + part: 1, `brokers`: 2}},
		"no replicas told": {func(c *board.Cluster) { orders(c, 0).Replicas, orders(c, 0).ISR = nil, nil },
			map[string]float64{`topic_partition_leader_is_preferred` + part: 0, `topic_partition_replicas` + part: 0}},
		"offsets that are not told": {func(c *board.Cluster) { orders(c, 0).Offsets = model.Offsets{Start: 4, StartKnown: true} },
			map[string]float64{`topic_partition_current_offset` + part: absent, `topic_partition_oldest_offset` + part: 4}},
		"a partition without a commit": {func(c *board.Cluster) { c.Lag[0].Partitions[0] = lag.Partition{Topic: "orders", Leader: 1} },
			map[string]float64{`consumergroup_current_offset` + first: absent, `consumergroup_lag` + first: absent, `consumergroup_current_offset_sum` + group: 200, `consumergroup_lag_sum` + group: 0}},
		"no commit at all": {func(c *board.Cluster) {
			for i := range c.Lag[0].Partitions {
				c.Lag[0].Partitions[i].HasCommit = false
			}
		}, map[string]float64{`consumergroup_current_offset_sum` + group: absent, `consumergroup_lag_sum` + group: absent}},
		"a lag that is not known": {func(c *board.Cluster) { c.Lag[0].Partitions[0].Known = false },
			map[string]float64{`consumergroup_lag` + first: absent, `consumergroup_current_offset` + first: 100, `consumergroup_current_offset_sum` + group: 300, `consumergroup_lag_sum` + group: absent}},
		"two topics": {func(c *board.Cluster) {
			behind(&c.Lag[0], 2, 8, 1, 0)
			c.Lag[0].Partitions[2].Topic = "audit"
		}, map[string]float64{`consumergroup_lag_sum` + group: 0, `consumergroup_lag_sum{consumergroup="billing",topic="audit"}`: 8,
			`consumergroup_current_offset_sum{consumergroup="billing",topic="audit"}`: 92, `consumergroup_current_offset_sum` + group: 200}},
		"members that are not told": {func(c *board.Cluster) { c.Scope.Cluster.Groups[0].MembersKnown = false },
			map[string]float64{`consumergroup_members{consumergroup="billing"}`: absent, `consumergroup_members{consumergroup="shipping"}`: 2}},
		"a broker that was not asked": {answering2(model.NotAsked), map[string]float64{`brokers`: absent, `broker_info{id="2",address="b2:9092"}`: absent}},
	} {
		t.Run(name, func(t *testing.T) {
			b := healthy()
			c.change(b.Clusters[0])
			p := scrape(t, b, Options{Compat: []string{KafkaExporter}})
			for series, value := range c.want {
				p.want(t, "kafka_"+series, value)
			}
		})
	}
}

// TestExporterIsAskedFor, and names the cluster only if there are several.
func TestExporterIsAskedFor(t *testing.T) {
	if found := matchingSeries(scrape(t, healthy(), Options{Compat: []string{"another"}}), "kafka_"); len(found) > 0 {
		t.Errorf("nobody asked for %s", found[0])
	}
	two := healthy()
	two.Clusters = append(two.Clusters, plant("mine"))
	for n, b := range map[int]*board.Board{1: healthy(), 2: two} {
		for _, s := range matchingSeries(scrape(t, b, Options{Compat: []string{KafkaExporter}}), "kafka_") {
			if strings.Contains(s, `cluster="`) != (n == 2) {
				t.Errorf("with %d clusters: %s", n, s)
			}
		}
	}
}

// TestOneClusterDoesNotHideAnother: what is unknown of one leaves the other's
// series as they are.
func TestOneClusterDoesNotHideAnother(t *testing.T) {
	alone := scrape(t, healthy(), Options{Partitions: All})
	for _, h := range blows {
		b := healthy()
		other := plant("mine")
		h.hit(other)
		b.Clusters = append(b.Clusters, other)
		p := scrape(t, b, Options{Partitions: All})
		for s, v := range alone.series {
			if strings.Contains(s, `cluster="plant"`) {
				p.want(t, s, v)
			}
		}
	}
}
