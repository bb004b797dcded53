package advisory

import (
	"fmt"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

func TestTheFamilyIsComplete(t *testing.T) { rulestest.Complete(t, "advisory", Rules) }

func TestExamples(t *testing.T) { rulestest.Examples(t, Rules) }

// found is the findings of the family as "SEVERITY RULE SUBJECT DISCRIMINATOR
// FILE:LINE:COLUMN", and the skips.
func found(t *testing.T, files rulestest.Files) []string {
	t.Helper()
	result := rulestest.Lint(t, Rules, files)
	var out []string
	for _, f := range result.Findings {
		if f.Fix == "" || strings.Contains(f.Fix, "  ") || strings.Contains(f.Message, "  ") {
			t.Errorf("%s says %q, and to put it right %q", f.Rule, f.Message, f.Fix)
		}
		name := strings.TrimPrefix(f.Rule, "advisory/")
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s %s %s", f.Severity, name, f.Subject, f.Origin.Position(), f.Discriminator)))
	}
	for _, s := range result.Skipped {
		out = append(out, "skipped "+s.Needs+": "+s.Reason)
	}
	return out
}

// gives fails unless the files give exactly these findings.
func gives(t *testing.T, files rulestest.Files, want ...string) {
	t.Helper()
	if got := found(t, files); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("found\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// message is the one finding's message.
func message(t *testing.T, files rulestest.Files) string {
	t.Helper()
	result := rulestest.Lint(t, Rules, files)
	if len(result.Findings) != 1 {
		t.Fatalf("%d findings, want 1: %+v", len(result.Findings), result.Findings)
	}
	return result.Findings[0].Message + "; " + result.Findings[0].Fix
}
