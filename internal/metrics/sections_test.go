package metrics

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/notify"
)

// values are series of the cluster plant, by what stands behind breakwater_ and
// before the cluster, with the further labels.
type values map[string]float64

func (w values) hold(t *testing.T, p read) {
	t.Helper()
	for series, value := range w {
		name, rest, labelled := strings.Cut(series, "{")
		full := "breakwater_" + name + `{cluster="plant"`
		if labelled {
			full += "," + rest
		} else {
			full += "}"
		}
		p.want(t, full, value)
	}
}

// TestSections change one thing on the healthy board, and name the series that
// follow it.
func TestSections(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*board.Cluster)
		want   values
	}{
		"a broker refuses": {answering2(model.Refused), values{`broker_up{broker="2"}`: 0, `broker_listed{broker="2"}`: 1, `broker_fenced{broker="2"}`: 0, `broker_up{broker="1"}`: 1,
			`log_dir_failed{broker="2",path="/data"}`: absent, `unknown{fact="metadata",subject_kind="cluster"}`: 1, `partitions`: 4, `partitions_leaderless`: absent, `partitions_leaderless_at_least`: absent}},
		"a broker does not let us in": {answering2(model.Unusable), values{`broker_up{broker="2"}`: 0, `partitions_leaderless`: 0, `partitions_under_replicated`: 0}},
		"a broker was not asked":      {answering2(model.NotAsked), values{`broker_up{broker="2"}`: absent, `unknown{fact="broker connections",subject_kind="broker"}`: 1}},
		"a broker of which nobody tells the address": {func(c *board.Cluster) {
			s := c.Scope.Brokers[1].Seen
			s.Answer, s.Listed = model.NotAsked, false
		}, values{`broker_up{broker="2"}`: 0, `broker_listed{broker="2"}`: 0, `broker_fenced{broker="2"}`: absent, `unknown{fact="broker connections",subject_kind="broker"}`: 0}},
		"a broker had no time to answer": {answering2(model.Unheard), values{`broker_up{broker="2"}`: absent, `unknown{fact="broker connections",subject_kind="broker"}`: 1}},
		"a platform without a quorum": {func(c *board.Cluster) {
			c.Scope.Cluster.Quorum = nil
			c.Result.Gaps = append(c.Result.Gaps, model.Gap{Fact: model.FactQuorum, Expected: true}, model.Gap{Fact: model.FactQuorum, Expected: true})
		}, values{`quorum_leader_id`: absent, `unknown{fact="quorum",subject_kind="cluster"}`: absent, `incidents{severity="error",state="open"}`: 0}},
		"a gap that was announced, and one that was not": {func(c *board.Cluster) {
			c.Result.Gaps = append(c.Result.Gaps, model.Gap{Fact: model.FactQuorum, Expected: true}, model.Gap{Fact: model.FactQuorum}, model.Gap{Fact: model.FactQuorum, Expected: true})
		}, values{`unknown{fact="quorum",subject_kind="cluster"}`: 1, `incidents{severity="error",state="open"}`: absent}},
		"a broker is fenced": {func(c *board.Cluster) {
			s := c.Scope.Brokers[1].Seen
			s.Answer, s.Fenced, s.Listed = model.NotAsked, true, false
			for i := range 3 {
				orders(c, i).ISR = []int32{1, 3}
				told(c, "cluster/at-min-isr", finding.Warning, model.Subject{Cluster: "plant", Kind: model.KindPartition, Name: "orders", Partition: int32(i)})
			}
			orders(c, 1).Leader = 3
			c.Scope.Topics = c.Scope.Topics[:1]
		}, values{`broker_fenced{broker="2"}`: 1, `broker_listed{broker="2"}`: 0, `partitions_under_replicated`: 3, `partitions_under_min_isr`: 0, `partitions_leaderless`: 0}},
		"an only broker is listed by nobody else": {func(c *board.Cluster) {
			c.Scope.Brokers = c.Scope.Brokers[:1]
			c.Scope.Brokers[0].Seen.Listed = false
		}, values{`broker_listed{broker="1"}`: absent, `broker_fenced{broker="1"}`: absent}},
		"a broker that is only declared, and one twice": {func(c *board.Cluster) {
			c.Scope.Brokers = append(c.Scope.Brokers, &model.Broker{Name: "file"}, node(2), &model.Broker{Seen: &model.Sighting{ID: -1}})
		}, values{`broker_up{broker="2"}`: 1, `broker_up{broker="-1"}`: absent}},
		"a volume of which nothing is told": {func(c *board.Cluster) { c.Scope.Brokers[0].Seen.LogDirs[0].Total = -1 },
			values{`log_dir_total_bytes{broker="1",path="/data"}`: absent, `log_dir_usable_bytes{broker="1",path="/data"}`: absent, `log_dir_size_bytes{broker="1",path="/data"}`: 100}},
		"no leader": {func(c *board.Cluster) { orders(c, 0).Leader, orders(c, 0).ISR = -1, nil },
			values{`partitions_leaderless`: 1, `partitions_under_replicated`: 1, `partitions_under_min_isr`: 0, `partition_leader{topic="orders",partition="0"}`: -1, `partition_in_sync_replicas{topic="orders",partition="0"}`: 0}},
		"writes refused, and more is unknown": {func(c *board.Cluster) {
			orders(c, 0).ISR = []int32{1}
			told(c, "cluster/under-min-isr", finding.Error, model.Subject{Cluster: "plant", Kind: model.KindPartition, Name: "orders"})
			gap(model.FactMetadata, theCluster)(c)
		}, values{`partitions_under_min_isr`: absent, `partitions_under_min_isr_at_least`: 1, `partitions_under_replicated_at_least`: 1, `topics`: absent}},
		"a reassignment": {func(c *board.Cluster) {
			orders(c, 0).ISR = []int32{1}
			c.Scope.Cluster.Moving = []model.TopicPartition{{Topic: "orders", Partition: 0}}
		}, values{`partitions_reassigning`: 1, `partitions_under_replicated`: 0, `partitions_under_min_isr`: 0}},
		"replicas that lack, and nobody tells of a reassignment": {func(c *board.Cluster) { orders(c, 0).ISR = []int32{1} },
			values{`partitions_reassigning`: absent, `partitions_under_min_isr`: absent, `unknown{fact="topic config",subject_kind="partition"}`: 1, `unknown{fact="topic config",subject_kind="topic"}`: absent}},
		"a finding on a partition that looks well": {func(c *board.Cluster) {
			told(c, "cluster/leader-outside-isr", finding.Error, model.Subject{Cluster: "plant", Kind: model.KindPartition, Name: "audit"})
		}, values{`partition_leader{topic="audit",partition="0"}`: 1, `partition_leader{topic="orders",partition="0"}`: absent, `findings{rule="cluster/leader-outside-isr",severity="error"}`: 1}},
		"a quorum without a leader": {func(c *board.Cluster) { c.Scope.Cluster.Quorum.Leader = -1 },
			values{`quorum_leader_id`: -1, `quorum_voter_lag_records{voter="2"}`: absent, `quorum_voters`: 3}},
		"a voter behind": {func(c *board.Cluster) {
			c.Scope.Cluster.Quorum.Voters[1] = model.QuorumReplica{ID: 2, LogEnd: 900, LastFetch: at.UnixMilli() - 20_000}
		}, values{`quorum_voter_lag_records{voter="2"}`: 100, `quorum_voter_fetch_age_seconds{voter="2"}`: 20, `quorum_voter_fetch_age_seconds{voter="1"}`: absent}},
		"a clock ahead": {func(c *board.Cluster) { c.Scope.Cluster.Quorum.Voters[1].LastFetch = at.UnixMilli() + 5000 },
			values{`quorum_voter_fetch_age_seconds{voter="2"}`: 0}},
		"a group behind": {func(c *board.Cluster) { behind(&c.Lag[0], 2, 1500, 42_500, 1500) },
			values{`group_lag_records{group="billing"}`: 1500, `group_lag_seconds{group="billing"}`: 42.5, `group_lag_precision_seconds{group="billing"}`: 1.5, `group_catch_up_seconds{group="billing"}`: 60,
				`broker_lag_records{broker="3",by="leader"}`: 1500, `broker_lag_records{broker="2",by="coordinator"}`: 1500, `broker_lag_seconds{broker="3",by="leader"}`: 42.5, `group_lag_records_at_least{group="billing"}`: absent}},
		"a group that never catches up": {func(c *board.Cluster) { c.Lag[0].CatchUp = -1 }, values{`group_catch_up_seconds{group="billing"}`: math.Inf(1)}},
		"rates that are not known": {func(c *board.Cluster) { c.Lag[0].Partitions[0].Rates, c.Lag[0].CatchUpKnown = false, false },
			values{`group_read_records_per_second{group="billing"}`: absent, `group_written_records_per_second{group="billing"}`: absent, `group_catch_up_seconds{group="billing"}`: absent, `group_lag_records{group="billing"}`: 0}},
		"an age that is a lower bound": {func(c *board.Cluster) {
			behind(&c.Lag[0], 0, 9, 600_000, 0)
			c.Lag[0].Partitions[0].How = lag.AtLeast
		}, values{`group_lag_seconds{group="billing"}`: absent, `group_lag_seconds_at_least{group="billing"}`: 600, `group_lag_records{group="billing"}`: 9, `unknown{fact="offsets",subject_kind="group"}`: 0,
			`broker_lag_seconds{broker="1",by="leader"}`: absent, `broker_lag_seconds_at_least{broker="1",by="leader"}`: 600}},
		"a partition whose leader is gone": {func(c *board.Cluster) {
			behind(&c.Lag[0], 1, 70, 8000, 500)
			c.Lag[0].Partitions[0].Known, c.Lag[0].Partitions[0].AgeKnown, c.Lag[0].Partitions[0].Records, c.Lag[0].Complete = false, false, 0, false
		}, values{`group_lag_records{group="billing"}`: absent, `group_lag_records_at_least{group="billing"}`: 70, `group_lag_seconds_at_least{group="billing"}`: 7.5, `group_lag_complete{group="billing"}`: 0,
			`group_partitions_unknown{group="billing"}`: 1, `unknown{fact="offsets",subject_kind="group"}`: 1, `broker_lag_records{broker="1",by="leader"}`: absent, `broker_lag_records_at_least{broker="1",by="leader"}`: absent,
			`broker_lag_records{broker="2",by="leader"}`: 70, `broker_lag_records_at_least{broker="2",by="coordinator"}`: 70, `broker_lag_records{broker="1",by="coordinator"}`: 0}},
		"a partition without a commit": {func(c *board.Cluster) {
			c.Lag[0].Partitions[2] = lag.Partition{Topic: "orders", Partition: 2, Leader: 3}
		},
			values{`group_partitions_without_commit{group="billing"}`: 1, `group_partitions_committed{group="billing"}`: 2, `group_lag_records{group="billing"}`: 0, `group_lag_complete{group="billing"}`: 1}},
		"a lag of commits that were not told": {func(c *board.Cluster) { c.Scope.Cluster.Groups[0].CommitsKnown = false },
			values{`group_lag_complete{group="billing"}`: 0, `group_partitions_committed{group="billing"}`: absent, `group_lag_records{group="billing"}`: absent}},
		"a leader with the id 0 that does not answer": {func(c *board.Cluster) {
			c.Scope.Brokers[1] = node(0)
			c.Scope.Brokers[1].Seen.Answer = model.Silent
			orders(c, 0).Leader, orders(c, 0).ISR = 0, []int32{1}
			orders(c, 1).Leader, orders(c, 1).ISR = 1, []int32{1, 0}
			orders(c, 2).Leader, orders(c, 2).ISR = 3, []int32{3, 1}
		}, values{`broker_up{broker="0"}`: 0, `partition_leader{topic="orders",partition="0"}`: absent, `partition_in_sync_replicas{topic="orders",partition="1"}`: absent,
			`partition_in_sync_replicas{topic="orders",partition="2"}`: 2, `partitions_leaderless`: absent}},
		"a quorum that is led by the controller 0": {func(c *board.Cluster) {
			c.Scope.Cluster.Quorum.Leader, c.Scope.Cluster.Quorum.Voters[0].ID = 0, 0
			c.Scope.Cluster.Quorum.Voters[1].LogEnd = 1010 // told a moment later than the leader's
		}, values{`quorum_leader_id`: 0, `quorum_voter_lag_records{voter="0"}`: 0, `quorum_voter_lag_records{voter="2"}`: 0, `quorum_voter_fetch_age_seconds{voter="0"}`: absent}},
		"lost records": {func(c *board.Cluster) { c.Lag[0].Lost, c.Lag[0].Partitions[1].Lost = 12, 12 },
			values{`group_lost_records{group="billing"}`: 12, `partition_lost_records{group="billing",topic="orders",partition="1"}`: 12, `partition_lost_records{group="billing",topic="orders",partition="0"}`: absent}},
		"a state that Kafka may have one day": {func(c *board.Cluster) { c.Scope.Cluster.Groups[0].State = "Pondering" },
			values{`group_state{group="billing",state="Stable"}`: absent, `group_state{group="billing",state="Pondering"}`: absent, `unknown{fact="groups",subject_kind="group"}`: 1}},
		"a group that is empty": {func(c *board.Cluster) {
			c.Scope.Cluster.Groups[0].State, c.Scope.Cluster.Groups[0].Members = "Empty", nil
		}, values{`group_state{group="billing",state="Empty"}`: 1, `group_state{group="billing",state="Stable"}`: 0, `group_members{group="billing"}`: 0}},
		"a share group": {func(c *board.Cluster) {
			c.Scope.Cluster.Groups = append(c.Scope.Cluster.Groups, &model.Group{ID: "s", Type: "share", State: "Stable", MembersKnown: true})
		}, values{`group_members{group="s"}`: 0, `group_lag_complete{group="s"}`: absent, `broker_lag_records{broker="1",by="leader"}`: 0}},
		"a topic that nobody reads": {func(c *board.Cluster) { c.Scope.Topics[1].Layout.Partitions[0].Offsets = model.Offsets{} },
			values{`topic_log_end_offset{topic="audit"}`: absent, `topic_log_end_offset{topic="orders"}`: 300, `unknown{fact="offsets",subject_kind="group"}`: 0}},
		"a topic that is only declared": {func(c *board.Cluster) { c.Scope.Topics[1].Layout = nil }, values{`topics`: 1, `topic_partitions{topic="audit"}`: absent}},
		"a gap of no kind":              {gap(model.FactViews, model.Subject{}), values{`unknown{fact="metadata of each broker",subject_kind="cluster"}`: 1, `unknown{fact="metadata of each broker",subject_kind="broker"}`: absent}},
		"one gap told twice": {func(c *board.Cluster) {
			gap(model.FactGroups, model.Subject{Kind: model.KindBroker, Name: "2"})(c)
			gap(model.FactGroups, model.Subject{Cluster: "plant", Kind: model.KindBroker, Name: "2"})(c)
		}, values{`unknown{fact="groups",subject_kind="broker"}`: 1, `unknown{fact="groups",subject_kind="cluster"}`: 1}},
		"a watch that keeps no ages": {func(c *board.Cluster) { c.Ages = nil }, values{`partitions_leaderless`: 0, `fact_age_seconds{fact="quorum"}`: absent, `group_lag_records{group="billing"}`: 0}},
		"skips":                      {func(c *board.Cluster) { c.Result.Skipped = []finding.Skip{{Rule: "a/b"}, {Rule: "a/b"}} }, values{`rule_skips{rule="a/b"}`: 2, `incidents{severity="error",state="open"}`: absent}},
		"nothing was judged yet":     {func(c *board.Cluster) { c.Result = nil }, values{`incidents{severity="error",state="open"}`: absent, `partitions_leaderless`: 0}},
	} {
		t.Run(name, func(t *testing.T) {
			b := healthy()
			c.change(b.Clusters[0])
			c.want.hold(t, scrape(t, b, Options{}))
		})
	}
}

// TestDark: that no broker answers is known, and nothing else.
func TestDark(t *testing.T) {
	b := healthy()
	c := b.Clusters[0]
	c.Scope.Cluster.Dark = true
	for _, n := range c.Scope.Brokers {
		n.Seen.Answer = model.Refused
	}
	p := scrape(t, b, Options{})
	values{`up`: 0, `broker_up{broker="1"}`: 0, `broker_fenced{broker="1"}`: absent, `broker_leaders{broker="1"}`: absent, `partitions`: absent, `quorum_leader_id`: absent,
		`group_lag_records{group="billing"}`: absent, `group_lag_complete{group="billing"}`: 0, `unknown{fact="quorum",subject_kind="cluster"}`: 1}.hold(t, p)
}

// TestBeforeTheFirstLook nothing is said of the cluster, until that is overdue.
func TestBeforeTheFirstLook(t *testing.T) {
	b := &board.Board{At: at, Started: at, Clusters: []*board.Cluster{{Name: "plant"}}}
	p := scrape(t, b, Options{})
	values{`up`: absent, `looks_total`: 0, `look_age_seconds`: absent, `incidents_unconfirmed`: absent, `unknown{fact="metadata",subject_kind="cluster"}`: 1}.hold(t, p)
	values{`up`: 0}.hold(t, scrape(t, b, later(2*time.Minute)))
	if p := scrape(t, &board.Board{}, Options{}); p.series["breakwater_storage_failing"] != 0 || len(matchingSeries(p, "breakwater_")) != 1 {
		t.Errorf("an empty board says %q", matchingSeries(p, "breakwater_"))
	}
}

func matchingSeries(p read, prefix string) (out []string) {
	for s := range p.series {
		if strings.HasPrefix(s, prefix) {
			out = append(out, s)
		}
	}
	return out
}

// TestIncidentsAreBounded, and those that share their labels are one.
func TestIncidentsAreBounded(t *testing.T) {
	b := healthy()
	c := b.Clusters[0]
	for i := range mostIncidents + 7 {
		c.Incidents = append(c.Incidents, incident.Incident{State: incident.Open, Start: at, Cause: finding.Finding{Rule: "r", Severity: finding.Error, Subject: model.Subject{Kind: model.KindBroker, Name: idText(int32(i))}}})
	}
	again := c.Incidents[0]
	again.Start = at.Add(-time.Minute)
	c.Incidents = append(c.Incidents, again)
	p := scrape(t, b, Options{})
	values{`incidents_left_out`: 7, `incidents{severity="error",state="open"}`: mostIncidents + 8, `incident_start_timestamp_seconds{rule="r",subject="broker/0",severity="error"}`: float64(at.Unix() - 60)}.hold(t, p)
	if got := len(matchingSeries(p, "breakwater_incident_start")); got != mostIncidents {
		t.Errorf("%d rows of incidents", got)
	}
	values{`incidents_unconfirmed`: mostIncidents + 8, `incidents{severity="error",state="open"}`: mostIncidents + 8}.hold(t, scrape(t, b, later(time.Hour)))
}

// TestPartitionsAreBounded, the worst first, and what is left out is counted.
func TestPartitionsAreBounded(t *testing.T) {
	b := healthy()
	c := b.Clusters[0]
	orders(c, 1).Leader, orders(c, 2).ISR = -1, []int32{3}
	c.Lag[1].Partitions[1].Lost = 4
	for _, o := range []struct {
		Options
		want values
	}{
		{Options{MostPartitions: 1}, values{`partition_leader{topic="orders",partition="1"}`: -1, `partition_replicas{topic="orders",partition="2"}`: absent, `partitions_left_out{of="topic"}`: 1, `partitions_left_out{of="group"}`: 0}},
		{Options{MostPartitions: 2}, values{`partition_replicas{topic="orders",partition="2"}`: 3, `partition_replicas{topic="audit",partition="0"}`: absent, `partitions_left_out{of="topic"}`: 0}},
		{Options{MostPartitions: 2, Partitions: All}, values{`partition_replicas{topic="orders",partition="2"}`: 3, `partitions_left_out{of="topic"}`: 2, `partitions_left_out{of="group"}`: 4, `partition_lost_records{group="shipping",topic="orders",partition="1"}`: 4}},
		{Options{Partitions: None}, values{`partition_replicas{topic="orders",partition="2"}`: absent, `partitions_left_out{of="topic"}`: absent}},
	} {
		o.want.hold(t, scrape(t, b, o.Options))
	}
}

// TestDelivery says that a receiver works only if it does.
func TestDelivery(t *testing.T) {
	for name, c := range map[string]struct {
		status notify.Status
		want   float64
	}{
		"never tried": {notify.Status{}, absent}, "works": {notify.Status{Delivered: at}, 0},
		"fails": {notify.Status{Delivered: at, Since: at}, 1}, "never worked": {notify.Status{Error: "refused"}, 1},
	} {
		b := healthy()
		c.status.Name = name
		b.Delivery = []notify.Status{c.status}
		scrape(t, b, Options{}).want(t, `breakwater_delivery_failing{receiver="`+name+`"}`, c.want)
		scrape(t, b, later(time.Hour)).want(t, `breakwater_delivery_failing{receiver="`+name+`"}`, absent)
	}
}

// TestWindowsThatHoldNow are counted, whether they are the cluster's or all's.
func TestWindowsThatHoldNow(t *testing.T) {
	b := healthy()
	hour := time.Hour
	b.Windows = []incident.Window{
		{Kind: "silence", Start: at, End: at.Add(hour)}, {Kind: "silence", Cluster: "plant", Start: at.Add(-hour), End: at.Add(1)},
		{Kind: "silence", Cluster: "other", Start: at, End: at.Add(hour)}, {Kind: "maintenance", Start: at.Add(1), End: at.Add(hour)}, {Kind: "maintenance", Start: at.Add(-hour), End: at},
	}
	values{`windows{kind="silence"}`: 2, `windows{kind="maintenance"}`: 0}.hold(t, scrape(t, b, Options{}))
}
