package policy_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/policy"
	"github.com/breakwaterhq/breakwater/internal/policy/policytest"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// refused is what is wrong with a policy; "" for nothing.
func refused(text string) string {
	_, err := policy.Parse("p.yaml", []byte(text), policytest.Rules())
	if err == nil {
		return ""
	}
	return err.Error()
}

// What lies beside a limit is refused, and what lies on it is not.
func TestLimitsOfAWorkload(t *testing.T) {
	long := strings.Repeat("a", 249)
	for _, c := range []struct {
		line string
		want string // a part of the problem; "" if it is accepted
	}{
		{"max_payload: 1", ""},
		{"max_payload: 0", "max_payload is 0: give a size, or take the line out"},
		{"max_payload: -1", "max_payload is -1: it must not be negative"},
		{"idle_time: 1ms", ""},
		{"idle_time: 0d", "idle_time is 0: give a time, or take the line out"},
		{"compression_ratio: 1.5", ""},
		{"compression_ratio: 1.51", `compression_ratio is "1.51"`},
		{"compression_ratio: 0.001", ""},
		{"compression_ratio: 0.0", `compression_ratio is "0.0"`},
		{"compression_ratio: -0.5", `compression_ratio is "-0.5"`},
		{"compression_ratio: 1e-1", `compression_ratio is "1e-1"`},
		{"compression_ratio: 1.2.3", `compression_ratio is "1.2.3"`},
		{"compression_ratio: [1]", "compression_ratio is a list: it must be a single value"},
		{"rate: 1B/s", ""},
		{"rate: 1 / s", ""},
		{"rate: 0", `rate is "0": write bytes per second`},
		{"rate: 0MiB/s", `rate is "0MiB/s": write bytes per second`},
		{"rate: -5", `rate is "-5": write bytes per second`},
		{"rate: 5MiB/S", `rate is "5MiB/S": write bytes per second`},
		{"rate: 5/s/s", `rate is "5/s/s": write bytes per second`},
		{"rate: {a: b}", "rate is a mapping: it must be a single value"},
		{"unbounded: the source of truth", ""},
		{"unbounded: false", "unbounded is false: give the reason"},
		{"unbounded: falsehoods are kept, too", ""},
		{"dead_letter: " + long, ""},
		{"dead_letter: " + long + "a", "which is no topic's name"},
		{"dead_letter: .", "which is no topic's name"},
		{"dead_letter: ...", ""},
		{"dead_letter: a/b", "which is no topic's name"},
		{"dead_letter: ключ", "which is no topic's name"},
		{"critical: false", ""},
		{"critical: FALSE", `critical is "FALSE": it must be true or false`},
		{"clients: [a.properties, a.properties]", `clients has "a.properties" twice`},
		{"rate:", "rate has no value: give it one, or take the line out"},
	} {
		t.Run(c.line, func(t *testing.T) {
			got := refused("workloads:\n  - topics: [a]\n    " + c.line + "\n")
			switch {
			case c.want == "" && got != "":
				t.Errorf("it is refused: %s", got)
			case c.want != "" && (!strings.Contains(got, c.want) || strings.Contains(got, "\n")):
				t.Errorf("got %q, want one problem that says %q", got, c.want)
			}
			if got != "" && !strings.HasPrefix(got, "p.yaml:3:") {
				t.Errorf("%q does not point to line 3", got)
			}
		})
	}
}

func TestPatternsOfTopics(t *testing.T) {
	for pattern, ok := range map[string]bool{
		"*": true, "?": true, "iot-*.v?": true, "A_b.C-1": true, "a": true,
		"a b": false, "[ab]": false, "{a,b}": false, "a/*": false, "a\\*": false, "^a": false, "a+": false, "ä*": false, "!a": false,
	} {
		for _, in := range []string{"workloads: [{topics: ['%s']}]", "ranges: [{topics: ['%s'], config: {retention.ms: 1d}}]"} {
			got := refused(fmt.Sprintf(in, pattern))
			if (got == "") != ok || !ok && !strings.Contains(got, "matches no topic") {
				t.Errorf("%s: got %q, want it accepted: %v", pattern, got, ok)
			}
		}
	}
}

// A bound says what it means once, and every problem of it is told.
func TestBoundsOfARange(t *testing.T) {
	for _, c := range []struct{ bound, want string }{
		{"segment.bytes: {min: 2MiB, max: 2MiB}", ""},
		{"segment.bytes: {min: 2MiB, max: 2097151}", "segment.bytes allows nothing: min 2MiB is more than max 2097151"},
		{"segment.bytes: {max: 2MiB}", ""},
		{"segment.bytes: {one_of: [1GiB, 1073741824]}", ""},
		{"segment.bytes: {one_of: [1GB]}", `segment.bytes: "1GB" has the unit GB`},
		{"segment.bytes: {one_of: [[1GiB]]}", "segment.bytes is a list: it must be a single value"},
		{"segment.bytes: {min: 1GiB, one_of: [1GiB]}", "segment.bytes has one_of beside min or max: give one or the other"},
		{"segment.bytes: {}", "segment.bytes allows everything: give min, max or one_of"},
		{"segment.bytes: {min: ~}", "min has no value: give it one, or take the line out"},
		{"flush.messages: {min: 3000000000}", ""}, // 64 bits
		{"min.insync.replicas: {min: -1}", ""},
		{"retention.ms: {min: -2}", "retention.ms.min is -2, which stands for no amount"},
		{"retention.ms: -1", ""},
		{"retention.ms: -2", "which Kafka refuses"},
		{"cleanup.policy: [delete]", "cleanup.policy is a list: it must be a mapping with the keys min, max, one_of"},
		{"cleanup.policy: {one_of: [delete, 'compact,delete']}", ""},
		{"cleanup.policy: {max: delete}", "cleanup.policy takes no max, for it is no whole number"},
	} {
		t.Run(c.bound, func(t *testing.T) {
			got := refused("ranges: [{topics: [a], config: {" + c.bound + "}}]")
			if c.want == "" && got != "" || !strings.Contains(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestSeveritiesOfOverrides(t *testing.T) {
	for word, want := range map[string]finding.Severity{"info": finding.Info, "warning": finding.Warning, "error": finding.Error} {
		for _, name := range []string{"topic/min-isr-one", "topic/*"} {
			got := parse(t, "rules: {"+name+": {severity: "+word+"}}").Settings.Rules
			if len(got) != 1 || got[0].Severity != want || got[0].Off || got[0].Pattern != name {
				t.Errorf("%s: %s is %+v", name, word, got)
			}
		}
	}
	for _, word := range []string{"none", "Error", "fatal", "''", "[error]"} {
		if got := refused("rules: {topic/min-isr-one: {severity: " + word + "}}"); !strings.Contains(got, "severity is ") {
			t.Errorf("severity %s: got %q", word, got)
		}
	}
}

// Zero is a value of a parameter, and what is not given keeps its default.
func TestParamsOfARule(t *testing.T) {
	got := parse(t, "rules: {topic/segments-explode: {params: {per_partition: 0, window: 1h}}}").Settings.Rules[0].Params
	if len(got) != 2 || got["per_partition"] != 0 || got["window"] != 3600000 {
		t.Errorf("got %v, want what is written and no more", got)
	}
	if _, zero := got["per_partition"]; !zero {
		t.Error("a zero is lost")
	}
	if got := parse(t, "rules: {topic/segments-explode: {params: {}}}").Settings.Rules[0].Params; len(got) != 0 {
		t.Errorf("no params are %v", got)
	}
}

// A policy of no rules cannot name one, nor a family.
func TestWithoutRulesNoneMayBeNamed(t *testing.T) {
	for name, want := range map[string]string{
		"topic/min-isr-one": "'breakwater rules' lists them all", "topic/*": "names no family of rules",
	} {
		_, err := policy.Parse("p.yaml", []byte("rules: {"+name+": off}"), []*rule.Rule{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// A version is known if Kafka released it, or a neighbour stands in for it.
func TestTargets(t *testing.T) {
	versions := catalog.Versions()
	oldest, newest := versions[0], versions[len(versions)-1]
	next := model.Version{Major: newest.Major, Minor: newest.Minor + 1}
	for text, want := range map[string]string{
		oldest.String(): "", newest.String(): "", newest.String() + ".1": "", "3.9.1": "", "3.5": "", "4.0": "",
		next.String(): "of which Breakwater knows nothing", "3.10": "of which Breakwater knows nothing", "2.8": "of which Breakwater knows nothing",
		"": "must be a Kafka version", "4": "must be a Kafka version", "v4.1": "must be a Kafka version", "4.1.": "must be a Kafka version",
		"4.1-rc1": "must be a Kafka version", "4.x": "must be a Kafka version", "-4.1": "must be a Kafka version", "99999999999999999999.1": "must be a Kafka version",
	} {
		v, err := policy.Target(text)
		switch {
		case want == "" && (err != nil || !strings.HasPrefix(text, v.String())):
			t.Errorf("%s: got %s, %v", text, v, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want) || v != model.Version{}):
			t.Errorf("%s: got %s, %v; want %q", text, v, err, want)
		}
	}
	for _, line := range versions {
		if v, err := policy.Target(line.String()); err != nil || v != line {
			t.Errorf("%s of the catalogue: %s, %v", line, v, err)
		}
	}
}

func TestGapsKeepTheirOrder(t *testing.T) {
	got := parse(t, "expect_gaps: [quorum, broker config]").Settings.Expect
	if !slices.Equal(got, []string{"quorum", "broker config"}) {
		t.Errorf("got %q", got)
	}
	if got := refused("expect_gaps: [quorum, everything]"); !strings.Contains(got, `an entry of expect_gaps is "everything": known are `) {
		t.Errorf("got %q", got)
	}
}
