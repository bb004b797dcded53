package demo

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/dial/target"
	"github.com/breakwaterhq/breakwater/internal/engine"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules"
	"github.com/breakwaterhq/breakwater/internal/source"
	"github.com/breakwaterhq/breakwater/internal/source/cluster"
)

// started is a demo that runs until the test ends.
func started(t *testing.T, o Options) *Cluster {
	t.Helper()
	o.Now = time.Now
	c, err := Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// scan looks at a demo as the command does, with all of its settings.
func scan(t *testing.T, c *Cluster) *finding.Result {
	t.Helper()
	at, err := target.New(strings.Join(c.Bootstrap(), ","))
	if err != nil {
		t.Fatal(err)
	}
	result, err := engine.Run(context.Background(), engine.Request{
		Command: "demo", Rules: rules.All(), Now: time.Now(), Settings: &rule.Settings{}, Strict: true,
		Sources: []source.Source{cluster.New(cluster.Options{Target: at, Now: time.Now})},
	})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// fault is something that is wrong with the demo, and what tells of it.
type fault struct {
	from     string
	rule     string
	subject  string
	severity finding.Severity
	follows  int // findings that fold under it
}

var faults = []fault{
	{"incident D: a broker is down", "cluster/broker-missing", "broker/2", finding.Error, 98},
	{"incident A: batches that fit into no segment", "topic/batch-exceeds-segment", "topic/iot-telemetry-v2", finding.Error, 0},
	{"incident A: nothing is ever deleted", "topic/retention-unbounded", "topic/iot-telemetry-v2", finding.Info, 0},
	{"incident B: lag 0, and records are gone", "group/data-lost", "group/fulfilment/orders.v2/4", finding.Error, 0},
	{"incident B: acknowledged by one copy", "topic/min-isr-one", "topic/orders.v2", finding.Warning, 0},
	{"incident B: acknowledged records are thrown away", "topic/unclean-election", "topic/orders.v2", finding.Warning, 0},
	{"guide C: two applications in one group", "group/members-differ", "group/invoicing", finding.Warning, 0},
	{"a quorum of which none may fail", "quorum/few-voters", "cluster", finding.Warning, 0},
	{"a topic of which no replica may fail", "topic/min-isr-equals-replicas", "topic/payments", finding.Warning, 0},
	{"two copies", "topic/too-few-replicas", "topic/payments", finding.Warning, 0},
	{"one copy", "topic/too-few-replicas", "topic/line-calibration", finding.Warning, 0},
	{"Kafka's own topic has one copy", "topic/too-few-replicas", "topic/__transaction_state", finding.Warning, 0},
}

// TestEveryFaultIsFoundAndNothingElse holds the demo against what it is for:
// each fault is one finding, and all others follow from the broker.
func TestEveryFaultIsFoundAndNothingElse(t *testing.T) {
	result := scan(t, started(t, Options{}))
	causes := map[string]finding.Finding{}
	follows := map[string]int{}
	for _, f := range result.Findings {
		if f.CausedBy == "" {
			causes[f.Rule+" "+f.Subject.String()] = f
		}
		follows[f.CausedBy]++
	}
	for _, want := range faults {
		at := want.rule + " " + want.subject
		f, found := causes[at]
		delete(causes, at)
		switch {
		case !found:
			t.Errorf("%s: there is no %s", want.from, at)
		case f.Severity != want.severity:
			t.Errorf("%s: %s is an %s, not an %s", want.from, at, f.Severity, want.severity)
		case follows[f.Fingerprint()] != want.follows:
			t.Errorf("%s: %d findings follow from %s, not %d", want.from, follows[f.Fingerprint()], at, want.follows)
		}
	}
	for at, f := range causes {
		t.Errorf("found, and no fault of the demo: %s %s: %s", f.Severity, at, f.Message)
	}
}

// TestWhatFollowsFromTheBroker counts what folds under it.
func TestWhatFollowsFromTheBroker(t *testing.T) {
	got := map[string]int{}
	of := map[string][]string{}
	for _, f := range scan(t, started(t, Options{})).Findings {
		if f.CausedBy != "" {
			got[f.Rule]++
			if !slices.Contains(of[f.Rule], f.Subject.Name) {
				of[f.Rule] = append(of[f.Rule], f.Subject.Name)
			}
		}
	}
	for rule, want := range map[string]struct {
		n      int
		topics string
	}{
		"cluster/partition-leaderless": {17, "__transaction_state line-calibration"},
		"cluster/under-min-isr":        {4, "payments"},
		"cluster/at-min-isr":           {12 + 6 + 3 + 50, "__consumer_offsets audit-log iot-telemetry-v2 machine-events"},
		"cluster/under-replicated":     {6, "orders.v2"},
	} {
		slices.Sort(of[rule])
		if topics := strings.Join(of[rule], " "); got[rule] != want.n || topics != want.topics {
			t.Errorf("%d × %s of %s, want %d of %s", got[rule], rule, topics, want.n, want.topics)
		}
		delete(got, rule)
	}
	if len(got) > 0 {
		t.Errorf("more follows from the broker: %v", got)
	}
}

// TestHealthyThingsAreBesideThem: the demo is no wall of red.
func TestHealthyThingsAreBesideThem(t *testing.T) {
	result := scan(t, started(t, Options{}))
	for _, f := range result.Findings {
		healthy := slices.Contains([]string{"machine-events", "audit-log", "dashboards", offsetsTopic, "0", "1"}, f.Subject.Name)
		if healthy && f.CausedBy == "" {
			t.Errorf("%s on %s", f.Rule, f.Subject)
		}
	}
	for kind, want := range map[model.Kind]int{model.KindBroker: 3, model.KindTopic: 8, model.KindPartition: 132, model.KindGroup: 3, model.KindCluster: 1} {
		if result.Checked[kind] != want {
			t.Errorf("checked %d of kind %s, want %d", result.Checked[kind], kind, want)
		}
	}
}

// TestOnlyTheBrokerThatIsDownIsNotSeen: what cannot be checked is what a real
// cluster would not show either.
func TestOnlyTheBrokerThatIsDownIsNotSeen(t *testing.T) {
	result := scan(t, started(t, Options{}))
	for _, g := range result.Gaps {
		if g.Scope.String() != "broker/2" || g.Fact != model.FactLogDirs {
			t.Errorf("not seen: %s of %s: %s", g.Fact, g.Scope, g.Detail)
		}
	}
	for _, s := range result.Skipped {
		if s.Subject.String() != "broker/2" {
			t.Errorf("not judged: %s of %s: %s, %s", s.Rule, s.Subject, s.Needs, s.Reason)
		}
	}
	if len(result.Clusters) != 1 || result.Clusters[0].Brokers != 3 || result.Clusters[0].Answered != 2 || result.Clusters[0].ID != "demo" {
		t.Errorf("clusters %+v", result.Clusters)
	}
	if kafka := result.Clusters[0].Kafka; len(kafka) != 1 || kafka[0] != "4.3" {
		t.Errorf("Kafka %v", kafka)
	}
}

// TestEveryDemoIsTheSame: fingerprints do not depend on the ports.
func TestEveryDemoIsTheSame(t *testing.T) {
	one, other := scan(t, started(t, Options{})), scan(t, started(t, Options{}))
	if a, b := fingerprints(one), fingerprints(other); !slices.Equal(a, b) {
		t.Errorf("%d and %d findings: %v and %v", len(a), len(b), a, b)
	}
}

func fingerprints(r *finding.Result) []string {
	var out []string
	for _, f := range r.Findings {
		out = append(out, f.Severity.String()+" "+f.Fingerprint())
	}
	slices.Sort(out)
	return out
}
