package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDocumentationIsUpToDate holds every generated page against the code.
func TestDocumentationIsUpToDate(t *testing.T) {
	pages, err := generated("../..")
	if err != nil {
		t.Fatal(err)
	}
	for file, want := range pages {
		got, err := os.ReadFile(filepath.Join("../..", file))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is stale. Run: make generate", file)
		}
	}
	stale, err := strays("../..", pages)
	if err != nil {
		t.Fatal(err)
	}
	if len(stale) > 0 {
		t.Errorf("nothing generates %s any more. Run: make generate", strings.Join(stale, ", "))
	}
}

func TestASessionIsARealRun(t *testing.T) {
	dir := t.TempDir()
	page := "before\n<!-- session . -->\n$ breakwater explain no.such.key.at.all\n$ echo $?\nold output\n<!-- end -->\nafter\n"
	got, err := sessions(dir, []byte(page))
	if err != nil {
		t.Fatal(err)
	}
	text := string(got)
	for _, want := range []string{"before\n", "neither a rule nor a key", "$ echo $?\n2\n", "<!-- end -->\nafter\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("the session lacks %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "old output") {
		t.Errorf("the old output is still there:\n%s", text)
	}
	again, err := sessions(dir, got)
	if err != nil || !bytes.Equal(again, got) {
		t.Errorf("a second run changes the page: %v\n%s", err, again)
	}
}

func TestASessionThatCannotRunIsAnError(t *testing.T) {
	for name, page := range map[string]string{
		"no end":            "<!-- session . -->\n$ breakwater version\n",
		"another program":   "<!-- session . -->\n$ rm -rf x\n<!-- end -->\n",
		"no such directory": "<!-- session nowhere -->\n$ breakwater version\n<!-- end -->\n",
	} {
		if _, err := sessions(t.TempDir(), []byte(page)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestPagesOfGoneRulesAreTakenAway(t *testing.T) {
	root := t.TempDir()
	gone := filepath.Join(root, "docs/rules/topic/gone.md")
	if err := os.MkdirAll(filepath.Dir(gone), 0o755); err != nil {
		t.Fatal(err)
	}
	for file, text := range map[string]string{gone: "old", filepath.Join(root, "README.md"): "plain\n"} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := run(root); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(gone); !os.IsNotExist(err) {
		t.Error("the page of a rule that is gone is still there")
	}
	if _, err := os.Stat(filepath.Join(root, "docs/rules/README.md")); err != nil {
		t.Error(err)
	}
}
