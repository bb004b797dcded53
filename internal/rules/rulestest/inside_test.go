package rulestest

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// inside is set in the process whose tests are meant to fail.
const inside = "BREAKWATER_TEST_INSIDE"

// held is a use of the harness, and what the harness must say of it.
type held struct {
	name string
	use  func(*testing.T)
	says string // "" if it must pass
}

// hold runs each use as a test of a process of its own, because a test that
// fails would fail the one that wants it to.
func hold(t *testing.T, uses []held) {
	t.Helper()
	if os.Getenv(inside) != "" {
		for _, h := range uses {
			t.Run(h.name, h.use)
		}
		return
	}
	command := exec.CommandContext(t.Context(), os.Args[0], "-test.v", "-test.run", "^"+t.Name()+"$")
	command.Env = append(os.Environ(), inside+"=1")
	out, _ := command.CombinedOutput() // it fails, as most uses must
	said := byTest(string(out), t.Name())
	for _, h := range uses {
		t.Run(h.name, func(t *testing.T) {
			got, ran := said[strings.ReplaceAll(h.name, " ", "_")]
			failed := strings.Contains(got, "--- FAIL")
			switch {
			case !ran:
				t.Fatalf("it did not run:\n%s", out)
			case failed != (h.says != ""):
				t.Errorf("failed: %v, want %v:\n%s", failed, !failed, got)
			case !strings.Contains(got, h.says):
				t.Errorf("it does not say %q:\n%s", h.says, got)
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

// recorder is a test that keeps what it is told instead of failing.
type recorder struct {
	testing.TB
	said []string
}

func (r *recorder) Helper() {}

func (r *recorder) Errorf(format string, args ...any) {
	r.said = append(r.said, fmt.Sprintf(format, args...))
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.said = append(r.said, fmt.Sprintf(format, args...))
	panic(r) // ends the function that is tested, as Fatalf does
}

func (r *recorder) Fatal(args ...any) { r.Fatalf("%v", args...) }

// record runs a function, and is what it told its test.
func record(run func(testing.TB)) (said string) {
	r := &recorder{}
	defer func() {
		if ended := recover(); ended != nil && ended != any(r) {
			panic(ended)
		}
		said = strings.Join(r.said, "\n")
	}()
	run(r)
	return ""
}
