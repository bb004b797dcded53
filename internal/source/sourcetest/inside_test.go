package sourcetest

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/source"
)

// inside is set in the process whose tests are meant to fail.
const inside = "BREAKWATER_TEST_INSIDE"

// held is a source, and what the contract must say of it.
type held struct {
	name string
	open func() source.Source
	says []string // none if it must pass
}

// hold runs the contract over each source as a test of a process of its own,
// because a test that fails would fail the one that wants it to.
func hold(t *testing.T, sources []held) {
	t.Helper()
	if os.Getenv(inside) != "" {
		for _, h := range sources {
			t.Run(h.name, func(t *testing.T) { Run(t, func(*testing.T) source.Source { return h.open() }) })
		}
		return
	}
	command := exec.CommandContext(t.Context(), os.Args[0], "-test.v", "-test.run", "^"+t.Name()+"$")
	command.Env = append(os.Environ(), inside+"=1")
	out, _ := command.CombinedOutput() // it fails, as most sources must
	said := byTest(string(out), t.Name())
	for _, h := range sources {
		t.Run(h.name, func(t *testing.T) {
			got, ran := said[strings.ReplaceAll(h.name, " ", "_")]
			if !ran {
				t.Fatalf("it did not run:\n%s", out)
			}
			if failed := strings.Contains(got, "--- FAIL"); failed != (len(h.says) > 0) {
				t.Errorf("failed: %v, want %v:\n%s", failed, !failed, got)
			}
			for _, says := range h.says {
				if !strings.Contains(got, says) {
					t.Errorf("it does not say %q:\n%s", says, got)
				}
			}
		})
	}
}

// byTest cuts what go test -v prints by the subtests of one test.
func byTest(out, parent string) map[string]string {
	heading := regexp.MustCompile(`^\s*(?:=== \w+|--- \w+:)\s+` + parent + `/([^/\s]+)`)
	said := map[string]string{}
	current := ""
	for line := range strings.Lines(out) {
		if found := heading.FindStringSubmatch(line); found != nil {
			current = found[1]
		}
		said[current] += line
	}
	return said
}
