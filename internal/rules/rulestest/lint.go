// Package rulestest runs rules over files that lie in memory, as lint would.
package rulestest

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/config"
	"github.com/breakwaterhq/breakwater/internal/engine"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/policy"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/source"
	"github.com/breakwaterhq/breakwater/internal/source/file"
	"github.com/breakwaterhq/breakwater/internal/source/saved"
)

// Today is the date of every run.
var Today = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// Lint judges the files, by name and text, by the rules. A file called
// policy.yaml is the policy, one called breakwater.yaml the configuration;
// they are judged by nobody. One called snapshot.json is a running cluster as
// scan --save writes it. One called timeline.txt is played to its end, and what
// is found there is the result.
func Lint(t testing.TB, rules []*rule.Rule, files map[string]string) *finding.Result {
	t.Helper()
	return LintWith(t, rules, &rule.Settings{}, files)
}

// LintWith is Lint by settings that no policy file gives.
func LintWith(t testing.TB, rules []*rule.Rule, settings *rule.Settings, files map[string]string) *finding.Result {
	t.Helper()
	q := engine.Request{Command: "lint", Rules: rules, Settings: settings, Now: Today, Strict: true}
	judged := map[string]string{}
	for name, text := range files {
		switch name {
		case "policy.yaml":
			use(t, &q, name, text)
		case "breakwater.yaml":
			c, err := config.Parse(name, []byte(text), rules)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			q.Scopes = c.Scopes
			if c.Policy != nil {
				q.Settings, q.Workloads = &c.Policy.Settings, c.Policy.Workloads
			}
		case "timeline.txt": // once the policy is known
		case "snapshot.json":
			q.Command, q.Sources = "scan", append(q.Sources, snapshotOf(t, name, text))
		default:
			judged[name] = text
		}
	}
	if _, played := files["timeline.txt"]; len(judged) > 0 || len(q.Sources) == 0 && !played {
		q.Sources = append(q.Sources, file.Texts(judged))
	}
	if text, ok := files["timeline.txt"]; ok {
		return lastOf(t, q, "timeline.txt", text)
	}
	result, err := engine.Run(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	for _, gap := range result.Gaps {
		if gap.Scope.Kind == model.KindFile {
			t.Fatalf("%s: %s", gap.Origin, gap.Detail)
		}
	}
	validResult(t, result)
	return result
}

func snapshotOf(t testing.TB, name, text string) source.Source {
	t.Helper()
	s, err := saved.Parse(name, strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func use(t testing.TB, q *engine.Request, name, text string) {
	t.Helper()
	p, err := policy.Parse(name, []byte(text), q.Rules)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	q.Settings, q.Workloads = &p.Settings, p.Workloads
}

// Of lists a rule's findings in a result.
func Of(r *finding.Result, name string) []finding.Finding {
	var out []finding.Finding
	for _, f := range r.Findings {
		if f.Rule == name {
			out = append(out, f)
		}
	}
	return out
}

// Skips lists a rule's skips in a result.
func Skips(r *finding.Result, name string) []finding.Skip {
	var out []finding.Skip
	for _, s := range r.Skipped {
		if s.Rule == name {
			out = append(out, s)
		}
	}
	return out
}
