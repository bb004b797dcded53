package rulestest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/engine"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// Timelines plays the files that a pattern means, as
// "testdata/timelines/*.txt", and holds what the rules find against what the
// files expect. Each rule that reads the past must have a file in which it finds
// something, and one in which it finds nothing.
func Timelines(t *testing.T, rules []*rule.Rule, pattern string) {
	t.Helper()
	paths := glob(t, pattern)
	if len(paths) == 0 {
		t.Fatalf("there is no file %s", pattern)
	}
	told := map[string]bool{}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range Timeline(t, rules, path, string(text)) {
				told[name] = true
			}
		})
	}
	for _, r := range rules {
		if r.Reads&rule.ReadsHistory == 0 {
			continue
		}
		for _, what := range []string{"something", "nothing"} {
			if !told[r.Name+" finds "+what] {
				t.Errorf("no timeline expects that %s finds %s", r.Name, what)
			}
		}
	}
}

// Timeline plays one file. It says which rules are expected to find something,
// and which nothing.
func Timeline(t *testing.T, rules []*rule.Rule, name, text string) (told []string) {
	t.Helper()
	q := engine.Request{Rules: rules, Settings: &rule.Settings{}}
	script := parsed(t, &q, name, text)
	c := &checker{t: t, script: script}
	if len(script.Expects) == 0 {
		t.Fatalf("%s expects nothing at all", name)
	}
	told = c.promises(rules)
	r := replayOf(t, q)
	b := bookOf(q.Rules, q.Settings)
	err := script.Play(func(at time.Time, now *model.Builder) {
		expected := script.At(at)
		if len(expected) == 0 && !c.incidents() {
			r.record(at, now)
			return
		}
		result := r.judge(at, now)
		b.update(at, result)
		c.check(at, expected, result, b)
	})
	if err != nil {
		t.Fatal(err)
	}
	return told
}
