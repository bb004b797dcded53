package metrics

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// killed is the healthy cluster a second after broker 2 was killed: the others
// call it in sync, and what it led and coordinated is not told.
func killed() *board.Board {
	b := healthy()
	c := b.Clusters[0]
	s := c.Scope.Brokers[1].Seen
	s.Answer, s.LogDirs, s.LogDirsKnown = model.Refused, nil, false
	told(c, "cluster/broker-missing", finding.Error, model.Subject{Cluster: "plant", Kind: model.KindBroker, Name: "2"})
	gap(model.FactGroups, model.Subject{Kind: model.KindBroker, Name: "2"})(c)
	orders(c, 1).Offsets = model.Offsets{Why: "its leader, broker 2, does not answer"}
	for i := range c.Lag {
		g := &c.Lag[i]
		behind(g, 0, 3821, 30_000, 0)
		g.Partitions[1].Known, g.Partitions[1].AgeKnown, g.Complete = false, false, false
	}
	return b
}

// fenced is the same ten seconds later: other leaders were elected, and the
// groups have other coordinators.
func fenced() *board.Board {
	b := healthy()
	c := b.Clusters[0]
	s := c.Scope.Brokers[1].Seen
	s.Answer, s.LogDirsKnown, s.Listed, s.Fenced, s.Leads = model.Refused, false, false, true, 0
	for _, t := range c.Scope.Topics {
		for i := range t.Layout.Partitions {
			p := &t.Layout.Partitions[i]
			p.ISR, p.Offline = []int32{1, 3}, []int32{2}
			if p.Leader == 2 {
				p.Leader = 3
			}
			told(c, "cluster/at-min-isr", finding.Warning, model.Subject{Cluster: "plant", Kind: model.KindPartition, Name: t.Name, Partition: p.Index})
		}
	}
	for i := range c.Lag {
		behind(&c.Lag[i], 0, 4000, 40_000, 0)
		c.Lag[i].Partitions[1].Leader, c.Lag[i].Coordinator = 3, 1
	}
	return b
}

// TestAKilledBroker is what peers get wrong: until Kafka has noticed they print
// 0 under-replicated partitions, three brokers, and a sum of lag that shrinks by
// what the dead broker does not tell.
func TestAKilledBroker(t *testing.T) {
	o := Options{Compat: []string{KafkaExporter}}
	before, during, after := scrape(t, healthy(), o), scrape(t, killed(), o), scrape(t, fenced(), o)
	for _, c := range []struct {
		series                string
		before, during, after float64
	}{
		{`breakwater_broker_up{cluster="plant",broker="2"}`, 1, 0, 0},
		{`breakwater_broker_listed{cluster="plant",broker="2"}`, 1, 1, 0},
		{`breakwater_broker_fenced{cluster="plant",broker="2"}`, 0, 0, 1},
		{`breakwater_partitions_under_replicated{cluster="plant"}`, 0, absent, 4},
		{`breakwater_partitions_leaderless{cluster="plant"}`, 0, absent, 0},
		{`breakwater_partitions_under_min_isr{cluster="plant"}`, 0, absent, 0},
		{`breakwater_partitions_with_offline_replicas{cluster="plant"}`, 0, absent, 4},
		{`breakwater_log_dir_failed{cluster="plant",broker="2",path="/data"}`, 0, absent, absent},
		{`breakwater_group_lag_records{cluster="plant",group="billing"}`, 0, absent, 4000},
		{`breakwater_group_lag_records_at_least{cluster="plant",group="billing"}`, absent, 3821, absent},
		{`breakwater_group_lag_seconds{cluster="plant",group="billing"}`, 0, absent, 40},
		{`breakwater_group_lag_seconds_at_least{cluster="plant",group="billing"}`, absent, 30, absent},
		{`breakwater_group_lag_complete{cluster="plant",group="billing"}`, 1, 0, 1},
		{`breakwater_broker_lag_records{cluster="plant",broker="3",by="leader"}`, 0, absent, 0},
		{`breakwater_broker_lag_records_at_least{cluster="plant",broker="1",by="leader"}`, absent, 7642, absent},
		{`breakwater_topic_log_end_offset{cluster="plant",topic="orders"}`, 300, absent, 300},
		{`breakwater_unknown{cluster="plant",fact="groups",subject_kind="broker"}`, absent, 1, absent},
		{`breakwater_incidents{cluster="plant",severity="error",state="open"}`, 0, absent, absent},
		{`kafka_brokers`, 3, 2, 2},
		{`kafka_topic_partition_leader{topic="orders",partition="1"}`, 2, absent, 3},
		{`kafka_topic_partition_leader_is_preferred{topic="orders",partition="1"}`, 1, absent, 0},
		{`kafka_topic_partition_under_replicated_partition{topic="orders",partition="0"}`, 0, absent, 1},
		{`kafka_topic_partition_in_sync_replica{topic="orders",partition="0"}`, 3, absent, 2},
		{`kafka_topic_partition_current_offset{topic="orders",partition="1"}`, 100, absent, 100},
		{`kafka_consumergroup_lag{consumergroup="billing",topic="orders",partition="0"}`, 0, 3821, 4000},
		{`kafka_consumergroup_lag{consumergroup="billing",topic="orders",partition="1"}`, 0, absent, 0},
		{`kafka_consumergroup_lag_sum{consumergroup="billing",topic="orders"}`, 0, absent, 4000},
		{`kafka_consumergroup_current_offset{consumergroup="billing",topic="orders",partition="2"}`, 100, 100, 100},
		{`kafka_consumergroup_members{consumergroup="billing"}`, 2, 2, 2},
	} {
		before.want(t, c.series, c.before)
		during.want(t, c.series, c.during)
		after.want(t, c.series, c.after)
	}
}
