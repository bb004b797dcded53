package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestReadVersions(t *testing.T) {
	got := readVersions("# comment\n\n 3.9.2 \n4.0.2\n#4.9.9\n4.1.2")
	if want := []string{"3.9.2", "4.0.2", "4.1.2"}; !slices.Equal(got, want) {
		t.Errorf("got %v; want %v", got, want)
	}
}

func TestVersionsFileHasPatchReleases(t *testing.T) {
	lines := map[string]bool{}
	for _, release := range readVersions(versionsFile) {
		if !regexp.MustCompile(`^\d+\.\d+\.\d+$`).MatchString(release) {
			t.Errorf("%q is not a patch release", release)
		}
		line := release[:strings.LastIndexByte(release, '.')]
		if lines[line] {
			t.Errorf("line %s stands twice", line)
		}
		lines[line] = true
	}
}

// TestCatalogueIsOfTheseVersions catches a new version without make generate.
func TestCatalogueIsOfTheseVersions(t *testing.T) {
	text, err := os.ReadFile("../../internal/catalog/catalog.tsv")
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(string(text), "\n")
	if want := strings.Join(readVersions(versionsFile), " "); head != want {
		t.Errorf("the catalogue has %s, versions.txt %s: run make generate", head, want)
	}
}

func TestRunShowsWhatTheProgramSaid(t *testing.T) {
	if out, err := run("sh", "-c", "echo good; echo noise >&2"); err != nil || out != "good\n" {
		t.Errorf("%q, %v", out, err)
	}
	if _, err := run("sh", "-c", "echo reason >&2; exit 3"); err == nil || !strings.Contains(err.Error(), "reason") {
		t.Errorf("the reason is lost: %v", err)
	}
}

// jars runs jars.sh with a cache and a Maven of the test's own.
func jars(t *testing.T, cache, maven, version string) (string, error) {
	t.Helper()
	bin := t.TempDir()
	if err := os.WriteFile(filepath.Join(bin, "mvn"), []byte("#!/bin/sh\n"+maven), 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("./jars.sh", version)
	cmd.Env = append(os.Environ(), "BREAKWATER_CACHE="+cache, "PATH="+bin+":"+os.Getenv("PATH"))
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// fakeMaven finds -DoutputDirectory= in its arguments and puts a jar there.
const fakeMaven = `for a; do case $a in -DoutputDirectory=*) out=${a#*=} ;; esac; done
mkdir -p "$out" && : >"$out/kafka.jar"`

func TestJarsFetchesOnce(t *testing.T) {
	cache := t.TempDir()
	want := filepath.Join(cache, "kafka", "4.3.1")
	if out, err := jars(t, cache, fakeMaven, "4.3.1"); err != nil || strings.TrimSpace(out) != want {
		t.Fatalf("%q, %v; want %s", out, err, want)
	}
	if _, err := os.Stat(filepath.Join(want, "kafka.jar")); err != nil {
		t.Error(err)
	}
	if out, err := jars(t, cache, "exit 1", "4.3.1"); err != nil || strings.TrimSpace(out) != want {
		t.Errorf("a release in the cache is fetched again: %q, %v", out, err)
	}
	if left, _ := filepath.Glob(filepath.Join(cache, "kafka", ".fetch-*")); left != nil {
		t.Errorf("left behind: %v", left)
	}
}

func TestJarsStandsAtTheSideOfOthers(t *testing.T) {
	cache := t.TempDir()
	failures := make(chan string, 8)
	for range cap(failures) {
		go func() {
			out, err := jars(t, cache, "sleep 0.1\n"+fakeMaven, "4.3.1")
			if err != nil {
				failures <- out
				return
			}
			failures <- ""
		}()
	}
	for range cap(failures) {
		if out := <-failures; out != "" {
			t.Errorf("a call failed: %s", out)
		}
	}
	files, _ := filepath.Glob(filepath.Join(cache, "kafka", "4.3.1", "*"))
	if len(files) != 1 {
		t.Errorf("the release holds %v", files)
	}
}

func TestJarsTriesAgain(t *testing.T) {
	cache := t.TempDir()
	flaky := "[ -e " + cache + "/tried ] || { : >" + cache + "/tried; echo 'Connection reset'; exit 1; }\n" + fakeMaven
	if out, err := jars(t, cache, flaky, "4.3.1"); err != nil {
		t.Errorf("one failure is the end: %s", out)
	}
}

func TestJarsRefusesWhatIsNoVersion(t *testing.T) {
	for _, version := range []string{"../../etc", "4.3.1;x", ""} {
		if out, err := jars(t, t.TempDir(), fakeMaven, version); err == nil {
			t.Errorf("%q: %s", version, out)
		}
	}
}
