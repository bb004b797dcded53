// Command rows prints every promise of the project with its tests and what
// they last said, from the output that make test leaves behind.
package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
)

const (
	promisesFile = "docs/promises.tsv"
	resultsFile  = ".cache/test.json"
)

func main() {
	failures := flag.Bool("failures", false, "print what the failed tests said instead")
	summary := flag.Bool("summary", false, "print one line that counts instead")
	each := flag.String("each", "", "print every test of this `FILE` with its result and its seconds instead, with tabs between")
	flag.Parse()
	if err := run(os.Stdout, *failures, *summary, *each); err != nil {
		fmt.Fprintln(os.Stderr, "rows:", err)
		os.Exit(1)
	}
}

func run(w io.Writer, failures, summary bool, each string) error {
	events, err := readEvents(cmp.Or(each, resultsFile))
	if err != nil {
		return err
	}
	switch {
	case each != "":
		writeEach(w, events)
		return nil
	case failures:
		writeFailures(w, events)
		return nil
	case summary:
		writeSummary(w, events)
		return nil
	}
	text, err := os.ReadFile(promisesFile)
	if err != nil {
		return err
	}
	declared, err := declaredTests(".")
	if err != nil {
		return err
	}
	return writeRows(w, string(text), declared, results(events))
}

// event is one line of go test -json.
type event struct {
	Action, Package, Test, Output string
	Elapsed                       float64 // seconds
}

// readEvents reads what the last make test left; nothing if it never ran.
func readEvents(file string) ([]event, error) {
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []event
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) == nil {
			out = append(out, e)
		}
	}
	return out, lines.Err()
}

// results is the last word of each test, subtests left out.
func results(events []event) map[string]string {
	out := map[string]string{}
	for _, e := range events {
		if e.Test != "" && !strings.Contains(e.Test, "/") && final(e.Action) {
			out[e.Test] = e.Action
		}
	}
	return out
}

func final(action string) bool { return action == "pass" || action == "fail" || action == "skip" }

var rowTest = regexp.MustCompile(`(?m)^func (Test(M\d\d)_\w*)\(`)

// declaredTests finds the tests of each promise in the source, so that a row
// shows its tests also before they have run.
func declaredTests(root string) (map[string][]string, error) {
	out := map[string][]string{}
	files := os.DirFS(root)
	err := fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := fs.ReadFile(files, path)
		if err != nil {
			return err
		}
		for _, m := range rowTest.FindAllStringSubmatch(string(text), -1) {
			out[m[2]] = append(out[m[2]], m[1])
		}
		return nil
	})
	return out, err
}

func writeRows(w io.Writer, promises string, declared map[string][]string, last map[string]string) error {
	for line := range strings.Lines(promises) {
		row, promise, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok {
			return fmt.Errorf("%s: a line without a tab: %q", promisesFile, line)
		}
		fmt.Fprintf(w, "%s  %s\n", row, promise)
		tests := slices.Sorted(slices.Values(declared[row]))
		if len(tests) == 0 {
			fmt.Fprintln(w, "       no test yet")
		}
		for _, t := range tests {
			result := last[t]
			if result == "" {
				result = "not run"
			}
			fmt.Fprintf(w, "       %-8s %s\n", result, t)
		}
	}
	return nil
}

// writeFailures prints the output of every test and package that failed.
func writeFailures(w io.Writer, events []event) {
	failed := map[[2]string]bool{}
	for _, e := range events {
		if e.Action == "fail" || e.Action == "build-fail" {
			failed[[2]string{e.Package, e.Test}] = true
		}
	}
	for _, e := range events {
		if (e.Action == "output" && failed[[2]string{e.Package, e.Test}]) || e.Action == "build-output" {
			fmt.Fprint(w, e.Output)
		}
	}
}

// writeEach prints every test, subtests included, in the order in which they
// ended.
func writeEach(w io.Writer, events []event) {
	for _, e := range events {
		if e.Test != "" && final(e.Action) {
			fmt.Fprintf(w, "%s\t%s\t%.1f\n", e.Test, e.Action, e.Elapsed)
		}
	}
}

// writeSummary counts in the closing line that test runners print.
func writeSummary(w io.Writer, events []event) {
	count := map[string]int{}
	for _, e := range events {
		if e.Test != "" && final(e.Action) {
			count[e.Action]++
		}
	}
	fmt.Fprintf(w, "%d passed, %d failed, %d skipped\n", count["pass"], count["fail"], count["skip"])
}
