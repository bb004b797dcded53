package metrics

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write golden files and docs/metrics.md anew")

// golden holds a text against a file.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	has, wants := strings.SplitAfter(got, "\n"), strings.SplitAfter(string(want), "\n")
	for i := range min(len(has), len(wants)) {
		if has[i] != wants[i] {
			t.Fatalf("line %d of %s is\n%swant\n%srun with -update if that is meant", i+1, file, has[i], wants[i])
		}
	}
	t.Fatalf("%s has %d lines, want %d: run with -update if that is meant", file, len(has), len(wants))
}

// everything is how all families are had.
func everything() Options {
	return Options{Partitions: Abnormal, Compat: []string{KafkaExporter}, Build: "1.2.3"}
}

var ofProcess = regexp.MustCompile(`(?m)^(# (HELP|TYPE) )?(process|go)_.*\n`)

// settled is a page without what differs from run to run.
func settled(page string) string {
	return strings.ReplaceAll(ofProcess.ReplaceAllString(page, ""), runtime.Version(), "go1.x")
}

func TestWholePage(t *testing.T) {
	golden(t, filepath.Join("testdata", "page.txt"), settled(get(t, troubled(), everything()).Body.String()))
}

// TestSamePageTwice: nothing may depend on the order of a map.
func TestSamePageTwice(t *testing.T) {
	first := settled(get(t, troubled(), everything()).Body.String())
	for range 20 {
		if settled(get(t, troubled(), everything()).Body.String()) != first {
			t.Fatal("the same board gives another page")
		}
	}
}

// TestEveryFamilyIsListed: a page has no family that docs/metrics.md lacks, and
// the troubled board shows each.
func TestEveryFamilyIsListed(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the process tells less of itself here")
	}
	p := scrape(t, troubled(), everything())
	listed := map[string]bool{}
	for _, s := range sections() {
		for _, f := range s.families {
			if listed[f.name] {
				t.Errorf("%s is listed twice", f.name)
			}
			listed[f.name] = true
			if p.kinds[f.name] != string(f.kind) {
				t.Errorf("%s is no %s on the page of the troubled board, but %q", f.name, f.kind, p.kinds[f.name])
			}
		}
	}
	for name := range p.kinds {
		if !listed[name] {
			t.Errorf("%s is on the page and not listed", name)
		}
	}
}

// TestConventions are Prometheus' own, which promtool checks too, and ours.
func TestConventions(t *testing.T) {
	for _, s := range sections() {
		for _, f := range s.families {
			own := strings.HasPrefix(f.name, "breakwater_")
			switch {
			case f.help == "" || strings.ContainsAny(f.help, "\\\"\n"):
				t.Errorf("%s: help %q must be one line without quotes", f.name, f.help)
			case strings.HasSuffix(f.name, "_total") != (f.kind == counter):
				t.Errorf("%s is a %s", f.name, f.kind)
			case own && regexp.MustCompile(`_(sum|count|bucket|ms|kb|gauge|info_info)$`).MatchString(f.name):
				t.Errorf("%s has a suffix that is taken", f.name)
			case !regexp.MustCompile(`^[a-z][a-z_]*[a-z]$`).MatchString(f.name):
				t.Errorf("%s is no name", f.name)
			}
		}
	}
}

// TestLabelsAreThoseThatAreListed, on every series.
func TestLabelsAreThoseThatAreListed(t *testing.T) {
	of := map[string][]string{}
	for _, s := range sections() {
		for _, f := range s.families {
			of[f.name] = f.labels
		}
	}
	for series := range scrape(t, troubled(), everything()).series {
		name, _, labelled := strings.Cut(series, "{")
		var got []string
		if labelled {
			all, err := labelsOf(series)
			if err != nil {
				t.Fatal(err)
			}
			for l := range all {
				got = append(got, l)
			}
		}
		want := slices.Clone(of[name])
		if strings.HasPrefix(name, "kafka_") {
			want = append(want, "cluster") // there are two
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s: want labels %q", series, want)
		}
	}
}
