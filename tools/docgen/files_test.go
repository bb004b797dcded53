package main

import (
	"os"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/breakwaterhq/breakwater/internal/rules"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// elsewhere are the files of other programs that our pages show.
func elsewhere() []string { return []string{"alertmanager.yml", "prometheus.yml", "rules.yml"} }

// TestDocumentedFilesAreRead hands every block of our pages to the parser that
// its name asks for. A configuration example that is refused, or that gives an
// error, would teach people a mistake.
func TestDocumentedFilesAreRead(t *testing.T) {
	for file, least := range map[string]int{"files.md": 6, "watch.md": 2, "admit.md": 1} {
		t.Run(file, func(t *testing.T) { readsBlocks(t, "../../docs/"+file, least) })
	}
}

func readsBlocks(t *testing.T, file string, least int) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	blocks := 0
	for block := range strings.SplitSeq(string(text), "\n```yaml ") {
		if blocks++; blocks == 1 {
			continue // what stands before the first block
		}
		name, body, _ := strings.Cut(block, "\n")
		body, _, closed := strings.Cut(body, "\n```")
		if !closed {
			t.Fatalf("the block %s has no end", name)
		}
		if slices.Contains(elsewhere(), name) {
			if err := yaml.Unmarshal([]byte(body), new(yaml.Node)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		result := rulestest.Lint(t, rules.All(), map[string]string{name: body + "\n"})
		for _, f := range result.Findings {
			t.Errorf("%s: %s %s: %s", name, f.Severity, f.Rule, f.Message)
		}
		if len(result.Ignored) > 0 {
			t.Errorf("%s is ignored: %s", name, result.Ignored[0].Reason)
		}
	}
	if blocks <= least {
		t.Errorf("only %d blocks", blocks-1)
	}
}
