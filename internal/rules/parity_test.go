package rules_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/engine"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/policy"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
	"github.com/breakwaterhq/breakwater/internal/rules/topic"
	"github.com/breakwaterhq/breakwater/internal/scope"
	"github.com/breakwaterhq/breakwater/internal/source"
	"github.com/breakwaterhq/breakwater/internal/source/file"
	"github.com/breakwaterhq/breakwater/internal/source/saved"
)

// onlyDeclared are rules about what only files can show, with the reason.
var onlyDeclared = map[string]string{
	"topic/two-owners": "a running cluster has one topic of a name, whoever declares it",
}

// countsExactly are rules that say more where the number of brokers is exact.
// A running cluster always tells it, and of files only node pools do.
var countsExactly = []string{"topic/segments-explode"}

// otherwiseDynamic are rules that say other words of a dynamic setting than of
// the same one in a broker's file, with the reason.
var otherwiseDynamic = map[string]string{
	"topic/unclean-election": "the controllers, which elect, have a dynamic setting, too, but not what stands in a broker's own file",
}

// TestM49_OneVerdictOnFileAndCluster takes every documented example of the
// topic rules, as files and as a running cluster: with the values as overrides
// of the topic, as static and as dynamic settings of the brokers, and all else
// at its default. What is found must be the same, to the word.
func TestM49_OneVerdictOnFileAndCluster(t *testing.T) {
	v := catalog.Newest()
	for _, r := range topic.Rules {
		if r.Reads&rule.ReadsHistory != 0 {
			continue // no file has a past
		}
		page, err := r.Doc.Page()
		if err != nil {
			t.Fatal(err)
		}
		for name, examples := range map[string][]rule.Example{"bad": page.Bad, "good": page.Good} {
			t.Run(r.Name+"/"+name, func(t *testing.T) {
				p, whole := plantOf(t, examples)
				if onlyDeclared[r.Name] != "" {
					return
				}
				p.pools = p.pools || slices.Contains(countsExactly, r.Name)
				if !whole {
					t.Fatal("it has a value that is filled in later, which no running cluster has: name the rule among those that only files can show")
				}
				declared, seen := verdictOn(t, p.files()), verdictOn(t, p.running(v, false))
				same(t, "overrides of the topic", declared, seen)
				if found := slices.ContainsFunc(seen, about(r)); found != (name == "bad") {
					t.Errorf("on the running cluster it finds: %v, in the %s example", found, name)
				}
				inherited := p.inherited(v)
				declared = verdictOn(t, inherited.files())
				same(t, "static settings of the brokers", declared, verdictOn(t, inherited.running(v, false)))
				seen = verdictOn(t, inherited.running(v, true))
				if otherwiseDynamic[r.Name] == "" || name == "good" {
					same(t, "dynamic settings of the brokers", declared, seen)
				} else if !slices.ContainsFunc(seen, about(r)) {
					t.Error("it finds nothing in dynamic settings of the brokers")
				}
			})
		}
	}
}

// TestInheritedValuesAreFound keeps the comparison from passing because nothing
// is found once the values are the brokers'.
func TestInheritedValuesAreFound(t *testing.T) {
	v, found := catalog.Newest(), 0
	for _, r := range topic.Rules {
		if r.Reads&rule.ReadsHistory != 0 {
			continue
		}
		page, err := r.Doc.Page()
		if err != nil {
			t.Fatal(err)
		}
		if p, _ := plantOf(t, page.Bad); slices.ContainsFunc(verdictOn(t, p.inherited(v).running(v, true)), about(r)) {
			found++
		}
	}
	if found < len(topic.Rules)/2 {
		t.Errorf("of %d rules only %d find their bad example where it is inherited", len(topic.Rules), found)
	}
}

// about tells the rows of one rule.
func about(r *rule.Rule) func(string) bool {
	return func(row string) bool { return strings.Contains(row, " "+r.Name+" ") }
}

func same(t *testing.T, how string, declared, seen []string) {
	t.Helper()
	for _, row := range declared {
		if !slices.Contains(seen, row) {
			t.Errorf("%s: only the files give\n  %s", how, row)
		}
	}
	for _, row := range seen {
		if !slices.Contains(declared, row) {
			t.Errorf("%s: only the running cluster gives\n  %s", how, row)
		}
	}
}

// verdictOn is what the topic rules find, all of them, without places.
func verdictOn(t *testing.T, files rulestest.Files) []string {
	t.Helper()
	q := engine.Request{Command: "lint", Rules: topic.Rules, Settings: &rule.Settings{}, Now: rulestest.Today, Strict: true,
		Scopes: []scope.Named{{Name: "plant", Match: func(string) bool { return true }}}}
	if text, has := files["policy.yaml"]; has {
		p, err := policy.Parse("policy.yaml", []byte(text), rules.All())
		if err != nil {
			t.Fatal(err)
		}
		q.Settings, q.Workloads = &p.Settings, p.Workloads
	}
	q.Settings.Profile = rule.Strict
	if q.Settings.Target.IsZero() {
		q.Settings.Target = catalog.Newest()
	}
	judged := maps.Clone(files)
	delete(judged, "policy.yaml")
	if text, has := judged["snapshot.json"]; has {
		s, err := saved.Parse("snapshot.json", strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		q.Sources = []source.Source{s}
		delete(judged, "snapshot.json")
	}
	q.Sources = append(q.Sources, file.Texts(judged))
	result, err := engine.Run(context.Background(), q)
	if err != nil || len(result.Gaps) > 0 {
		t.Fatalf("%v, gaps %+v", err, result.Gaps)
	}
	return rowsOf(t, result)
}

func rowsOf(t *testing.T, result *finding.Result) []string {
	t.Helper()
	var out []string
	for _, f := range result.Findings {
		if f.Fix == "" || strings.Contains(f.Fix, "  ") || strings.Contains(f.Message, "  ") {
			t.Errorf("%s says %q, and to put it right %q", f.Rule, f.Message, f.Fix)
		}
		out = append(out, fmt.Sprintf("%s %s %s %s: %s", f.Severity, f.Rule, f.Subject, f.Discriminator, f.Message))
	}
	slices.Sort(out)
	return out
}
