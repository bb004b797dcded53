package rule

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

func TestModes(t *testing.T) {
	for text, want := range map[string]Mode{"audit": Audit, "warn": Warn, "deny": Deny} {
		if got, ok := ParseMode(text); !ok || got != want || got.String() != text {
			t.Errorf("%s is read as %v %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "Deny", "off", "error"} {
		if got, ok := ParseMode(text); ok {
			t.Errorf("%q is read as %v", text, got)
		}
	}
}

// TestModeOfARule holds that the last word of a policy counts, and that an entry
// which says nothing of admission takes nothing away.
func TestModeOfARule(t *testing.T) {
	policy := &Settings{Rules: []Override{
		{Pattern: "kube/*", Admit: Warn}, {Pattern: "kube/a", Admit: Deny}, {Pattern: "kube/a", Severity: finding.Info},
		{Pattern: "topic/b", Admit: Audit}, {Pattern: "topic/*", Admit: Deny},
	}}
	for _, c := range []struct {
		settings *Settings
		rule     string
		severity finding.Severity
		want     Mode
	}{
		{&Settings{}, "kube/a", finding.Error, Deny}, {&Settings{}, "kube/a", finding.Warning, Warn}, {&Settings{}, "kube/a", finding.Info, Audit},
		{policy, "kube/a", finding.Info, Deny}, {policy, "kube/z", finding.Error, Warn}, {policy, "kube/z", finding.Info, Warn},
		{policy, "topic/b", finding.Info, Deny}, {policy, "broker/c", finding.Error, Deny}, {policy, "broker/c", finding.Warning, Warn},
	} {
		if got := c.settings.Mode(c.rule, c.severity); got != c.want {
			t.Errorf("%s of %s: %s, want %s", c.severity, c.rule, got, c.want)
		}
	}
}

func TestWhatIsNotKnownIsToldUnlessThePolicySaysMore(t *testing.T) {
	if got := (&Settings{}).Unknown(); got != Warn {
		t.Errorf("by default: %s", got)
	}
	if got := (&Settings{NotKnown: Deny}).Unknown(); got != Deny {
		t.Errorf("a policy that denies: %s", got)
	}
}
