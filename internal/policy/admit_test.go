package policy_test

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/policy"
	"github.com/breakwaterhq/breakwater/internal/policy/policytest"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

func TestModesOfAdmission(t *testing.T) {
	for text, want := range map[string]rule.Mode{
		"{}": rule.Deny,
		"rules: {topic/min-isr-one: {admit: audit}}":                            rule.Audit,
		"rules: {topic/min-isr-one: {admit: warn, severity: info}}":             rule.Warn,
		"rules: {topic/*: {admit: warn}}":                                       rule.Warn,
		"rules: {topic/*: {admit: warn}, topic/min-isr-one: {admit: deny}}":     rule.Deny,
		"rules: {topic/min-isr-one: {admit: audit}, topic/*: {severity: info}}": rule.Audit,
		"rules: {tuning/*: {admit: warn}}":                                      rule.Deny,
	} {
		settings := parse(t, text).Settings
		if got := settings.Mode("topic/min-isr-one", finding.Error); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
	for text, want := range map[string]rule.Mode{"{}": rule.Warn, "admit: {not_known: warn}": rule.Warn, "admit: {not_known: deny}": rule.Deny} {
		settings := parse(t, text).Settings
		if got := settings.Unknown(); got != want {
			t.Errorf("%s: what is not known is %s, want %s", text, got, want)
		}
	}
}

// TestAModeOfARuleThatNoRequestShows holds that a policy which means to protect
// says so where it does not.
func TestAModeOfARuleThatNoRequestShows(t *testing.T) {
	dead := &rule.Rule{Name: "cluster/broker-missing", Severity: finding.Error, On: model.KindBroker, Needs: model.FactsOf(model.FactConnections)}
	past := &rule.Rule{Name: "topic/once", Severity: finding.Error, On: model.KindTopic, Reads: rule.ReadsHistory}
	known := append(policytest.Rules(), dead, past)
	for _, c := range []struct{ text, want string }{
		{"rules: {cluster/broker-missing: {admit: deny}}", "f:1:34: admit is for what an object shows at admission, and cluster/broker-missing judges running clusters alone: take it out"},
		{"rules: {topic/once: {admit: deny}}", "f:1:22: admit is for what an object shows"},
		{"rules: {cluster/*: {admit: deny}}", ""},
	} {
		_, err := policy.Parse("f", []byte(c.text), known)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.HasPrefix(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", c.text, err, c.want)
		}
	}
}
