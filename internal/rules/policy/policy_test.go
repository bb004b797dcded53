package policyrules

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/broker"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

func TestExamples(t *testing.T) { rulestest.Examples(t, Rules) }

const start = "process.roles=broker\nnode.id=1\nlog.dirs=/d\n"

// TestSuppressionInvalid runs the rule beside another one, as every run does.
func TestSuppressionInvalid(t *testing.T) {
	for _, c := range []struct {
		name, comment string
		says          string // "": the suppression counts
		silenced      bool
	}{
		{"counts", `# breakwater:ignore broker/flush-override reason="a test bench"`, "", true},
		{"counts until", `# breakwater:ignore broker/flush-override until=2026-11-24 reason="a test bench"`, "", true},
		{"no reason", `# breakwater:ignore broker/flush-override`, "reason", false},
		{"expired", `# breakwater:ignore broker/flush-override until=2026-11-23 reason="a test bench"`, "expired on 2026-11-23", false},
		{"no rule of that name", `# breakwater:ignore broker/flush-overide reason="a test bench"`, "broker/flush-overide is not a rule", false},
		{"nothing there", `# breakwater:ignore broker/auto-create-topics reason="a test bench"`, "is not found here", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			rules := []*rule.Rule{broker.FlushOverride, broker.AutoCreateTopics, SuppressionInvalid}
			result := rulestest.Lint(t, rules, rulestest.Files{"server.properties": start + c.comment + "\nlog.flush.interval.messages=1\n"})
			got := rulestest.Of(result, SuppressionInvalid.Name)
			switch {
			case c.says == "" && len(got) > 0:
				t.Errorf("it finds: %s", got[0].Message)
			case c.says != "" && len(got) != 1:
				t.Errorf("%d findings, want 1", len(got))
			case c.says != "" && (!strings.Contains(got[0].Message, c.says) || got[0].Severity != finding.Warning || got[0].Origin.Line != 4):
				t.Errorf("%s in line %d: %s; want a warning in line 4 with %q", got[0].Severity, got[0].Origin.Line, got[0].Message, c.says)
			}
			if silenced := len(rulestest.Of(result, broker.FlushOverride.Name)) == 0; silenced != c.silenced || (result.Suppressed == 1) != c.silenced {
				t.Errorf("silenced %v, counted %d; want %v", silenced, result.Suppressed, c.silenced)
			}
		})
	}
}
