package main

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/cli"
)

// scanned runs the scan that a benchmark calls, in the process that stands in
// for the program.
func scanned(args []string) int {
	return int(cli.Main(context.Background(), append([]string{"scan"}, args...), cli.Env{
		In: strings.NewReader(""), Out: os.Stdout, Err: os.Stderr, Getenv: os.Getenv, Now: time.Now,
	}))
}

// TestScansPrintEveryFigureBesideTheirFloor on a small cluster.
func TestScansPrintEveryFigureBesideTheirFloor(t *testing.T) {
	isEmpty := temporary(t)
	var out strings.Builder
	watches, err := live(&out, self(t), 1, clusters{embedded: size{50, 3, 5, 2}})
	if err != nil || len(watches) > 0 {
		t.Fatal(watches, err)
	}
	isEmpty()
	for _, line := range []string{
		`(?m)^scan of 50 topics × 3, 5 groups × 2 embedded, health and lag$`,
		`(?m)^scan of 50 topics × 3, 5 groups × 2 embedded, all$`,
		`(?m)^  whole process +\d+ ms   target 500 ms, 20 requests, 150 MB$`,
		`(?m)^  the bare loop +\d+ ms   the scan is \d+\.\d\d × that$`,
		`(?m)^  memory +\d+ MB$`,
		`(?m)^  requests +\d+      .*ListGroups 3.*$`,
	} {
		if !regexp.MustCompile(line).MatchString(out.String()) {
			t.Errorf("no line is %s:\n%s", line, out.String())
		}
	}
}

// TestHealthAsksForNoSettings: the figure is one of health and lag.
func TestHealthAsksForNoSettings(t *testing.T) {
	s := size{20, 3, 5, 2}
	e, err := startEmbedded(s)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	var out strings.Builder
	if err := e.measure(&out, self(t), self(t), t.TempDir(), 1, s); err != nil {
		t.Fatal(err)
	}
	lines := regexp.MustCompile(`(?m)^  requests .*$`).FindAllString(out.String(), -1)
	if len(lines) != 2 || strings.Contains(lines[0], "DescribeConfigs") || !strings.Contains(lines[1], "DescribeConfigs") {
		t.Errorf("requests %q", lines)
	}
}

// TestAFloorThatCannotAsk is told: its time would be too good.
func TestAFloorThatCannotAsk(t *testing.T) {
	if err := askAll("127.0.0.1:1", true); err == nil {
		t.Error("nobody listens there, and it asked")
	}
	if err := commitAll("127.0.0.1:1", size{1, 1, 0, 1}); err != nil {
		t.Errorf("no group to make: %v", err)
	}
}

func TestKeysOfTheFloorAreThoseOfTheScan(t *testing.T) {
	keys := fmt.Sprint(topicKeys())
	for _, key := range []string{"segment.bytes", "max.message.bytes", "min.insync.replicas"} {
		if !strings.Contains(keys, key) {
			t.Errorf("%s is not asked for: %s", key, keys)
		}
	}
}
