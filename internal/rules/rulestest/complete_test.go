package rulestest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/rule"
)

// folder makes a folder of files the working directory of the test.
func folder(t *testing.T, files map[string]string) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
}

const twoRules = "package demo\n\nvar A = &rule.Rule{Severity: 1, Name: \"demo/a\"}\n\nvar B = &rule.Rule{Name: \"demo/b\"}\n"

// TestCompleteCatchesWhatIsForgotten holds the mistakes that let a rule be
// written and never run.
func TestCompleteCatchesWhatIsForgotten(t *testing.T) {
	a := &rule.Rule{Name: "demo/a", Doc: rule.Doc{File: "doc/a.md"}}
	b := &rule.Rule{Name: "demo/b", Doc: rule.Doc{File: "doc/b.md"}}
	both := map[string]string{"rules.go": twoRules, "doc/a.md": "", "doc/b.md": "", "doc/picture.png": ""}
	complete := func(files map[string]string, rules ...*rule.Rule) func(*testing.T) {
		return func(t *testing.T) {
			folder(t, files)
			Complete(t, "demo", rules)
		}
	}
	with := func(name, text string) map[string]string {
		files := map[string]string{name: text}
		for name, text := range both {
			files[name] = text
		}
		return files
	}
	hold(t, []held{
		{"complete", complete(both, a, b), ""},
		{"a rule is not listed", complete(both, a), "demo/b is written and not listed, so it never runs"},
		{"its page is the page of nothing", complete(both, a), "doc/b.md is the page of no rule"},
		{"a rule is listed twice", complete(both, a, b, a), "demo/a is listed twice"},
		{"a rule of another family", complete(both, a, b, &rule.Rule{Name: "else/c"}), "else/c is not of the family demo"},
		{"the page of another rule", complete(both, a, &rule.Rule{Name: "demo/b", Doc: rule.Doc{File: "doc/a.md"}}), "demo/b has the page doc/a.md"},
		{"a page is left behind", complete(with("doc/old.md", ""), a, b), "doc/old.md is the page of no rule"},
		{"a literal in another file", complete(with("more.go", "package demo\n\nfunc f() { use(rule.Rule{Name: `demo/c`}) }\n"), a, b), "demo/c is written and not listed"},
		{"a literal in a test is none", complete(with("more_test.go", "package demo\n\nvar c = rule.Rule{Name: \"demo/c\"}\n"), a, b), ""},
		{"a literal of another type is none", complete(with("more.go", "package demo\n\nvar c = rule.Param{Name: \"most\"}\nvar d = Rule{Name: \"x\"}\nvar e = rule.Rule{name}\n"), a, b), ""},
		{"a file that is not Go", complete(with("more.go", "package\n"), a, b), "more.go:1"},
	})
}
