package broker

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// TestUnknownNumberOfBrokersIsTold: one copy is right on one broker and wrong
// on three, so where nobody knows how many there are, that is said, and only
// to who wrote the value.
func TestUnknownNumberOfBrokersIsTold(t *testing.T) {
	const (
		onlyOne = "only 1 broker's configuration is among the files, so how many there are is not known"
		onlyTwo = "only 2 brokers' configuration is among the files, so how many there are is not known"
	)
	for _, r := range []struct {
		rule *rule.Rule
		key  string
		two  string // the reason with two brokers
	}{
		{DefaultReplicationOne, "default.replication.factor", onlyTwo},
		{DefaultMinISROne, "min.insync.replicas", onlyTwo},
		{InternalTopicReplication, "offsets.topic.replication.factor", ""}, // two are enough for a finding
	} {
		for name, c := range map[string]struct {
			files  rulestest.Files
			reason string // "" for no skip
		}{
			"one file":             {server(r.key + "=1\n"), onlyOne},
			"two files":            {two(r.key + "=1\n"), r.two},
			"exactly one":          {strimzi("1", r.key+": 1"), ""},
			"nobody wrote it":      {server(""), ""},
			"enough copies":        {server(r.key + "=3\n"), ""},
			"a controller's file":  {one("process.roles=controller\nnode.id=1\ncontroller.quorum.bootstrap.servers=c:9093\n" + r.key + "=1\n"), ""},
			"a value not known":    {server(r.key + "=${env:N}\n"), ""},
			"a value that is none": {server(r.key + "=one\n"), ""},
		} {
			t.Run(r.rule.Name+" "+name, func(t *testing.T) {
				if got := countSkips(t, r.rule, c.files); c.reason == "" && len(got) > 0 || c.reason != "" && (len(got) == 0 || got[0] != c.reason) {
					t.Errorf("skips %q, want %q", got, c.reason)
				}
			})
		}
	}
}

// two are two brokers of one cluster.
func two(lines string) rulestest.Files {
	files := three(lines)
	delete(files, "b3/server.properties")
	return with(files, "breakwater.yaml", "scopes: {plant: {files: [\"b*/**\"]}}\n")
}

// countSkips is why a rule misses the number of brokers, for each time. Every
// such skip must point to the line that the number would judge.
func countSkips(t *testing.T, r *rule.Rule, files rulestest.Files) []string {
	t.Helper()
	var reasons []string
	for _, s := range rulestest.Skips(rulestest.Lint(t, []*rule.Rule{r}, files), r.Name) {
		if s.Needs != "broker count" {
			continue
		}
		reasons = append(reasons, s.Reason)
		if text := strings.Split(files[s.Origin.File], "\n"); !strings.Contains(text[s.Origin.Line-1], "=") || s.Origin.Line < 5 {
			t.Errorf("the skip points to line %d, %q", s.Origin.Line, text[s.Origin.Line-1])
		}
	}
	return reasons
}

// TestTwoCopiesNeedTheNumberToo: two copies are right on two brokers.
func TestTwoCopiesNeedTheNumberToo(t *testing.T) {
	const key = "offsets.topic.replication.factor"
	if got := countSkips(t, InternalTopicReplication, server(key+"=2\n")); len(got) != 1 {
		t.Errorf("skips %q, want one", got)
	}
	tell(t, InternalTopicReplication, []told{
		{"on two", strimzi("2", key+": 2", "transaction.state.log.replication.factor: 2", "transaction.state.log.min.isr: 1"), finding.None, nil, 0},
		{"on three", strimzi("3", key+": 2"), finding.Warning, []string{"is 2 on 3 brokers", "to 3 before the first start"}, 21},
		{"one on five", strimzi("5", key+": 1"), finding.Error, []string{"is 1 on 5 brokers", "to 3 before the first start"}, 21},
		{"one on two", strimzi("2", key+": 1", "transaction.state.log.replication.factor: 2", "transaction.state.log.min.isr: 1"), finding.Error, []string{"to 2 before the first start"}, 21},
	})
}

// TestEvidenceOfInternalTopics: a finding that rests on the number of brokers
// shows it, and each setting is a finding of its own.
func TestEvidenceOfInternalTopics(t *testing.T) {
	for copies, severity := range map[string]finding.Severity{"1": finding.Error, "2": finding.Warning, "9": finding.Error} {
		files := strimzi("3", "offsets.topic.replication.factor: "+copies, "transaction.state.log.replication.factor: "+copies)
		got := rulestest.Of(rulestest.Lint(t, []*rule.Rule{InternalTopicReplication}, files), InternalTopicReplication.Name)
		if len(got) != 2 {
			t.Fatalf("%s copies: %d findings, want 2", copies, len(got))
		}
		for i, key := range []string{"offsets.topic.replication.factor", "transaction.state.log.replication.factor"} {
			f := got[i]
			if f.Discriminator != key || f.Severity != severity || f.Origin.Line != 21+i {
				t.Errorf("%s copies: %s of %s in line %d", copies, f.Severity, f.Discriminator, f.Origin.Line)
			}
			if got, want := evidence(f), key+"="+copies+" replicas of brokers=3"; got != want {
				t.Errorf("%s copies: the evidence of %s is %q, want %q", copies, key, got, want)
			}
		}
	}
}

func evidence(f finding.Finding) string {
	var values []string
	for _, e := range f.Evidence {
		values = append(values, e.Name+"="+e.Value)
	}
	return strings.Join(values, " ")
}

// TestMinISROfInternalTopics holds each of Kafka's own topics against its own
// min.isr; __consumer_offsets has none.
func TestMinISROfInternalTopics(t *testing.T) {
	const copies, minISR = "transaction.state.log.replication.factor", "transaction.state.log.min.isr"
	const sharedCopies, sharedMinISR = "share.coordinator.state.topic.replication.factor", "share.coordinator.state.topic.min.isr"
	tell(t, InternalTopicReplication, []told{
		{"below", server(copies + "=3\n" + minISR + "=2\n"), finding.None, nil, 0},
		{"equal", server(copies + "=3\n" + minISR + "=3\n"), finding.Warning, []string{minISR + " is 3 for 3 replicas", "set " + minISR + " to 2"}, 8},
		{"above", server(copies + "=3\n" + minISR + "=4\n"), finding.Warning, []string{minISR + " is 4 for 3 replicas", "set " + minISR + " to 2"}, 8},
		{"equal by default", server(copies + "=2\n"), finding.Warning, []string{minISR + " is 2 for 2 replicas", "set " + minISR + " to 1"}, 7},
		{"the copies by default", server(minISR + "=3\n"), finding.Warning, []string{"is 3 for 3 replicas"}, 7},
		{"one copy has no choice", server(copies + "=1\n" + minISR + "=1\n"), finding.None, nil, 0},
		{"not known", server(copies + "=3\n" + minISR + "=${env:N}\n"), finding.None, nil, 0},
		{"share groups", server(sharedCopies + "=3\n" + sharedMinISR + "=3\n"), finding.Warning, []string{"__share_group_state"}, 8},
		{"share groups that nobody uses", server(sharedMinISR + "=3\n"), finding.None, nil, 0},
	})
}

func TestShown(t *testing.T) {
	for n, want := range map[int64]string{
		0: "no file says how many brokers the cluster has",
		1: "only 1 broker's configuration is among the files, so how many there are is not known",
		2: "only 2 brokers' configuration is among the files, so how many there are is not known",
	} {
		if got := shown(n); got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
}
