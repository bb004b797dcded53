package rules_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/breakwaterhq/breakwater/internal/rules"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// TestM49_OneVerdictOnEveryFormat lints the states of incident A in every
// format that can express a topic: the findings must be the same ones.
func TestM49_OneVerdictOnEveryFormat(t *testing.T) {
	archives, err := filepath.Glob("../../test/script/M03/*.txtar")
	if err != nil || len(archives) < 6 {
		t.Fatalf("%d formats, %v", len(archives), err)
	}
	for _, state := range []string{"bad/", "half/", "good/"} {
		var want []string
		var from string
		for _, archive := range archives {
			got := verdict(t, archive, state)
			if from == "" {
				want, from = got, archive
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s differs between formats:\n%s: %v\n%s: %v", state, archive, got, from, want)
			}
		}
		if state != "good/" && len(want) == 0 {
			t.Errorf("%s gives nothing", state)
		}
	}
}

// verdict is the findings of one state in one format, without places.
func verdict(t *testing.T, archive, state string) []string {
	t.Helper()
	parsed, err := txtar.ParseFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range parsed.Files {
		switch {
		case strings.HasPrefix(f.Name, state):
			files[f.Name] = string(f.Data)
		case f.Name == "payload.yaml":
			files["policy.yaml"] = string(f.Data)
		}
	}
	var out []string
	for _, f := range rulestest.Lint(t, rules.All(), files).Findings {
		out = append(out, fmt.Sprintf("%s %s %s %s: %s", f.Severity, f.Rule, f.Subject, f.Discriminator, f.Message))
	}
	slices.Sort(out)
	return out
}
