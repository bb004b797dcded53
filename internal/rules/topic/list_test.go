package topic

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// Every message gives its values with their origins, and every fix can be
// followed.
func TestEveryFindingHasEvidenceAFixAndAnOrigin(t *testing.T) {
	for _, r := range Rules {
		page, err := r.Doc.Page()
		if err != nil {
			t.Fatal(err)
		}
		fs := files{}
		for _, e := range page.Bad {
			fs[e.File] = e.Text
		}
		for _, f := range rulestest.Of(rulestest.Lint(t, Rules, fs), r.Name) {
			if len(f.Evidence) == 0 && r != NameInvalid {
				t.Errorf("%s has no evidence: %s", r.Name, f.Message)
			}
			if f.Fix == "" || f.Origin.Line == 0 && r.Reads&rule.ReadsHistory == 0 { // of a running cluster there is no line
				t.Errorf("%s at %q, fix %q", r.Name, f.Origin, f.Fix)
			}
			if strings.Contains(f.Message, "%!") || strings.Contains(f.Fix, "%!") {
				t.Errorf("%s is badly formatted: %s; %s", r.Name, f.Message, f.Fix)
			}
		}
	}
}

func TestSeveritiesAreThoseOfTheCatalogue(t *testing.T) {
	info := map[string]bool{"topic/retention-unbounded": true, "topic/segment-outlives-retention": true}
	for _, r := range Rules {
		if (r.Severity == finding.Info) != info[r.Name] {
			t.Errorf("%s is %s", r.Name, r.Severity)
		}
	}
}
