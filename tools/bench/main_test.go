package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/rules"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// TestTheMixedFilesAreWhatTheyPretend: a benchmark over files that lint
// ignores would measure nothing.
func TestTheMixedFilesAreWhatTheyPretend(t *testing.T) {
	files := map[string]string{}
	for i := range 20 {
		name, text := fileNumber(i)
		files[name] = text
	}
	result := rulestest.Lint(t, rules.All(), files)
	if len(files) != 20 || len(result.Ignored) > 0 || len(result.Gaps) > 0 {
		t.Errorf("%d files; ignored %v, gaps %v", len(files), result.Ignored, result.Gaps)
	}
	for _, f := range result.Findings {
		t.Logf("%s %s: %s", f.Severity, f.Rule, f.Message)
	}
}

func TestTheFloorParsesEveryFile(t *testing.T) {
	dir := t.TempDir()
	if err := writeFiles(dir, 20); err != nil {
		t.Fatal(err)
	}
	if err := parseAll(dir); err != nil {
		t.Error(err)
	}
	if err := os.WriteFile(dir+"/bad.json", []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := parseAll(dir); err == nil || !strings.Contains(err.Error(), "bad.json") {
		t.Errorf("a file that cannot be parsed: %v", err)
	}
}

func TestFindingsAreNoFailureOfARun(t *testing.T) {
	if _, err := timed(exec.Command("false")); err != nil {
		t.Errorf("exit code 1: %v", err)
	}
	if _, err := timed(exec.Command("sh", "-c", "exit 2")); err == nil {
		t.Error("exit code 2 passed")
	}
}

func TestMedianIsTheMiddle(t *testing.T) {
	if got := median([]time.Duration{9, 1, 5}); got != 5 {
		t.Errorf("got %v", got)
	}
}

// BenchmarkLint is what make bench measures, inside one process: for pprof.
func BenchmarkLint(b *testing.B) {
	dir := b.TempDir()
	if err := writeFiles(dir, files); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, _, err := allocationsPerFile(dir); err != nil {
			b.Fatal(err)
		}
	}
}
