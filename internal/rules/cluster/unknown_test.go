package cluster

import (
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// TestWhatIsNotKnownIsNotHealthy takes one fact after the other away from a
// cluster that has something wrong: what cannot be judged is a skip, or it is
// told as far as it is known, and never passed over.
func TestWhatIsNotKnownIsNotHealthy(t *testing.T) {
	lacking := []string{part(1, "1,2,3", "1")}
	withheld := func(name string) string {
		return strings.Replace(topic(name, "", append([]string(nil), lacking...)...), `"partitions"`, `"noConfig": "the right is missing", "partitions"`, 1)
	}
	for _, c := range []struct {
		name  string
		p     plant
		found []string // rule and subject
		skips []string // rule and what it needs
	}{
		{"everything is known", healthy().of(topic("orders", `"2"`, append([]string(nil), lacking...)...)),
			[]string{"under-min-isr partition/orders/0 error"}, nil},
		{"the topic's settings are withheld", healthy().of(withheld("orders")),
			[]string{"under-replicated partition/orders/0 warning"},
			[]string{"at-min-isr min.insync.replicas", "under-min-isr min.insync.replicas", "under-replicated min.insync.replicas"}},
		{"those of the offsets topic are", healthy().of(withheld("__consumer_offsets")),
			[]string{"under-replicated partition/__consumer_offsets/0 warning"},
			[]string{"at-min-isr min.insync.replicas", "offsets-topic-unavailable min.insync.replicas", "under-min-isr min.insync.replicas", "under-replicated min.insync.replicas"}},
		{"the brokers differ", healthy().with(1, `"config": {"min.insync.replicas": "1"}`).with(2, `"config": {"min.insync.replicas": "2"}`).of(topic("orders", "", append([]string(nil), lacking...)...)),
			[]string{"under-replicated partition/orders/0 warning"},
			[]string{"at-min-isr min.insync.replicas", "under-min-isr min.insync.replicas", "under-replicated min.insync.replicas"}},
		{"a value that is no number", healthy().of(topic("orders", `"two"`, append([]string(nil), lacking...)...)),
			[]string{"under-replicated partition/orders/0 warning"},
			[]string{"at-min-isr min.insync.replicas", "under-min-isr min.insync.replicas", "under-replicated min.insync.replicas"}},
		{"log directories are withheld", healthy().with(2, `"noLogDirs": true`), nil, []string{"compaction-stuck log directories", "disk-full log directories", "log-dir-offline log directories"}},
		{"no topic may be seen", healthy().with(3, killed), []string{"broker-missing broker/3 error"}, nil},
		{"a broker is behind", healthy().with(3, looks(look(0, "behind=900"), look(2000, "behind=400"))), nil, []string{"metadata-disagrees metadata at the end of the log"}},
		{"the quorum does not answer", healthy().with(3, looks(look(0, "unseen"), look(2000, "unseen"))), []string{"metadata-disagrees broker/3 warning"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			result := c.p.run(t)
			var skips []string
			for _, s := range result.Skipped {
				if s.Reason == "" {
					t.Errorf("%s skips %s without a reason", s.Rule, s.Needs)
				}
				skips = append(skips, strings.TrimPrefix(s.Rule, "cluster/")+" "+s.Needs)
			}
			slices.Sort(skips)
			if got := found(result); !slices.Equal(got, c.found) || !slices.Equal(skips, c.skips) {
				t.Errorf("it finds %q and skips %q\nwant %q and %q", got, skips, c.found, c.skips)
			}
		})
	}
}

// TestARuleNamesWhatItNeeds: a source that cannot bring a fact is not asked by
// the rules that rest on it.
func TestARuleNamesWhatItNeeds(t *testing.T) {
	for _, r := range Rules {
		if r.Needs.IsEmpty() || len(r.Doc.File) == 0 {
			t.Errorf("%s needs %v", r.Name, r.Needs)
		}
		for _, e := range r.Explains {
			if e.Rule == r.Name || e.By == 0 {
				t.Errorf("%s explains %+v", r.Name, e)
			}
		}
	}
}

// TestPolicyChangesSeverity: a finding follows the policy, and one that is off
// is gone together with what it would explain.
func TestPolicyChangesSeverity(t *testing.T) {
	files := healthy().with(3, dead).of(topic("orders", `"2"`, part(1, "1,2,3", "1,2"))).files()
	files["policy.yaml"] = "rules:\n  cluster/at-min-isr: {severity: error}\n  cluster/broker-missing: off\n"
	result := rulestest.Lint(t, Rules, files)
	if got := found(result); len(got) != 1 || got[0] != "at-min-isr partition/orders/0 error" || result.Findings[0].CausedBy != "" {
		t.Errorf("it finds %v, caused by %q", got, result.Findings[0].CausedBy)
	}
}

// TestVersionsAgree: none of these verdicts rests on a release line, so that no
// error is only a warning where nobody knows the version.
func TestVersionsAgree(t *testing.T) {
	p := healthy().with(3, dead).of(topic("orders", "", part(1, "1,3", "1"), part(-1, "3", "3")), topic("__consumer_offsets", `"2"`, part(1, "1,3", "1")))
	for _, f := range rulestest.LintWith(t, Rules, &rule.Settings{Profile: rule.Strict}, p.files()).Findings {
		if strings.Contains(f.Message, "target-version") || strings.Contains(f.Message, "because no Kafka version") {
			t.Errorf("%s: %s", f.Rule, f.Message)
		}
	}
}
