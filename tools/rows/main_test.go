package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const events = `{"Action":"run","Package":"p","Test":"TestM01_Baseline"}
{"Action":"output","Package":"p","Test":"TestM01_Baseline","Output":"it broke\n"}
{"Action":"fail","Package":"p","Test":"TestM01_Baseline"}
{"Action":"pass","Package":"p","Test":"TestM03_Segment"}
{"Action":"pass","Package":"p","Test":"TestM03_Segment/half"}
{"Action":"skip","Package":"p","Test":"TestM03_Live"}
{"Action":"output","Package":"p","Test":"TestM03_Segment","Output":"fine\n"}
not json
`

func eventsOf(t *testing.T, text string) []event {
	t.Helper()
	file := filepath.Join(t.TempDir(), "test.json")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := readEvents(file)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestRowsNameTheirTestsAndResults(t *testing.T) {
	declared := map[string][]string{"M01": {"TestM01_Baseline"}, "M03": {"TestM03_Segment", "TestM03_Live", "TestM03_New"}}
	var b strings.Builder
	if err := writeRows(&b, "M01\tbaseline\nM02\tcreate\nM03\tsegment\n", declared, results(eventsOf(t, events))); err != nil {
		t.Fatal(err)
	}
	want := `M01  baseline
       fail     TestM01_Baseline
M02  create
       no test yet
M03  segment
       skip     TestM03_Live
       not run  TestM03_New
       pass     TestM03_Segment
`
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

func TestARowWithoutATabIsAnError(t *testing.T) {
	if err := writeRows(&strings.Builder{}, "M01 baseline\n", nil, nil); err == nil {
		t.Error("a line without a tab passed")
	}
}

func TestFailuresShowWhatFailedTestsSaid(t *testing.T) {
	var b strings.Builder
	writeFailures(&b, eventsOf(t, events))
	if got := b.String(); got != "it broke\n" {
		t.Errorf("got %q", got)
	}
}

func TestFailuresShowWhyAPackageDoesNotBuild(t *testing.T) {
	var b strings.Builder
	writeFailures(&b, eventsOf(t, `{"Action":"build-output","ImportPath":"p","Output":"undefined: x\n"}`+"\n"))
	if got := b.String(); got != "undefined: x\n" {
		t.Errorf("got %q", got)
	}
}

func TestSummaryIsTheClosingLineOfATestRun(t *testing.T) {
	var b strings.Builder
	writeSummary(&b, eventsOf(t, events))
	if got := b.String(); got != "2 passed, 1 failed, 1 skipped\n" {
		t.Errorf("got %q", got)
	}
}

func TestNoResultsYetIsNoError(t *testing.T) {
	got, err := readEvents(filepath.Join(t.TempDir(), "none.json"))
	if err != nil || got != nil {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestDeclaredTestsAreFoundInTheSource(t *testing.T) {
	dir := t.TempDir()
	source := "package p\n\nfunc TestM43_Effective(t *testing.T) {}\nfunc TestOther(t *testing.T) {}\n"
	if err := os.WriteFile(filepath.Join(dir, "p_test.go"), []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := declaredTests(dir)
	if err != nil || len(got) != 1 || got["M43"][0] != "TestM43_Effective" {
		t.Errorf("got %v, %v", got, err)
	}
}
