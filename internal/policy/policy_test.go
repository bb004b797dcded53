package policy_test

import (
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/policy"
	"github.com/breakwaterhq/breakwater/internal/policy/policytest"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

func parse(t *testing.T, text string) *policy.Policy {
	t.Helper()
	p, err := policy.Parse("policy.yaml", []byte(text), policytest.Rules())
	if err != nil {
		t.Fatalf("policy is refused:\n%v", err)
	}
	return p
}

func full(t *testing.T) *policy.Policy {
	t.Helper()
	text, err := os.ReadFile("testdata/good/full.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return parse(t, string(text))
}

func TestBadPolicies(t *testing.T) {
	policytest.Bad(t, "testdata/bad", func(file string, text []byte) error {
		_, err := policy.Parse(file, text, policytest.Rules())
		return err
	})
}

func TestGoodPolicies(t *testing.T) {
	for _, c := range policytest.Cases(t, "testdata/good") {
		t.Run(c.Name, func(t *testing.T) { parse(t, string(c.Text)) })
	}
}

func TestAnEmptyFileAsksForNothing(t *testing.T) {
	for name, text := range map[string]string{
		"empty": "", "comments": "# nothing\n", "null": "null\n", "marks": "---\n---\n", "byte order mark": "\xef\xbb\xbf",
	} {
		t.Run(name, func(t *testing.T) {
			if p := parse(t, text); !reflect.DeepEqual(p, &policy.Policy{}) {
				t.Errorf("got %+v", p)
			}
		})
	}
}

func TestTheErrorHoldsEveryProblemWithItsPlace(t *testing.T) {
	p, err := policy.Parse("a/policy.yaml", []byte("target: \"9.9\"\nprofile: lax\n"), nil)
	if p != nil {
		t.Error("a policy with a mistake is returned")
	}
	var problems policy.Errors
	if !errors.As(err, &problems) || len(problems) != 2 {
		t.Fatalf("got %#v", err)
	}
	want := policy.Problem{File: "a/policy.yaml", Line: 2, Column: 10, Message: `profile is "lax": known are minimal, standard, strict`}
	if *problems[1] != want {
		t.Errorf("got %+v, want %+v", *problems[1], want)
	}
	if lines := strings.Split(err.Error(), "\n"); len(lines) != 2 || !strings.HasPrefix(lines[0], "a/policy.yaml:1:9: target is Kafka 9.9") {
		t.Errorf("got %q", lines)
	}
}

func TestProfileAndTarget(t *testing.T) {
	for name, c := range map[string]struct {
		text    string
		profile rule.Profile
		target  model.Version
	}{
		"minimal":               {"profile: minimal", rule.Minimal, model.Version{}},
		"standard":              {"profile: standard", rule.Standard, model.Version{}},
		"strict in quotes":      {`profile: "strict"`, rule.Strict, model.Version{}},
		"target in quotes":      {`target: "4.1"`, 0, model.Version{Major: 4, Minor: 1}},
		"target as a number":    {"target: 4.1", 0, model.Version{Major: 4, Minor: 1}},
		"target that ends in 0": {"target: 4.0", 0, model.Version{Major: 4}},
		"target with a patch":   {"target: 3.9.1", 0, model.Version{Major: 3, Minor: 9}},
		"target between lines":  {`target: "3.5"`, 0, model.Version{Major: 3, Minor: 5}},
	} {
		t.Run(name, func(t *testing.T) {
			s := parse(t, c.text).Settings
			if s.Profile != c.profile || s.Target != c.target || s.Forced {
				t.Errorf("got profile %v, target %v, forced %v", s.Profile, s.Target, s.Forced)
			}
		})
	}
}

func TestRangesAreInTheUnitOfTheirKey(t *testing.T) {
	ranges := full(t).Settings.Ranges
	if len(ranges) != 2 {
		t.Fatalf("got %d ranges", len(ranges))
	}
	n := func(v int64) *int64 { return &v }
	at := func(line, column int) model.Origin { return model.AtFile("policy.yaml", line, column) }
	want := []rule.Range{
		{Topics: []string{"iot-*"}, At: at(4, 5), Config: []rule.Bound{
			{Key: "segment.bytes", Min: n(512 << 20), Max: n(2 << 30), At: at(6, 7)},
			{Key: "max.message.bytes", Min: n(20 << 20), At: at(7, 7)},
			{Key: "retention.ms", Min: n(86400000), Max: n(30 * 86400000), At: at(8, 7)},
			{Key: "cleanup.policy", OneOf: []string{"delete", "compact,delete"}, At: at(9, 7)},
			{Key: "min.insync.replicas", Min: n(2), Max: n(3), At: at(10, 7)},
			{Key: "compression.zstd.level", Min: n(-7), At: at(11, 7)},
		}},
		{Topics: []string{"*.dlq", "?-logs"}, At: at(12, 5), Config: []rule.Bound{
			{Key: "retention.bytes", OneOf: []string{"-1"}, At: at(14, 7)},
			{Key: "retention.ms", OneOf: []string{"5400000", "604800000", "-1"}, At: at(15, 7)},
			{Key: "unclean.leader.election.enable", OneOf: []string{"false"}, At: at(16, 7)},
			{Key: "min.cleanable.dirty.ratio", OneOf: []string{"0.5"}, At: at(17, 7)},
		}},
	}
	for i := range want {
		if !reflect.DeepEqual(ranges[i], want[i]) {
			t.Errorf("range %d: got\n%+v\nwant\n%+v", i, ranges[i], want[i])
		}
	}
}

func TestMergedKeysCount(t *testing.T) {
	text, err := os.ReadFile("testdata/good/aliases.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p := parse(t, string(text))
	second := p.Settings.Ranges[1].Config
	if len(second) != 2 || second[0].Key != "retention.ms" || second[1].Key != "segment.bytes" {
		t.Errorf("the merged range has %+v", second)
	}
	if got := p.Workloads[0].Topics; !reflect.DeepEqual(got, []string{"iot-*"}) {
		t.Errorf("the topics of an alias are %q", got)
	}
}

func TestRulesBecomeOverrides(t *testing.T) {
	s := full(t).Settings
	at := func(line int) model.Origin { return model.AtFile("policy.yaml", line, 3) }
	lasts := func(d time.Duration) *time.Duration { return &d }
	want := []rule.Override{
		{Pattern: "topic/min-isr-one", Severity: finding.Warning, Settle: lasts(time.Minute), Clear: lasts(30 * time.Second), Admit: rule.Deny, At: at(19)},
		{Pattern: "topic/segments-explode", Settle: lasts(0), At: at(20), Params: map[string]int64{
			"per_partition": 50, "smallest": 16 << 20, "window": 7 * 86400000}},
		{Pattern: "tuning/*", Off: true, At: at(21)},
		{Pattern: "tuning/linger-zero", Admit: rule.Audit, At: at(22)},
	}
	if !reflect.DeepEqual(s.Rules, want) {
		t.Errorf("got\n%+v\nwant\n%+v", s.Rules, want)
	}
	if want := []string{"quorum", "broker config"}; !reflect.DeepEqual(s.Expect, want) {
		t.Errorf("expected gaps: got %q, want %q", s.Expect, want)
	}
}

func TestOverridesSwitchRules(t *testing.T) {
	s := full(t).Settings
	on := map[string]bool{}
	for _, r := range policytest.Rules() {
		on[r.Name] = s.Enabled(r)
	}
	want := map[string]bool{
		"topic/batch-exceeds-segment": true, "topic/min-isr-one": true, "topic/segments-explode": true,
		"tuning/compression-off": false, "tuning/linger-zero": true,
	}
	if !reflect.DeepEqual(on, want) {
		t.Errorf("got %v, want %v", on, want)
	}
}

func TestWorkloadsAreInBaseUnits(t *testing.T) {
	p := full(t)
	if len(p.Workloads) != 1 {
		t.Fatalf("got %d workloads", len(p.Workloads))
	}
	w := p.Workloads[0]
	if !reflect.DeepEqual(w.Topics, []string{"iot-telemetry-*"}) || !reflect.DeepEqual(w.Clients, []string{"producers/iot.properties"}) {
		t.Errorf("topics %q, clients %q", w.Topics, w.Clients)
	}
	if want := model.AtFile("policy.yaml", 24, 5); w.At != want {
		t.Errorf("at %v, want %v", w.At, want)
	}
	for name, c := range map[string]struct {
		got  model.Value
		raw  string
		line int
	}{
		"max_payload":       {w.MaxPayload, "12582912", 26},
		"compression_ratio": {w.CompressionRatio, "0.4", 27},
		"critical":          {w.Critical, "true", 28},
		"outage_tolerance":  {w.OutageTolerance, "86400000", 29},
		"unbounded":         {w.Unbounded, "the source of truth", 30},
		"erase_within":      {w.EraseWithin, "2592000000", 31},
		"idle_time":         {w.IdleTime, "900000", 32},
		"record_time":       {w.RecordTime, "500", 33},
		"rate":              {w.Rate, "10485760", 34},
		"at_least_once":     {w.AtLeastOnce, "true", 35},
		"dead_letter":       {w.DeadLetter, "iot-telemetry.dlq", 36},
	} {
		if c.got.Raw() != c.raw || c.got.Origin().Line != c.line || !c.got.Usable() {
			t.Errorf("%s is %q at %v, want %q in line %d", name, c.got.Raw(), c.got.Origin(), c.raw, c.line)
		}
	}
}

func TestWhatAWorkloadDoesNotSayIsNotSet(t *testing.T) {
	w := parse(t, "workloads: [{topics: [a]}]").Workloads[0]
	for name, v := range map[string]model.Value{
		"max_payload": w.MaxPayload, "critical": w.Critical, "rate": w.Rate, "unbounded": w.Unbounded,
	} {
		if v.IsSet() {
			t.Errorf("%s is set to %q", name, v.Raw())
		}
	}
}

func TestARateMayBeAPlainNumber(t *testing.T) {
	for text, want := range map[string]string{"1024": "1024", "1KiB": "1024", "1 KiB / s": "1024", "1B/s": "1"} {
		w := parse(t, "workloads: [{topics: [a], rate: "+text+"}]").Workloads[0]
		if got := w.Rate.Raw(); got != want {
			t.Errorf("%s is %s, want %s", text, got, want)
		}
	}
}

func TestTheRulesThatAreKnownDecide(t *testing.T) {
	_, err := policy.Parse("policy.yaml", []byte("rules: {topic/min-isr-one: off}"), nil)
	if err == nil || !strings.Contains(err.Error(), `no rule is called "topic/min-isr-one"`) {
		t.Errorf("got %v", err)
	}
}

// Every word of expect_gaps is a fact of the model: one that is added there
// must be accepted here.
func TestEveryFactMayBeExpected(t *testing.T) {
	seen := map[string]bool{}
	for f := model.Fact(0); !seen[f.String()]; f++ {
		seen[f.String()] = true
		if p := parse(t, "expect_gaps: ["+f.String()+"]"); p.Settings.Expect[0] != f.String() {
			t.Errorf("%s became %q", f, p.Settings.Expect)
		}
	}
}

func TestAliasesThatExplodeAreRefused(t *testing.T) {
	var b strings.Builder
	b.WriteString("ranges:\n  - topics: &t [")
	b.WriteString(strings.Repeat("a,", 2000) + "b]\n    config: {retention.ms: 1d}\n")
	for range 1000 {
		b.WriteString("  - {topics: *t, config: {retention.ms: 1d}}\n")
	}
	_, err := policy.Parse("policy.yaml", []byte(b.String()), nil)
	if err == nil || !strings.Contains(err.Error(), "the file holds aliases that expand to more than") {
		t.Errorf("got %.200v", err)
	}
}
