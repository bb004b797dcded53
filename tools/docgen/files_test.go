package main

import (
	"os"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/rules"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// TestDocumentedFilesAreRead hands every block of docs/files.md to the parser
// that its name asks for. A configuration example that is refused, or that
// gives an error, would teach people a mistake.
func TestDocumentedFilesAreRead(t *testing.T) {
	text, err := os.ReadFile("../../docs/files.md")
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
		result := rulestest.Lint(t, rules.All(), map[string]string{name: body + "\n"})
		for _, f := range result.Findings {
			t.Errorf("%s: %s %s: %s", name, f.Severity, f.Rule, f.Message)
		}
		if len(result.Ignored) > 0 {
			t.Errorf("%s is ignored: %s", name, result.Ignored[0].Reason)
		}
	}
	if blocks < 6 {
		t.Errorf("only %d blocks", blocks-1)
	}
}
