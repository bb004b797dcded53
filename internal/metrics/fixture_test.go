package metrics

import (
	"fmt"
	"time"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/notify"
)

// at is when the boards of the tests were published.
var at = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func clock(t time.Time) func() time.Time { return func() time.Time { return t } }

var runningFacts = []model.Fact{
	model.FactConnections, model.FactMetadata, model.FactViews, model.FactQuorum, model.FactTopicConfig,
	model.FactBrokerConfig, model.FactLogDirs, model.FactGroups, model.FactOffsets,
}

// healthy is a board with one cluster of three brokers, two topics and two
// groups with which nothing is wrong, and of which everything is known.
func healthy() *board.Board {
	return &board.Board{At: at, Started: at.Add(-time.Hour), Version: "1.2.3", Clusters: []*board.Cluster{plant("plant")}}
}

func plant(name string) *board.Cluster {
	c := &board.Cluster{Name: name, ID: "4L6g3nShT-eMCtK--X86sw", At: at, Ages: map[model.Fact]time.Time{},
		Result: &finding.Result{}, Lag: []lag.Group{caughtUp("billing"), caughtUp("shipping")},
		Look:   board.Look{Took: 80 * time.Millisecond, Every: 5 * time.Second, Number: 720, Requests: map[string]int{"Metadata": 1, "ListOffsets": 3}, Sent: 900, Received: 41000},
		Memory: board.Memory{Series: 24, Bytes: 4096},
	}
	for _, f := range runningFacts {
		c.Ages[f] = at.Add(-time.Second)
	}
	c.Scope = &model.Scope{Name: name, Cluster: &model.Cluster{ID: c.ID, Quorum: controllers()}}
	for id := int32(1); id <= 3; id++ {
		c.Scope.Brokers = append(c.Scope.Brokers, node(id))
	}
	c.Scope.Topics = []*model.Topic{topic("orders", 3), topic("audit", 1)}
	for _, g := range c.Lag {
		c.Scope.Cluster.Groups = append(c.Scope.Cluster.Groups, &model.Group{ID: g.ID, Type: "classic", State: "Stable", Coordinator: 2,
			Members: []model.Member{{ID: "m1"}, {ID: "m2"}}, MembersKnown: true, Commits: make([]model.Commit, 3), CommitsKnown: true})
	}
	return c
}

func controllers() *model.Quorum {
	q := &model.Quorum{Leader: 1, Epoch: 7, HighWatermark: 1000}
	for id := int32(1); id <= 3; id++ {
		q.Voters = append(q.Voters, model.QuorumReplica{ID: id, LogEnd: 1000, LastFetch: at.UnixMilli() - 250, LastCaughtUp: at.UnixMilli()})
	}
	q.Voters[0].LastFetch = -1
	q.Observers = []model.QuorumReplica{{ID: 4, LogEnd: 998, LastFetch: at.UnixMilli(), LastCaughtUp: -1}}
	return q
}

func node(id int32) *model.Broker {
	return &model.Broker{Name: fmt.Sprint(id), Seen: &model.Sighting{ID: id, Address: fmt.Sprintf("b%d:9092", id), Answer: model.Answered, Listed: true,
		Leads: 1, Holds: 4, Views: []model.View{{Agrees: true}}, LogDirsKnown: true,
		LogDirs: []model.LogDir{{Path: "/data", Size: 100, Replicas: 4, Total: 1 << 30, Usable: 1 << 29}}}}
}

// topic is one whose partitions are led by brokers 1, 2, 3 in turn.
func topic(name string, partitions int) *model.Topic {
	t := &model.Topic{Name: name, Layout: &model.Layout{ToldBy: 1}}
	for i := range partitions {
		leader := int32(i%3) + 1
		t.Layout.Partitions = append(t.Layout.Partitions, model.Partition{Index: int32(i), Leader: leader, LeaderEpoch: 1,
			Replicas: []int32{leader, leader%3 + 1, (leader+1)%3 + 1}, ISR: []int32{1, 2, 3},
			Offsets: model.Offsets{Start: 10, End: 100, StartKnown: true, EndKnown: true}})
	}
	return t
}

// caughtUp is a group that has read everything of the topic orders.
func caughtUp(id string) lag.Group {
	g := lag.Group{ID: id, Type: "classic", State: "Stable", InUse: true, Members: 2, Coordinator: 2, Complete: true, AgeKnown: true, Read: 30, Written: 30, CatchUpKnown: true}
	for i := range int32(3) {
		g.Partitions = append(g.Partitions, lag.Partition{Topic: "orders", Partition: i, Leader: i + 1, HasCommit: true, Committed: 100, Start: 10, End: 100,
			Known: true, AgeKnown: true, How: lag.ByHistory, Read: 10, Written: 10, Rates: true})
	}
	return g
}

// behind makes a group lag in one partition.
func behind(g *lag.Group, partition int, records, age, within int64) {
	p := &g.Partitions[partition]
	p.Committed, p.Records, p.Age, p.Within = p.End-records, records, age, within
	g.Records, g.Age, g.CatchUp = 0, 0, 60_000
	for _, p := range g.Partitions {
		g.Records += p.Records
		g.Age = max(g.Age, p.Age)
	}
}

func orders(c *board.Cluster, partition int) *model.Partition {
	for _, t := range c.Scope.Topics {
		if t.Name == "orders" {
			return &t.Layout.Partitions[partition]
		}
	}
	return nil
}

// troubled is a board on which each family has a series: a second cluster
// lacks a broker and much of what is to be known.
func troubled() *board.Board {
	b := healthy()
	b.Storage = "the disk is full"
	b.Delivery = []notify.Status{
		{Name: "pager", Sent: 12, Delivered: at.Add(-time.Minute)},
		{Name: "chat", Failed: 4, Pending: 2, Error: "503", Since: at.Add(-time.Hour)},
		{Name: "new"},
	}
	b.Windows = []incident.Window{
		{Kind: "silence", Cluster: "mine", Start: at.Add(-time.Hour), End: at.Add(time.Hour)},
		{Kind: "maintenance", Start: at.Add(time.Hour), End: at.Add(2 * time.Hour)},
	}
	lagging := &b.Clusters[0].Lag[1]
	behind(lagging, 1, 40, 90_500, 5000)
	lagging.Partitions[0].Lost, lagging.Lost = 5, 5
	b.Clusters = append(b.Clusters, mine())
	return b
}

func mine() *board.Cluster {
	c := plant("mine")
	c.Scope.Brokers[2].Seen.Answer = model.Refused
	c.Behind = []lag.Broker{{ID: 2, Partitions: 3, Records: 4200, Rate: 70, Rated: true, CatchUp: 60_001, CatchUpKnown: true}}
	c.Scope.Brokers[1].Seen.LogDirs = []model.LogDir{{Path: "/data", Error: "KAFKA_STORAGE_ERROR", Total: -1, Usable: -1}}
	lost := orders(c, 0)
	lost.Leader, lost.ISR, lost.Offline = -1, []int32{3}, []int32{2}
	refused := orders(c, 1)
	refused.ISR = []int32{2}
	c.Scope.Cluster.Moving = []model.TopicPartition{{Topic: "audit", Partition: 0}}
	told(c, "cluster/under-min-isr", finding.Error, model.Subject{Cluster: "mine", Kind: model.KindPartition, Name: "orders", Partition: 1})
	told(c, "cluster/broker-missing", finding.Error, model.Subject{Cluster: "mine", Kind: model.KindBroker, Name: "3"})
	c.Result.Skipped = []finding.Skip{{Rule: "group/abandoned", Subject: model.Subject{Kind: model.KindGroup, Name: "billing"}}}
	behind(&c.Lag[0], 1, 30, 30_000, 0)
	c.Lag[0].Lost, c.Lag[0].Partitions[1].Lost = 7, 7
	c.Lag[0].Partitions[0].Known, c.Lag[0].Complete = false, false
	c.Incidents = []incident.Incident{
		{ID: "1", Cause: c.Result.Findings[1], State: incident.Open, Start: at.Add(-90 * time.Second), Unknown: true},
		{ID: "2", Cause: c.Result.Findings[1], State: incident.Recovering, Start: at.Add(-100 * time.Second)},
		{ID: "3", Cause: c.Result.Findings[0], State: incident.Settling, Start: at},
		{ID: "4", Cause: c.Result.Findings[0], State: incident.Resolved, Start: at, Unknown: true},
	}
	return c
}

func told(c *board.Cluster, rule string, severity finding.Severity, on model.Subject) {
	c.Result.Findings = append(c.Result.Findings, finding.Finding{Rule: rule, Severity: severity, Subject: on})
}
