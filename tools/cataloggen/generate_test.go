package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fakeTools puts a Maven, a javac and a java of the test's own on the path, so
// that the whole run needs neither Java nor a network. The java prints what
// the script says for the program at the end of its arguments.
func fakeTools(t *testing.T, java string) {
	t.Helper()
	bin := t.TempDir()
	for name, script := range map[string]string{"mvn": fakeMaven, "javac": "exit 0", "java": java} {
		if err := os.WriteFile(filepath.Join(bin, name), []byte("#!/bin/sh\n"+script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", bin+":"+os.Getenv("PATH"))
	t.Setenv("BREAKWATER_CACHE", t.TempDir())
}

func TestGenerate(t *testing.T) {
	fakeTools(t, `for program; do :; done
case $program in
Extract) printf 'topic\tsegment.bytes\tint\t=1\n' ;;
Judge) printf 'topic\tsegment.bytes\t"1"\taccepted\n' ;;
esac`)
	out := t.TempDir()
	if err := os.Mkdir(filepath.Join(out, "testdata"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := generate(out); err != nil {
		t.Fatal(err)
	}
	releases := readVersions(versionsFile)
	for file, want := range map[string]string{
		"catalog.tsv":           strings.Join(releases, " ") + "\ntopic\tsegment.bytes\t" + fmt.Sprintf("%x", 1<<len(releases)-1) + "\tint\t=1\n",
		"testdata/verdicts.tsv": releases[0] + "\ttopic\tsegment.bytes\t\"1\"\taccepted\n",
	} {
		got, err := os.ReadFile(filepath.Join(out, file))
		if err != nil || string(got) != want {
			t.Errorf("%s: %v\n got %q\nwant %q", file, err, got, want)
		}
	}
}

// TestGenerateLeavesTheCatalogueOnFailure: a hole is worse than an old file.
func TestGenerateLeavesTheCatalogueOnFailure(t *testing.T) {
	fakeTools(t, "echo 'NoSuchFieldException: LogConfig' >&2; exit 1")
	out := t.TempDir()
	err := generate(out)
	if err == nil {
		t.Fatal("a failing program is taken for an answer")
	}
	for _, part := range []string{"release " + readVersions(versionsFile)[0], "NoSuchFieldException"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q is not in %q", part, err)
		}
	}
	if files, _ := os.ReadDir(out); len(files) != 0 {
		t.Errorf("it wrote %v", files)
	}
}
