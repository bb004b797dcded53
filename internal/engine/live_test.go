package engine

import (
	"reflect"
	"slices"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

var connections = model.FactsOf(model.FactConnections)

// missing reports every broker that does not answer, and is the cause of
// whatever is lacking on it.
var missing = &rule.Rule{Name: "cluster/missing", Severity: finding.Error, On: model.KindBroker, Needs: connections,
	Explains: []rule.Effect{{Rule: "cluster/lacking", By: rule.SameBroker}},
	Check: func(p *rule.Pass) {
		if s := p.Seen(); s != nil && s.Answer != model.Answered {
			p.Report("it does not answer")
		}
	}}

// lacking reports every partition that lacks a replica.
var lacking = &rule.Rule{Name: "cluster/lacking", Severity: finding.Warning, On: model.KindPartition, Needs: connections,
	Check: func(p *rule.Pass) {
		if gone := p.Partition().Missing(); len(gone) > 0 {
			p.Report("it lacks replicas").Blames(gone...)
		}
	}}

// running is a cluster of which broker 2 does not answer, beside an address
// that belongs to nobody.
func running() fake {
	return fake{facts: connections, fill: func(b *model.Builder) {
		place := model.Place{Names: []string{"kafka:abc"}}
		for _, n := range []struct {
			id      int32
			answer  model.Answer
			version string
		}{{1, model.Answered, "4.1"}, {2, model.Refused, ""}, {3, model.Answered, "4.0"}, {4, model.Answered, "4.1"}, {-1, model.Unlocated, ""}} {
			broker := &model.Broker{Name: "1", Place: place, Seen: &model.Sighting{ID: n.id, Answer: n.answer}}
			broker.Name = map[int32]string{-1: "old:9092", 1: "1", 2: "2", 3: "3", 4: "4"}[n.id]
			if n.version != "" {
				broker.Version = model.KnownValue(n.version, model.Origin{})
			}
			b.Broker(broker)
		}
		b.Topic(&model.Topic{Name: "orders", Place: place, Layout: &model.Layout{Partitions: []model.Partition{
			{Index: 0, Replicas: []int32{1, 2}, ISR: []int32{1}}, {Index: 1, Replicas: []int32{1, 3}, ISR: []int32{1}}, {Index: 2, Replicas: []int32{1, 3}, ISR: []int32{1, 3}},
		}}})
		b.Cluster(&model.Cluster{Place: place, ID: "abc"})
	}}
}

func TestARunningClusterInAFewWords(t *testing.T) {
	result := run(t, request(running(), missing))
	want := []finding.Seen{{Name: "abc", ID: "abc", Kafka: []string{"4.0", "4.1"}, Brokers: 4, Answered: 3}}
	if !reflect.DeepEqual(result.Clusters, want) {
		t.Errorf("clusters %+v, want %+v", result.Clusters, want)
	}
	if got := run(t, request(topics(nil, "a"), named("topic/named"))).Clusters; len(got) > 0 {
		t.Errorf("files show the clusters %+v", got)
	}
}

// TestEffectsAreToldBelowTheirCause: and one whose broker answers is not.
func TestEffectsAreToldBelowTheirCause(t *testing.T) {
	result := run(t, request(running(), missing, lacking))
	var cause string
	for i := range result.Findings {
		if f := &result.Findings[i]; f.Subject.Name == "2" {
			cause = f.Fingerprint()
		}
	}
	for _, f := range result.Findings {
		want := ""
		if f.Subject.String() == "partition/orders/0" {
			want = cause
		}
		if f.CausedBy != want || cause == "" {
			t.Errorf("%s has the cause %q, want %q", f.Subject, f.CausedBy, want)
		}
	}
	if len(result.Findings) != 4 { // broker 2, the address, two partitions
		t.Errorf("findings %+v", result.Findings)
	}
}

// TestACauseThatIsOffHidesNothing: its effects are told on their own.
func TestACauseThatIsOffHidesNothing(t *testing.T) {
	q := request(running(), missing, lacking)
	q.Settings = &rule.Settings{Rules: []rule.Override{{Pattern: "cluster/missing", Off: true}}}
	for _, f := range run(t, q).Findings {
		if f.CausedBy != "" {
			t.Errorf("%s has a cause that nobody is told of", f.Subject)
		}
	}
}

func TestWhatNobodyWasAskedFor(t *testing.T) {
	off := &rule.Settings{Rules: []rule.Override{{Pattern: "cluster/*", Off: true}}}
	needsBoth := named("topic/both")
	needsBoth.Needs = layout.Union(config)
	for _, c := range []struct {
		name     string
		rules    []*rule.Rule
		settings *rule.Settings
		want     []model.Fact
	}{
		{"nothing is lacking", []*rule.Rule{named("topic/named")}, nil, nil},
		{"one fact of two", []*rule.Rule{needsBoth}, nil, []model.Fact{model.FactTopicConfig}},
		{"in the order of facts, once", []*rule.Rule{missing, lacking, needsBoth}, nil, []model.Fact{model.FactTopicConfig, model.FactConnections}},
		{"not for rules that are off", []*rule.Rule{missing, lacking, needsBoth}, off, []model.Fact{model.FactTopicConfig}},
	} {
		q := request(topics(nil, "a"), c.rules...)
		q.Settings = c.settings
		if got := run(t, q).NotAsked; !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// TestAPolicyDoesNotChangeWhatWasSeen: that a gap is announced is a matter of
// this run, and not of the snapshot, which may be saved.
func TestAPolicyDoesNotChangeWhatWasSeen(t *testing.T) {
	shared := []model.Gap{{Fact: model.FactQuorum, Why: model.Denied, Scope: model.Subject{Kind: model.KindCluster}}}
	now := &model.Snapshot{Gaps: shared}
	result := assemble(Request{Settings: &rule.Settings{Expect: []string{"quorum"}}}, now, rule.Outcome{})
	if !result.Gaps[0].Expected || now.Gaps[0].Expected {
		t.Errorf("the result says %v, what was seen %v; want the result alone to be expected", result.Gaps[0].Expected, now.Gaps[0].Expected)
	}
}
