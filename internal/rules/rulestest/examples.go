package rulestest

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// Examples runs the documented examples of rules: the bad one must give the
// rule's finding, the good one must not, and no error of any other rule.
func Examples(t *testing.T, rules []*rule.Rule) {
	for _, r := range rules {
		t.Run(r.Name, func(t *testing.T) {
			page, err := r.Doc.Page()
			if err != nil {
				t.Fatal(err)
			}
			bad := Lint(t, rules, withProfile(page.Bad, r))
			if len(Of(bad, r.Name)) == 0 {
				t.Errorf("the bad example does not give the finding; it gives %v", bad.Findings)
			}
			good := Lint(t, rules, withProfile(page.Good, r))
			for _, f := range good.Findings {
				if f.Rule == r.Name || f.Severity == finding.Error {
					t.Errorf("the good example gives %s: %s", f.Rule, f.Message)
				}
			}
		})
	}
}

// withProfile is the example's files, in a profile that has the rule.
func withProfile(examples []rule.Example, r *rule.Rule) map[string]string {
	files := map[string]string{}
	for _, e := range examples {
		files[e.File] = e.Text
	}
	_, policy := files["policy.yaml"]
	_, config := files["breakwater.yaml"]
	if !policy && !config && r.Profile() == rule.Strict {
		files["policy.yaml"] = "profile: strict\n"
	}
	return files
}
