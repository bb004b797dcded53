package rules

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// TestTimelines plays what concerns the rules of all families: first of all
// clusters in which nothing is wrong.
func TestTimelines(t *testing.T) {
	paths, err := filepath.Glob("../timeline/testdata/*.txt")
	if err != nil || len(paths) == 0 {
		t.Fatalf("files %v, error %v", paths, err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			rulestest.Timeline(t, All(), path, string(text))
		})
	}
}
