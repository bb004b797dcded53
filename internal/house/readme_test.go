package house

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestTheReadmeShowsWhatRuns: each line of Go in README.md stands in the example of the
// package that it shows, which is a test with its output.
func TestTheReadmeShowsWhatRuns(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	example, err := os.ReadFile("../../client/produce/example_test.go")
	if err != nil {
		t.Fatal(err)
	}
	shown := 0
	for _, block := range regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(string(readme), -1) {
		for line := range strings.Lines(block[1]) {
			if line = strings.TrimSpace(line); !strings.Contains(string(example), line) {
				t.Errorf("README.md shows %q, which is not in client/produce/example_test.go", line)
			}
			shown++
		}
	}
	if shown == 0 {
		t.Error("README.md shows no Go")
	}
}
