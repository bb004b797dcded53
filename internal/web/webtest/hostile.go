package webtest

import (
	"fmt"
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/lag"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/notify"
)

// Evil is what somebody who may name groups and clients could write.
const Evil = `"><script>alert('1')</script><img src=x onerror=alert(1)>{{.}}` + "\x1b[31m\u202e\n</style>"

// Hostile is a board in which everything that a cluster tells is Evil.
func Hostile() *board.Board {
	b := Trouble()
	b.Version, b.Storage = Evil, Evil
	c := b.Clusters[0]
	c.Name, c.ID, c.Scope.Name = Evil, Evil, Evil
	for _, n := range c.Scope.Brokers {
		n.Name, n.Seen.Address, n.Seen.Rack, n.Seen.Detail, n.Version = Evil, Evil, Evil, Evil, model.KnownValue(Evil, model.Origin{})
	}
	for i := range c.Incidents {
		in := &c.Incidents[i]
		in.ID, in.Cluster, in.Held, in.Effects = Evil, Evil, Evil, []incident.Effect{{Rule: Evil, Severity: finding.Error, Count: 2, Subjects: []string{Evil}}}
		in.Cause.Rule, in.Cause.Message, in.Cause.Fix, in.Cause.Subject.Name = Evil, Evil, Evil, Evil
		in.Cause.Evidence = []finding.Evidence{{Name: Evil, Value: Evil, Origin: model.Origin{Address: Evil}}}
		in.Acked = &incident.Note{By: Evil, At: Now(), Reason: Evil}
	}
	for i := range c.Result.Gaps {
		c.Result.Gaps[i].Detail, c.Result.Gaps[i].Scope.Name = Evil, Evil
	}
	for i := range c.Lag {
		g := &c.Lag[i]
		g.ID, g.Type, g.State, g.Partitions[0].Topic = Evil+fmt.Sprint(i), Evil, Evil, Evil
	}
	b.Delivery = []notify.Status{{Name: Evil, Error: Evil, Since: Now()}}
	b.Windows[0].Subject, b.Windows[0].By, b.Windows[0].Reason, b.Windows[0].Rule = Evil, Evil, Evil, Evil
	return b
}

// Big is a board of 10,000 topics of three partitions, 500 groups of ten
// topics each and 20,000 findings, 200 of which are causes.
func Big() *board.Board {
	b := Healthy()
	c := b.Clusters[0]
	c.Result.Checked[model.KindTopic], c.Result.Checked[model.KindPartition], c.Result.Checked[model.KindGroup] = 10_000, 30_000, 500
	for n := range 10_000 {
		c.Scope.Topics = append(c.Scope.Topics, &model.Topic{Name: fmt.Sprintf("topic-%d", n), Layout: &model.Layout{Partitions: make([]model.Partition, 3)}})
	}
	c.Lag = nil
	for n := range 500 {
		c.Lag = append(c.Lag, bigGroup(n))
	}
	for n := range 20_000 {
		f := finding.Finding{Rule: "cluster/under-replicated", Severity: finding.Warning, Subject: model.Subject{Cluster: "plant", Kind: model.KindPartition, Name: fmt.Sprintf("topic-%d", n/2), Partition: int32(n % 2)},
			Message: "2 of 3 replicas are in sync: the next failure may stop it"}
		if n%100 == 0 {
			c.Incidents = append(c.Incidents, IncidentOf(fmt.Sprintf("%016x", n), f, time.Hour))
		} else {
			f.CausedBy = c.Result.Findings[n/100*100].Fingerprint()
		}
		c.Result.Findings = append(c.Result.Findings, f)
		c.Result.Skipped = append(c.Result.Skipped, finding.Skip{Rule: "group/data-lost", Subject: f.Subject, Needs: "offsets", Reason: strings.Repeat("r", n%50)})
	}
	return b
}

func bigGroup(n int) lag.Group {
	g := lag.Group{ID: fmt.Sprintf("group-%d", n), State: "Stable", InUse: true, Complete: true, AgeKnown: true}
	for topic := range 10 {
		for p := range 3 {
			behind := int64(n * topic * p)
			g.Partitions = append(g.Partitions, lag.Partition{
				Topic: fmt.Sprintf("topic-%d", n*10+topic), Partition: int32(p), HasCommit: true, Committed: 10, End: 10 + behind, Known: true, Records: behind,
				AgeKnown: true, Age: behind, How: lag.ByHistory,
			})
			g.Records += behind
			g.Age = max(g.Age, behind)
		}
	}
	return g
}
