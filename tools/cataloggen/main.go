// Command cataloggen reads the configuration keys of every Kafka release in
// versions.txt from the released jars and writes them, collapsed over the
// versions, to catalog.tsv. The same jars then judge sample values, and their
// verdicts become test data: internal/catalog must agree with each.
//
// It needs Java 17, Maven and, for jars that are not in the cache, Maven
// Central. Its output is the same on every machine.
package main

import (
	"bytes"
	_ "embed" // for versions.txt
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

//go:embed versions.txt
var versionsFile string

func main() {
	out := flag.String("out", ".", "the folder of package catalog")
	flag.Parse()
	if err := generate(*out); err != nil {
		fmt.Fprintln(os.Stderr, "cataloggen:", err)
		os.Exit(1)
	}
}

func generate(out string) error {
	releases := readVersions(versionsFile)
	defs := make([]string, len(releases))
	verdicts := make([]string, len(releases))
	for i, release := range releases {
		var err error
		if defs[i], verdicts[i], err = ask(release); err != nil {
			return fmt.Errorf("release %s: %w", release, err)
		}
	}
	catalogue, err := collapse(releases, defs)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(out, "catalog.tsv"), catalogue, 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, "testdata", "verdicts.tsv"), fold(releases, verdicts), 0o644)
}

// readVersions leaves out comments and empty lines.
func readVersions(text string) []string {
	var releases []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			releases = append(releases, line)
		}
	}
	return releases
}

// ask compiles the Java programs beside this file against one release, runs
// them on its class path, and returns what they print.
func ask(release string) (defs, verdicts string, err error) {
	classes, err := os.MkdirTemp("", "cataloggen")
	if err != nil {
		return "", "", err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(classes)) }()
	path, err := compile(release, classes)
	if err != nil {
		return "", "", err
	}
	if defs, err = run("java", "-XX:TieredStopAtLevel=1", "-cp", path, "Extract"); err != nil {
		return "", "", err
	}
	verdicts, err = run("java", "-XX:TieredStopAtLevel=1", "-cp", path, "Judge")
	return defs, verdicts, err
}

// compile puts the programs into the folder and returns the class path that
// has them and the release.
func compile(release, classes string) (path string, err error) {
	_, self, _, _ := runtime.Caller(0)
	here := filepath.Dir(self)
	jars, err := run(filepath.Join(here, "jars.sh"), release)
	if err != nil {
		return "", err
	}
	sources, err := filepath.Glob(filepath.Join(here, "java", "*.java"))
	if err != nil {
		return "", err
	}
	path = classes + string(filepath.ListSeparator) + filepath.Join(strings.TrimSpace(jars), "*")
	_, err = run("javac", append([]string{"-proc:none", "-encoding", "UTF-8", "-cp", path, "-d", classes}, sources...)...)
	return path, err
}

func run(name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	var failure bytes.Buffer
	cmd.Stderr = &failure
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w\n%s", filepath.Base(name), err, failure.String())
	}
	return string(out), nil
}
