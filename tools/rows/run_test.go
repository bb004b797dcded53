package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// project makes a folder of these files the working directory.
func project(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

const (
	promises = "M01\tbaseline\nM03\tsegment\n"
	source   = "package p\n\nfunc TestM01_Baseline(t *testing.T) {}\n\nfunc TestM03_Segment(t *testing.T) {}\n"
)

func TestWhatEachFlagPrints(t *testing.T) {
	project(t, map[string]string{promisesFile: promises, "p/p_test.go": source, resultsFile: events})
	for name, c := range map[string]struct {
		failures, summary bool
		want              string
	}{
		"rows":           {false, false, "M01  baseline\n       fail     TestM01_Baseline\nM03  segment\n       pass     TestM03_Segment\n"},
		"failures":       {true, false, "it broke\n"},
		"the summary":    {false, true, "2 passed, 1 failed, 1 skipped\n"},
		"both: failures": {true, true, "it broke\n"},
	} {
		var b strings.Builder
		if err := run(&b, c.failures, c.summary, ""); err != nil || b.String() != c.want {
			t.Errorf("%s: got %q, %v; want %q", name, b.String(), err, c.want)
		}
	}
}

// TestRowsBeforeAnythingHasRun: the promises are there on the first day.
func TestRowsBeforeAnythingHasRun(t *testing.T) {
	project(t, map[string]string{promisesFile: promises, "p/p_test.go": source})
	var b strings.Builder
	want := "M01  baseline\n       not run  TestM01_Baseline\nM03  segment\n       not run  TestM03_Segment\n"
	if err := run(&b, false, false, ""); err != nil || b.String() != want {
		t.Errorf("got %q, %v", b.String(), err)
	}
	b.Reset()
	if err := run(&b, false, true, ""); err != nil || b.String() != "0 passed, 0 failed, 0 skipped\n" {
		t.Errorf("got %q, %v", b.String(), err)
	}
}

func TestWithoutPromisesThereAreNoRows(t *testing.T) {
	project(t, nil)
	if err := run(&strings.Builder{}, false, false, ""); !os.IsNotExist(err) {
		t.Errorf("got %v", err)
	}
}

// TestResultsThatCannotBeReadAreTold: no result would read as "not run".
func TestResultsThatCannotBeReadAreTold(t *testing.T) {
	project(t, map[string]string{promisesFile: promises, resultsFile + "/x": ""})
	if err := run(&strings.Builder{}, false, false, ""); err == nil {
		t.Error("a folder was read as results")
	}
}

// TestTheLastWordCounts: make test appends nothing, but a test may run twice,
// and the events of subtests are not those of their test.
func TestTheLastWordCounts(t *testing.T) {
	got := results(eventsOf(t, `{"Action":"fail","Test":"TestA"}
{"Action":"pass","Test":"TestA"}
{"Action":"pass","Test":"TestB"}
{"Action":"fail","Test":"TestB/sub"}
{"Action":"run","Test":"TestC"}
{"Action":"output","Test":"TestC","Output":"x"}
{"Action":"skip","Test":"TestD"}
{"Action":"fail","Package":"p"}
`))
	want := map[string]string{"TestA": "pass", "TestB": "pass", "TestD": "skip"}
	if len(got) != len(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for test, result := range want {
		if got[test] != result {
			t.Errorf("%s: got %q, want %q", test, got[test], result)
		}
	}
}

func TestALineOfAnyLengthIsRead(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	got := eventsOf(t, `{"Action":"output","Test":"TestA","Output":"`+long+`"}`+"\n"+`{"Action":"pass","Test":"TestA"}`+"\n")
	if len(got) != 2 || got[0].Output != long {
		t.Errorf("%d events", len(got))
	}
}

// TestAPackageThatFailsAsAWhole has no test to name, and its output is the
// only hint.
func TestAPackageThatFailsAsAWhole(t *testing.T) {
	var b strings.Builder
	writeFailures(&b, eventsOf(t, `{"Action":"output","Package":"p","Output":"panic: boom\n"}
{"Action":"output","Package":"q","Output":"ok q\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"fine\n"}
{"Action":"pass","Package":"p","Test":"TestA"}
{"Action":"pass","Package":"q"}
{"Action":"fail","Package":"p"}
`))
	if b.String() != "panic: boom\n" {
		t.Errorf("got %q", b.String())
	}
}

// TestTestsOfOneNameInTwoPackagesAreTwo: the failure of one is not the output
// of the other.
func TestTestsOfOneNameInTwoPackagesAreTwo(t *testing.T) {
	var b strings.Builder
	writeFailures(&b, eventsOf(t, `{"Action":"output","Package":"p","Test":"TestA","Output":"p broke\n"}
{"Action":"output","Package":"q","Test":"TestA","Output":"q is fine\n"}
{"Action":"fail","Package":"p","Test":"TestA"}
{"Action":"pass","Package":"q","Test":"TestA"}
`))
	if b.String() != "p broke\n" {
		t.Errorf("got %q", b.String())
	}
}

func TestWhichTestsBelongToARow(t *testing.T) {
	project(t, map[string]string{
		"a/a_test.go": "package a\n\nfunc TestM07_Two(t *testing.T) {}\nfunc TestM07_One(t *testing.T) {}\n",
		"b/b_test.go": "package b\n\nfunc TestM07_Three(t *testing.T) {}\n\n\tfunc TestM07_Indented(t *testing.T) {}\n// func TestM07_Comment(t *testing.T) {}\n",
		"c/c.go":      "package c\n\nfunc TestM07_NoTestFile() {}\n",
		"d/d_test.go": "package d\n\nfunc BenchmarkM07_X(b *testing.B) {}\nfunc TestM7_Short(t *testing.T) {}\nfunc TestM07Bare(t *testing.T) {}\nfunc testM07_small(t *testing.T) {}\n",
	})
	declared, err := declaredTests(".")
	if err != nil || len(declared) != 1 {
		t.Fatalf("got %v, %v", declared, err)
	}
	var b strings.Builder
	if err := writeRows(&b, "M07\tpayload\n", declared, nil); err != nil {
		t.Fatal(err)
	}
	want := "M07  payload\n       not run  TestM07_One\n       not run  TestM07_Three\n       not run  TestM07_Two\n"
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

func TestAFolderThatCannotBeWalkedIsTold(t *testing.T) {
	if _, err := declaredTests(filepath.Join(t.TempDir(), "none")); !os.IsNotExist(err) {
		t.Errorf("got %v", err)
	}
}
