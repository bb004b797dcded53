// Package webtest has boards to show: a healthy one, one in trouble, a hostile
// one and a big one.
package webtest

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

// Now is the time at which the boards are shown: two seconds after the look.
func Now() time.Time { return time.Date(2026, 11, 29, 3, 12, 40, 0, time.UTC) }

// before is a time so long before Now.
func before(d time.Duration) time.Time { return Now().Add(-d) }

// Healthy is a board of one cluster of which everything is known and nothing
// is wrong.
func Healthy() *board.Board {
	return &board.Board{
		At: before(2 * time.Second), Started: before(26 * time.Hour), Version: "0.5.0", Clusters: []*board.Cluster{plant()},
		Delivery: []notify.Status{{Name: "alertmanager", Sent: 12, Delivered: before(time.Hour)}},
	}
}

func plant() *board.Cluster {
	at := before(2 * time.Second)
	return &board.Cluster{
		Name: "plant", ID: "MkU3OEVBNTcwNTJENDM2Qg", At: at,
		Ages: map[model.Fact]time.Time{
			model.FactConnections: at, model.FactMetadata: at, model.FactTopicLayout: at, model.FactOffsets: at, model.FactGroups: at,
			model.FactQuorum: at, model.FactBrokerConfig: before(4 * time.Minute), model.FactLogDirs: before(50 * time.Second),
		},
		Scope: &model.Scope{
			Name: "plant", Brokers: []*model.Broker{broker(1), broker(2), broker(3)},
			Cluster: &model.Cluster{ID: "MkU3OEVBNTcwNTJENDM2Qg", Groups: []*model.Group{{ID: "billing", MembersKnown: true}, {ID: "audit", MembersKnown: true}}},
		},
		Result: &finding.Result{Command: "watch", Scopes: 1, Checked: map[model.Kind]int{
			model.KindCluster: 1, model.KindBroker: 3, model.KindTopic: 120, model.KindPartition: 360, model.KindGroup: 2,
		}},
		Lag:    []lag.Group{idle("audit"), billing()},
		Look:   board.Look{Took: 180 * time.Millisecond, Every: 5 * time.Second, Number: 18720, Requests: map[string]int{"ListOffsets": 3, "OffsetFetch": 2, "Metadata": 1}, Sent: 18432, Received: 262144},
		Memory: board.Memory{Series: 1080, Bytes: 3 << 20},
	}
}

func broker(id int32) *model.Broker {
	name := fmt.Sprint(id)
	return &model.Broker{
		Name: name, Version: model.KnownValue("4.3", model.Origin{}), Roles: model.RoleBroker,
		Seen: &model.Sighting{ID: id, Address: "10.0.0." + name + ":9092", Rack: "rack-" + name, Answer: model.Answered, Listed: true, Leads: 120, Holds: 360},
	}
}

// idle is a group that has read everything: what it has not is a marker.
func idle(id string) lag.Group {
	return lag.Group{
		ID: id, Type: "classic", State: "Empty", Coordinator: 1, Complete: true, AgeKnown: true, CatchUpKnown: true, Kafka: 1,
		Partitions: []lag.Partition{{Topic: "iot", Leader: 1, HasCommit: true, Committed: 899, First: 900, End: 900, Known: true, Kafka: 1, KafkaTells: true, AgeKnown: true, How: lag.ByRecord, Rates: true}},
	}
}

// billing is a group that is behind: a partition with an exact age, one with
// an age within limits, and one of which it has committed nothing.
func billing() lag.Group {
	return lag.Group{
		ID: "billing", Type: "consumer", State: "Stable", InUse: true, Members: 2, Coordinator: 2, Complete: true,
		Records: 125_400, Kafka: 125_400, Age: 252_000, AgeKnown: true, Read: 800, Written: 500, CatchUp: 418_000, CatchUpKnown: true,
		Partitions: []lag.Partition{
			{Topic: "iot", Partition: 0, Leader: 1, HasCommit: true, Committed: 1000, Start: 0, End: 126_000, Known: true, Records: 125_000, Kafka: 125_000, KafkaTells: true, AgeKnown: true, Age: 252_000, Within: 5000, How: lag.ByHistory, Rates: true, Read: 700, Written: 400},
			{Topic: "iot", Partition: 1, Leader: 2, HasCommit: true, Committed: 5000, Start: 100, End: 5400, Known: true, Records: 400, Kafka: 400, KafkaTells: true, AtMost: true, AgeKnown: true, Age: 900, How: lag.ByRecord, Rates: true, Read: 100, Written: 100},
			{Topic: "iot", Partition: 2, Leader: 3, Known: true, End: 70},
		},
	}
}

// Dead is the finding that broker 2 does not answer.
func Dead() finding.Finding {
	return finding.Finding{
		Rule: "cluster/broker-missing", Severity: finding.Error, Subject: model.Subject{Cluster: "plant", Kind: model.KindBroker, Name: "2"},
		Message: "broker 2 refuses connections at 10.0.0.2:9092: what it leads cannot be written or read",
		Fix:     "look at the process and the host of broker 2, and start it again",
		Evidence: []finding.Evidence{
			{Name: "answer", Value: "refuses", Origin: model.Origin{Address: "connection to 10.0.0.2:9092"}},
			{Name: "listed", Value: "true", Origin: model.Origin{Address: "metadata of broker 1"}},
		},
	}
}

// IncidentOf is an open incident of a finding of the plant, which began so
// long ago.
func IncidentOf(id string, f finding.Finding, ago time.Duration) incident.Incident {
	return incident.Incident{
		ID: id, Cluster: "plant", Fingerprint: f.Fingerprint(), Cause: f, State: incident.Open,
		Start: before(ago), Opened: before(ago - 6*time.Second), Seen: before(2 * time.Second),
	}
}

// Trouble is a board with a dead broker, a warning that is held, one that
// settles, one that is over, and two gaps.
func Trouble() *board.Board {
	b := Healthy()
	c := b.Clusters[0]
	dead := c.Scope.Brokers[1].Seen
	dead.Answer, dead.Detail, dead.Leads = model.Refused, "10.0.0.2:9092 refuses connections: no process listens there", 0
	c.Scope.Brokers[2].Version = model.Value{}
	first := IncidentOf("9f2c51d07ab3e846", Dead(), 4*time.Minute+5*time.Second)
	first.Effects = []incident.Effect{
		{Rule: "cluster/under-min-isr", Severity: finding.Error, Count: 24, Subjects: []string{"partition/iot/0", "partition/iot/1"}},
		{Rule: "group/partition-stuck", Severity: finding.Warning, Count: 1, Subjects: []string{"group/billing/iot/0"}},
	}
	first.Acked = &incident.Note{By: "ines", At: before(time.Minute), Until: before(-time.Hour), Reason: "on it"}
	skewed := finding.Finding{Rule: "cluster/leaders-skewed", Severity: finding.Warning, Subject: model.Subject{Cluster: "plant", Kind: model.KindCluster},
		Message: "broker 1 leads 200 of 360 partitions: if it fails, most clients notice"}
	held := IncidentOf("1b07c4e85d92fa36", skewed, 20*time.Minute)
	held.Held, held.Flapping = "maintenance by ines until 04:00: rolling restart", true
	slow := finding.Finding{Rule: "group/lag-grows", Severity: finding.Warning, Subject: model.Subject{Cluster: "plant", Kind: model.KindGroup, Name: "billing"}, Message: "the lag has grown for 8 min"}
	young := IncidentOf("77aa01bc34de9f05", slow, 40*time.Second)
	young.State, young.Opened = incident.Settling, time.Time{}
	over := IncidentOf("c0ffee00c0ffee00", slow, 3*time.Hour)
	over.State, over.Resolved = incident.Resolved, before(2*time.Hour)
	c.Incidents = []incident.Incident{first, held, young, over}
	c.Result.Findings = []finding.Finding{Dead(), skewed, slow}
	c.Result.Gaps = []model.Gap{
		{Fact: model.FactLogDirs, Scope: Dead().Subject, Why: model.Unreachable, Detail: "10.0.0.2:9092 refuses connections"},
		{Fact: model.FactQuorum, Scope: c.Scope.Subject(), Why: model.Unsupported, Detail: "the platform does not show it", Expected: true},
	}
	c.Result.Skipped = []finding.Skip{{Rule: "group/data-lost", Subject: slow.Subject, Needs: "the past", Reason: "the cluster has been watched for 4 min, and the rule looks back 1 h"}}
	c.Result.NotAsked = []model.Fact{model.FactClientConfig}
	g := &c.Lag[1]
	g.Complete, g.AgeKnown, g.CatchUpKnown = false, false, false
	g.Kafka = g.Partitions[0].Kafka
	g.Partitions[1] = lag.Partition{Topic: "iot", Partition: 1, Leader: -1, HasCommit: true, Committed: 5000, Why: "its leader did not answer ListOffsets"}
	g.Records = 125_000
	b.Delivery = append(b.Delivery, notify.Status{Name: "slack", Failed: 7, Pending: 2, Error: "503 Service Unavailable", Since: before(5 * time.Minute)})
	b.Windows = []incident.Window{
		{ID: "w1", Kind: incident.Maintenance, Cluster: "plant", Subject: "broker/*", By: "ines", Reason: "rolling restart", Start: before(time.Hour), End: before(-48 * time.Minute)},
		{ID: "w2", Kind: incident.Silence, Subject: "topic/scratch-*", Rule: "topic/*", By: "tom", Reason: "tests", Start: before(-time.Hour), End: before(-2 * time.Hour)},
	}
	return b
}

// Events are the timeline of the trouble's first incident.
func Events() []incident.Event {
	event := func(ago time.Duration, kind incident.EventKind, text string) incident.Event {
		return incident.Event{At: before(ago), Incident: "9f2c51d07ab3e846", Cluster: "plant", Kind: kind, Rule: Dead().Rule, Subject: "broker/2", Severity: finding.Error, Text: text}
	}
	return []incident.Event{
		event(3*time.Minute, incident.EventWorse, "24 partitions cannot be written"),
		event(4*time.Minute, incident.EventOpened, "broker 2 refuses connections"),
		event(time.Minute, incident.EventAcked, "ines has taken it: on it"),
	}
}
