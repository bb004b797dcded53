package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rules"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// TestMain stands in for the programs that a benchmark runs: itself, for the
// floor, and the one that is measured.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case "-bare":
			main()
			os.Exit(0)
		case "-ask":
			main()
			os.Exit(0)
		case "lint":
			os.Exit(linted(os.Args[2:]))
		case "scan":
			os.Exit(scanned(os.Args[2:]))
		case "watch":
			os.Exit(watches(os.Args[2:]))
		case "version":
			fmt.Println("I cannot")
			os.Exit(map[string]int{"broken": 2}[os.Getenv("BENCH_VERSION")])
		}
	}
	os.Exit(m.Run())
}

// linted is the exit code of findings, if lint was called as people call it,
// on all of the files.
func linted(args []string) int {
	if len(args) != 3 || args[0] != "--fail-on" || args[1] != "error" {
		fmt.Println("called with", args)
		return 2
	}
	there, err := filepath.Glob(filepath.Join(args[2], "*", "*"))
	if err != nil || len(there) != files {
		fmt.Println(len(there), "files", err)
		return 2
	}
	return 1
}

func self(t *testing.T) string {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// temporary is a folder for what a run writes, which must be empty after it.
func temporary(t *testing.T) (isEmpty func()) {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	return func() {
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("%d files are left behind (%v)", len(left), err)
		}
	}
}

func TestARunPrintsEveryFigureBesideItsFloor(t *testing.T) {
	isEmpty := temporary(t)
	var out strings.Builder
	if err := run(&out, self(t), 1); err != nil {
		t.Fatal(err)
	}
	isEmpty()
	for _, line := range []string{
		`(?m)^lint of 1000 mixed files +\d+ ms   target 150 ms$`,
		`(?m)^  bare parse of them +\d+ ms   lint is \d+\.\d\d × that$`,
		`(?m)^version +\d+\.\d ms   target 20 ms; a process that does nothing: \d+\.\d ms$`,
		`(?m)^binary +[1-9]\d*\.\d MB$`,
		`(?m)^allocations per file +[1-9]\d+ +[1-9]\d*\.\d kB$`,
		`(?m)^\(medians of 1 alternating runs, \d+ cores, go\S+\)$`,
	} {
		if !regexp.MustCompile(line).MatchString(out.String()) {
			t.Errorf("no line is %s:\n%s", line, out.String())
		}
	}
}

// TestARunThatFailsIsNotMeasured: the time of an error message says nothing.
func TestARunThatFailsIsNotMeasured(t *testing.T) {
	isEmpty := temporary(t)
	t.Setenv("BENCH_VERSION", "broken")
	if err := run(&strings.Builder{}, self(t), 1); err == nil || !strings.Contains(err.Error(), "version: exit status 2\nI cannot") {
		t.Errorf("got %v", err)
	}
	isEmpty()
	if _, err := timed(exec.Command(filepath.Join(t.TempDir(), "none"))); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a program that is not there: %v", err)
	}
}

// TestTheCommandTellsFailures: on standard error, by exit code 1.
func TestTheCommandTellsFailures(t *testing.T) {
	good, bad := t.TempDir(), t.TempDir()
	for file, text := range map[string]string{filepath.Join(good, "a.json"): "{}", filepath.Join(bad, "b.json"): "{"} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command(self(t), "-bare", good).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v: %s", err, out)
	}
	for _, args := range [][]string{{"-bare", bad}, {"-bare", filepath.Join(good, "none")}} {
		var exit *exec.ExitError
		out, err := exec.Command(self(t), args...).Output()
		if !errors.As(err, &exit) || exit.ExitCode() != 1 || len(out) > 0 || !strings.HasPrefix(string(exit.Stderr), "bench: ") {
			t.Errorf("%s: %v, standard output %q", args, err, out)
		}
	}
}

// TestRunsAlternate, so that a machine that slows down slows both.
func TestRunsAlternate(t *testing.T) {
	var order []string
	command := func(name string) func() *exec.Cmd {
		return func() *exec.Cmd {
			order = append(order, name)
			return exec.Command("true")
		}
	}
	a, b, err := alternate(3, command("a"), command("b"))
	if err != nil || a <= 0 || b <= 0 {
		t.Errorf("medians %v and %v, %v", a, b, err)
	}
	if got := strings.Join(order, ""); got != "ababab" {
		t.Errorf("the order is %s", got)
	}
}

func TestTheFirstFailureEndsTheMeasurement(t *testing.T) {
	runs := 0
	_, _, err := alternate(5, func() *exec.Cmd { runs++; return exec.Command("true") }, func() *exec.Cmd { return exec.Command("sh", "-c", "exit 3") })
	if err == nil || runs != 1 {
		t.Errorf("%d runs, %v", runs, err)
	}
}

func TestMedians(t *testing.T) {
	for name, c := range map[string]struct {
		of   []time.Duration
		want time.Duration
	}{
		"one": {[]time.Duration{4}, 4}, "sorted": {[]time.Duration{1, 2, 9}, 2}, "backward": {[]time.Duration{9, 2, 1}, 2},
		"an outlier": {[]time.Duration{1, 1, 1, 1, 1000}, 1}, "an even number": {[]time.Duration{1, 2, 3, 4}, 3},
	} {
		if got := median(c.of); got != c.want {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

func TestMilliseconds(t *testing.T) {
	if got := ms(1500 * time.Microsecond); got != 1.5 {
		t.Errorf("got %v", got)
	}
}

// TestTheKindsAreInTheirProportions: figures of different days compare only
// while the mixture is the same.
func TestTheKindsAreInTheirProportions(t *testing.T) {
	kinds, names, texts := map[string]int{}, map[string]bool{}, map[string]bool{}
	for i := range files {
		name, text := fileNumber(i)
		kinds[strings.TrimRight(strings.TrimSuffix(name, filepath.Ext(name)), "0123456789")+filepath.Ext(name)]++
		names[name], texts[text] = true, true
	}
	want := map[string]int{"topic-.yaml": 400, "topics-.yaml": 250, "server-.properties": 100, "producer-.properties": 150, "topics-.tf": 50, "plan-.json": 50}
	if fmt.Sprint(kinds) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", kinds, want)
	}
	if len(names) != files || len(texts) != files {
		t.Errorf("%d names and %d texts of %d files: the rest is said twice", len(names), len(texts), files)
	}
}

func TestFilesLieInTheFoldersOfTeams(t *testing.T) {
	dir := t.TempDir()
	if err := writeFiles(dir, 60); err != nil {
		t.Fatal(err)
	}
	written, err := filepath.Glob(filepath.Join(dir, "team-??", "*"))
	if err != nil || len(written) != 60 {
		t.Errorf("%d files, %v", len(written), err)
	}
	teams, err := os.ReadDir(dir)
	if err != nil || len(teams) != 20 {
		t.Errorf("%d teams, %v", len(teams), err)
	}
	if err := writeFiles(filepath.Join(written[0], "below"), 1); err == nil {
		t.Error("a folder below a file is written")
	}
}

// TestEverythingInTheFilesIsJudged: of 20 files, 8 and 1 and 1 have a topic,
// 5 have three, 2 are brokers and 3 are clients.
func TestEverythingInTheFilesIsJudged(t *testing.T) {
	texts := map[string]string{}
	for i := range 20 {
		name, text := fileNumber(i)
		texts[name] = text
	}
	checked := rulestest.Lint(t, rules.All(), texts).Checked
	if checked[model.KindTopic] != 25 || checked[model.KindBroker] != 2 || checked[model.KindClient] != 3 || checked[model.KindFile] != 20 {
		t.Errorf("checked %v", checked)
	}
}

func TestTheFloorParsesByTheSuffix(t *testing.T) {
	dir := t.TempDir()
	for name, c := range map[string]struct {
		text string
		ok   bool
	}{
		"good.yaml": {"a: 1\n", true}, "empty.yaml": {"", true}, "bad.yaml": {"a: [\n", false},
		"good.tf": {"a = 1\n", true}, "bad.tf": {"a = \n", false},
		"good.json": {"{}", true}, "bad.json": {"{", false}, "empty.json": {"", false},
		"any.properties": {"\x00 = [", true},
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := parseOne(path); (err == nil) != c.ok {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if err := parseOne(filepath.Join(dir, "none.yaml")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

// TestManyBrokenFilesDoNotBlockTheFloor: each reports, and the first is told.
func TestManyBrokenFilesDoNotBlockTheFloor(t *testing.T) {
	dir := t.TempDir()
	for i := range 100 {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.json", i)), []byte("{"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := parseAll(dir); err == nil || !strings.Contains(err.Error(), ".json: unexpected end of JSON input") {
		t.Errorf("got %v", err)
	}
	if err := parseAll(filepath.Join(dir, "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
	if err := parseAll(t.TempDir()); err != nil {
		t.Errorf("an empty folder: %v", err)
	}
}

// TestAllocationsAreThoseOfAFile: five times the files take about five times as much.
func TestAllocationsAreThoseOfAFile(t *testing.T) {
	measured := func(n int) uint64 {
		dir := t.TempDir()
		if err := writeFiles(dir, n); err != nil {
			t.Fatal(err)
		}
		count, size, err := allocationsPerFile(dir)
		if err != nil || size == 0 {
			t.Fatalf("%d bytes, %v", size, err)
		}
		return count
	}
	if few, many := measured(50), measured(250); few < 1 || many < 3*few || many > 10*few {
		t.Errorf("%d allocations for 50 files, %d for 250, both over 1000", few, many)
	}
}

// TestTheFilesAreAsPeopleHaveThem: in most nothing is wrong. Findings take time
// of their own, and many of them would be another benchmark.
func TestTheFilesAreAsPeopleHaveThem(t *testing.T) {
	texts := map[string]string{}
	for i := range 20 {
		name, text := fileNumber(i)
		texts[name] = text
	}
	result := rulestest.Lint(t, rules.All(), texts)
	for _, f := range result.Findings {
		if f.Severity == finding.Error {
			t.Errorf("%s %s: %s", f.Origin, f.Rule, f.Message)
		}
	}
	if len(result.Findings) > 4 || len(result.Skipped) > 0 {
		t.Errorf("%d findings and %d skips in 20 files", len(result.Findings), len(result.Skipped))
	}
}
