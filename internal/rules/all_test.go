package rules_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// TestM48_EveryRuleIsOneLiteral: the literal yields the policy key, the page
// and the SARIF entry, so each part of it must be there, once.
func TestM48_EveryRuleIsOneLiteral(t *testing.T) {
	seen := map[string]bool{}
	name := regexp.MustCompile(`^[a-z]+/[a-z0-9]+(-[a-z0-9]+)*$`)
	for _, r := range rules.All() {
		if !name.MatchString(r.Name) || seen[r.Name] {
			t.Errorf("%q is no name, or is used twice", r.Name)
		}
		seen[r.Name] = true
		if r.Severity == finding.None || r.On == 0 || r.Needs.IsEmpty() {
			t.Errorf("%s has no severity, no kind of subject, or needs nothing", r.Name)
		}
		page, err := r.Doc.Page()
		if err != nil {
			t.Errorf("%s: %v", r.Name, err)
			continue
		}
		if strings.HasSuffix(page.Title, ".") || !strings.HasSuffix(page.Why, ".") && !strings.HasSuffix(page.Why, "```") {
			t.Errorf("%s: a title has no full stop, a reason has one: %q", r.Name, page.Title)
		}
		for _, p := range r.Params {
			if p.Doc == "" {
				t.Errorf("%s: parameter %s says not what it is", r.Name, p.Name)
			}
		}
	}
	if len(seen) < 60 {
		t.Errorf("only %d rules: has a family been lost?", len(seen))
	}
}

// TestM48_EveryDocumentedExampleIsATest runs the examples by all rules
// together, as a reader would who pastes them.
func TestM48_EveryDocumentedExampleIsATest(t *testing.T) {
	rulestest.Examples(t, rules.All())
}

// TestEveryLiteralIsListed: a rule that somebody wrote and nobody listed
// would be a silent hole.
func TestEveryLiteralIsListed(t *testing.T) {
	listed := map[string]bool{}
	for _, r := range rules.All() {
		listed[r.Name] = true
	}
	written := 0
	err := fs.WalkDir(os.DirFS("."), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), p, nil, 0)
		if err != nil {
			return err
		}
		for _, name := range literals(f) {
			written++
			if !listed[name] {
				t.Errorf("%s has the rule %s, and %s/rules.go does not list it", p, name, path.Dir(p))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if written != len(listed) {
		t.Errorf("%d rules are listed, %d are written", len(listed), written)
	}
}

// literals are the names of the rule.Rule literals of a file.
func literals(f *ast.File) []string {
	var out []string
	ast.Inspect(f, func(n ast.Node) bool {
		lit, ok := n.(*ast.CompositeLit)
		if !ok {
			return true
		}
		typ, ok := lit.Type.(*ast.SelectorExpr)
		if !ok || typ.Sel.Name != "Rule" {
			return true
		}
		for _, e := range lit.Elts {
			kv, isKV := e.(*ast.KeyValueExpr)
			if !isKV {
				continue
			}
			key, isIdent := kv.Key.(*ast.Ident)
			value, isLit := kv.Value.(*ast.BasicLit)
			if isIdent && isLit && key.Name == "Name" {
				out = append(out, strings.Trim(value.Value, `"`))
			}
		}
		return true
	})
	return out
}

// TestEveryKeyIsInTheCatalogue: a rule that reads a misspelt key would never
// find anything.
func TestEveryKeyIsInTheCatalogue(t *testing.T) {
	for _, r := range rules.All() {
		for _, k := range r.Keys {
			if len(catalog.Lines(k)) == 0 {
				t.Errorf("%s reads %s, which no Kafka version has", r.Name, k)
			}
		}
	}
}

// TestEveryFamilyIsItsFolder: topic/x stands in the family topic.
func TestEveryFamilyIsItsFolder(t *testing.T) {
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var folders []string
	for _, e := range entries {
		if e.IsDir() && e.Name() != "rulestest" {
			folders = append(folders, e.Name())
		}
	}
	var families []string
	for _, r := range rules.All() {
		if f := r.Family(); !slices.Contains(families, f) {
			families = append(families, f)
		}
	}
	slices.Sort(families)
	if !slices.Equal(families, folders) {
		t.Errorf("families %v, folders %v", families, folders)
	}
}

// TestProfilesHoldOneAnother: strict has all of standard, standard all of
// minimal.
func TestProfilesHoldOneAnother(t *testing.T) {
	for _, r := range rules.All() {
		on := [4]bool{}
		for p := rule.Minimal; p <= rule.Strict; p++ {
			on[p] = (&rule.Settings{Profile: p}).Enabled(r)
		}
		if on[rule.Minimal] && !on[rule.Standard] || on[rule.Standard] && !on[rule.Strict] || !on[rule.Strict] {
			t.Errorf("%s: minimal %v, standard %v, strict %v", r.Name, on[1], on[2], on[3])
		}
	}
}
