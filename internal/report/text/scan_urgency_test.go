package text

import (
	"fmt"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/report/reporttest"
	"github.com/breakwaterhq/breakwater/internal/rules"
)

// inOrder tells whether all stand in a text, one after the other.
func inOrder(t *testing.T, text string, all ...string) {
	t.Helper()
	rest := text
	for _, want := range all {
		_, after, ok := strings.Cut(rest, want)
		if !ok {
			t.Fatalf("%q is not there, or too early:\n%s", want, text)
		}
		rest = after
	}
}

// TestWhatHappensNowIsToldFirst: who was woken wants to know what broke, not
// what somebody set a year ago.
func TestWhatHappensNowIsToldFirst(t *testing.T) {
	got := told(t, func(r *finding.Result) {
		r.Findings = []finding.Finding{
			found("broker/default-min-isr-one", finding.Warning, on(model.KindBroker, "1"), "min.insync.replicas is 1"),
			found("cluster/too-few-brokers", finding.Warning, on(model.KindCluster, ""), "the cluster has 2 brokers"),
		}
		for n := range 102 {
			f := found("cluster/under-replicated", finding.Warning, model.Subject{Kind: model.KindPartition, Name: "iot", Partition: int32(n)}, "2 of 3 replicas are in sync")
			r.Findings = append(r.Findings, f)
		}
	})
	if want := "Working, with 104 warnings: partition/iot/0, partition/iot/1, partition/iot/2 and 99 more: 2 of 3"; !strings.HasPrefix(got, want) {
		t.Errorf("want %q in\n%s", want, got)
	}
	inOrder(t, got, "warning cluster/under-replicated", "warning broker/default-min-isr-one", "warning cluster/too-few-brokers", "Next: breakwater explain cluster/under-replicated")
}

// TestAQuorumThatStandsIsToldFirst, whatever else is broken: nothing can be
// repaired before it works.
func TestAQuorumThatStandsIsToldFirst(t *testing.T) {
	got := told(t, func(r *finding.Result) {
		r.Findings = []finding.Finding{
			found("topic/a", finding.Error, on(model.KindTopic, "iot"), "so"),
			found("cluster/broker-missing", finding.Error, on(model.KindBroker, "2"), "broker 2 is down"),
			found("quorum/no-leader", finding.Error, on(model.KindCluster, ""), "the quorum has no leader"),
			found("quorum/few-voters", finding.Warning, on(model.KindCluster, ""), "the quorum has 2 voters"),
		}
	})
	inOrder(t, got, "In trouble: the quorum has no leader.", "error quorum/no-leader", "error cluster/broker-missing", "error topic/a", "warning quorum/few-voters")
}

// TestACauseIsAsUrgentAsWhatFollows: a setting that stops writes is no
// housekeeping.
func TestACauseIsAsUrgentAsWhatFollows(t *testing.T) {
	got := told(t, func(r *finding.Result) {
		cause := found("topic/z", finding.Warning, on(model.KindTopic, "iot"), "so")
		effect := found("cluster/x", finding.Warning, on(model.KindTopic, "iot"), "so")
		effect.CausedBy = cause.Fingerprint()
		r.Findings = []finding.Finding{found("topic/a", finding.Warning, on(model.KindTopic, "b"), "other"), cause, effect}
	})
	inOrder(t, got, "warning topic/z", "warning topic/a")
}

// TestWhatFollowsFromAMissingBrokerIsNotInTheVerdict; it stands below, and what
// another broker leaves open is told.
func TestWhatFollowsFromAMissingBrokerIsNotInTheVerdict(t *testing.T) {
	lacks := func(id int) model.Gap {
		s := on(model.KindBroker, fmt.Sprint(id))
		s.Cluster = "plant"
		return model.Gap{Fact: model.FactLogDirs, Scope: s, Why: model.Unreachable, Detail: fmt.Sprintf("broker %d does not answer", id)}
	}
	change := func(ids ...int) func(*finding.Result) {
		return func(r *finding.Result) {
			missing := found("cluster/broker-missing", finding.Error, lacks(2).Scope, "broker 2 is down")
			r.Findings = []finding.Finding{missing}
			for _, id := range ids {
				r.Gaps = append(r.Gaps, lacks(id))
				r.Skipped = append(r.Skipped, finding.Skip{Rule: "broker/x", Subject: lacks(id).Scope, Needs: "broker config", Reason: "no answer"})
			}
		}
	}
	if got := told(t, change(2)); !strings.HasPrefix(got, "In trouble: broker 2 is down. 1 error.\n") || !strings.Contains(got, "could not check log directories of broker/2") || !strings.Contains(got, "not judged broker/2") {
		t.Errorf("got\n%s", got)
	}
	if got := told(t, change(2, 3)); !strings.HasPrefix(got, "In trouble: broker 2 is down. 1 error. Log directories of broker/3 could not be checked. 1 check\ncould not be made") {
		t.Errorf("got\n%s", got)
	}
	hint := told(t, func(r *finding.Result) { change(2)(r); r.Findings[0].Severity = finding.Info })
	if !strings.HasPrefix(hint, "Not known: nothing wrong in what could be seen, but log directories of broker/2 could not be\nchecked.\n") {
		t.Errorf("got\n%s", hint)
	}
}

// TestARuleThatHasFoundSomethingWasChecked there, and not everywhere else.
func TestARuleThatHasFoundSomethingWasChecked(t *testing.T) {
	at := on(model.KindCluster, "")
	for name, c := range map[string]struct {
		rule string
		of   model.Subject
		want bool
	}{
		"the same thing": {"quorum/no-leader", at, false},
		"another rule":   {"quorum/other", at, true},
		"another thing":  {"quorum/no-leader", on(model.KindBroker, "1"), true},
	} {
		got := told(t, func(r *finding.Result) {
			r.Findings = []finding.Finding{found(c.rule, finding.Error, c.of, "so")}
			r.Gaps = []model.Gap{{Fact: model.FactQuorum, Scope: at, Why: model.TimedOut, Detail: "no"}}
		})
		if strings.Contains(got, "not checked there: quorum/no-leader") != c.want {
			t.Errorf("%s: got\n%s", name, got)
		}
	}
}

// TestGapsNameTheirCluster where there are several, and connections come first.
func TestGapsNameTheirCluster(t *testing.T) {
	got := told(t, func(r *finding.Result) {
		r.Scopes = 2
		r.Clusters = append(r.Clusters, finding.Seen{Name: "dead"})
		for _, fact := range []model.Fact{model.FactGroups, model.FactConnections} {
			r.Gaps = append(r.Gaps, model.Gap{Fact: fact, Scope: model.Subject{Cluster: "dead", Kind: model.KindCluster}, Why: model.GapReason(fact)%2 + 3, Detail: fact.String()})
		}
	})
	inOrder(t, got, "dead: no broker answers", "could not check broker connections of dead:cluster", "could not check groups of dead:cluster")
}

func TestPluralsOfWhatIsNotKnown(t *testing.T) {
	for name, want := range map[string]bool{
		"subscriptions of the members": true, "commits of groups": true, "log directories": true, "groups": true, "committed offsets": true,
		"retention.ms": false, "min.insync.replicas": false, "acks": false, "state of the group": false, "broker config": false,
		"broker message.max.bytes": false, "metadata of each broker": false, "": false,
	} {
		if isPlural(name) != want {
			t.Errorf("%q: plural %v", name, !want)
		}
	}
	got := told(t, func(r *finding.Result) {
		for n := range 3 {
			r.Skipped = append(r.Skipped, finding.Skip{Rule: "group/x", Subject: on(model.KindGroup, "g"), Needs: "subscriptions of the members", Reason: fmt.Sprint("reason ", n)})
		}
	})
	holdsAll(t, got, "subscriptions of the members are not known: reason 0", "not judged for 1 more reason: --format json")
}

// TestCommandsNameTheClusterAsItWasGiven, or as breakwater.yaml reaches it.
func TestCommandsNameTheClusterAsItWasGiven(t *testing.T) {
	doors := map[string]Door{"plant": {Bootstrap: "p:9092", CommandConfig: "conf/plant.properties"}, "other": {Bootstrap: "o:9092"}}
	denied := []model.Gap{{Fact: model.FactGroups, Scope: model.Subject{Cluster: "plant", Kind: model.KindCluster}, Why: model.Denied, Detail: "no"}}
	for want, c := range map[string]struct {
		s      Scan
		change func(*finding.Result)
	}{
		"Next: breakwater scan --bootstrap b:9092 --command-config 'my file.properties' --save": {Scan{Bootstrap: "b:9092", CommandConfig: "my file.properties"}, func(*finding.Result) {}},
		"Next: breakwater scan --command-config FILE --save":                                    {Scan{CommandConfig: "a'b"}, func(*finding.Result) {}},
		"Next: breakwater scan --cluster plant --save":                                          {Scan{Cluster: "plant", Doors: doors}, func(*finding.Result) {}},
		"Next: kafka-broker-api-versions.sh --bootstrap-server p:9092 --command-config conf/plant.properties\n": {
			Scan{Doors: doors}, func(r *finding.Result) { r.Clusters = []finding.Seen{{Name: "plant"}} }},
		"Next: kafka-broker-api-versions.sh --bootstrap-server c:9092\n": {
			Scan{Doors: map[string]Door{"": {Bootstrap: "c:9092"}}}, func(r *finding.Result) { r.Clusters = []finding.Seen{{Name: "unnamed"}} }},
		"Next: kafka-acls.sh --bootstrap-server p:9092 --command-config conf/plant.properties --add": {Scan{Doors: doors}, func(r *finding.Result) { r.Gaps = denied }},
	} {
		r := reporttest.Plant()
		c.change(r)
		if got := scanned(t, c.s, r); !strings.Contains(got, want) {
			t.Errorf("want %q in\n%s", want, got)
		}
	}
}

func TestWordsInASentence(t *testing.T) {
	for sentence, want := range map[string]bool{
		"broker 2: it refuses": true, "broker 2": true, "of broker 2.": true, "broker 2. It": true, "broker 21 and broker 2": true,
		"broker 21": false, "broker 2.5": false, "mybroker 2": false, "": false,
	} {
		if hasWord(sentence, "broker 2") != want {
			t.Errorf("%q: found %v", sentence, !want)
		}
	}
}

// TestRulesAboutTheLayoutExist: a rule that was renamed would be told first.
func TestRulesAboutTheLayoutExist(t *testing.T) {
	known := map[string]bool{}
	for _, r := range rules.All() {
		known[r.Name] = true
	}
	for name := range built {
		if !known[name] {
			t.Errorf("there is no rule %s", name)
		}
	}
}
