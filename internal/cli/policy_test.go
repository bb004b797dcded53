package cli

import (
	"fmt"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules"
)

// enabled counts the rules of a profile, and all of them.
func enabled(p rule.Profile) (on, all int) {
	for _, r := range rules.All() {
		if r.Profile() <= p {
			on++
		}
	}
	return on, len(rules.All())
}

func TestAValidPolicyIsSummedUp(t *testing.T) {
	minimal, all := enabled(rule.Minimal)
	standard, _ := enabled(rule.Standard)
	strict, _ := enabled(rule.Strict)
	if minimal >= standard || standard >= strict {
		t.Fatalf("the profiles have %d, %d and %d rules: each holds more than the one before", minimal, standard, strict)
	}
	const entry = "topics: [a], config: {retention.ms: 1d}"
	for name, c := range map[string]struct {
		policy, profile, target string
		on                      int
		rest                    string
	}{
		"empty":           {"", "standard", "not declared", standard, "0 ranges, 0 workloads"},
		"minimal":         {"profile: minimal\n", "minimal", "not declared", minimal, "0 ranges, 0 workloads"},
		"strict, of 4.1":  {"profile: strict\ntarget: \"4.1\"\n", "strict", "4.1", strict, "0 ranges, 0 workloads"},
		"one switched on": {"profile: minimal\nrules: {topic/min-isr-one: {}}\n", "minimal", "not declared", minimal + 1, "0 ranges, 0 workloads"},
		"one off":         {"rules: {topic/min-isr-one: off}\n", "standard", "not declared", standard - 1, "0 ranges, 0 workloads"},
		"one of each":     {"ranges: [{" + entry + "}]\nworkloads: [{topics: [a]}]\n", "standard", "not declared", standard, "1 range, 1 workload"},
		"two of each":     {"ranges: [{" + entry + "}, {" + entry + "}]\nworkloads: [{topics: [a]}, {topics: [b]}]\n", "standard", "not declared", standard, "2 ranges, 2 workloads"},
	} {
		t.Run(name, func(t *testing.T) {
			project(t, map[string]string{"dir/policy.yaml": c.policy})
			want := fmt.Sprintf("dir/policy.yaml is a valid policy: profile %s, Kafka %s, %d of %d rules on, %s.\n", c.profile, c.target, c.on, all, c.rest)
			if got := breakwater("policy", "check", "dir/policy.yaml"); got != (outcome{finding.ExitClean, want, ""}) {
				t.Errorf("got %+v, want %s", got, want)
			}
		})
	}
}

// TestEveryMistakeIsTold in the order of the file, so that one look at it is
// enough.
func TestEveryMistakeIsTold(t *testing.T) {
	project(t, map[string]string{"policy.yaml": "profile: strikt\nrules:\n  topic/min-isr-onee: off\n  topic/segments-explode: {params: {per_partitoin: 3}}\nranges: []\n"})
	got := breakwater("policy", "check", "policy.yaml")
	got.want(t, finding.ExitUsage, []string{"!."}, []string{
		"breakwater: policy.yaml:1:10:", "\npolicy.yaml:3:3:", "did you mean", "topic/min-isr-one", "\npolicy.yaml:4:37:", "per_partition", "\npolicy.yaml:5:9:",
	})
	if n := strings.Count(got.err, "\n"); n != 4 {
		t.Errorf("%d lines, want one for each of 4 mistakes:\n%s", n, got.err)
	}
}

func TestPolicyCheckRefusesWrongUsage(t *testing.T) {
	project(t, map[string]string{"policy.yaml": ""})
	breakwater("policy", "check").refuses(t, "policy check needs one policy file")
	breakwater("policy", "check", "policy.yaml", "policy.yaml").refuses(t, "policy check needs one policy file")
	breakwater("policy", "check", "none.yaml").refuses(t, "cannot read the policy: open none.yaml: no such file or directory")
}

func TestPolicyAloneShowsItsHelp(t *testing.T) {
	breakwater("policy").want(t, finding.ExitClean, []string{"Work with policy files", "check", "Usage:"}, []string{"!."})
}
