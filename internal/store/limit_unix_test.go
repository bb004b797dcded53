//go:build unix

package store

import (
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/incident"
)

// limited runs one test in a process of its own, because a limit on the size of
// files is one of the whole process.
func limited(t *testing.T, body func(limit func(uint64))) {
	const inside = "BREAKWATER_TEST_LIMITED"
	if os.Getenv(inside) != t.Name() {
		again := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.timeout=60s")
		again.Env = append(os.Environ(), inside+"="+t.Name())
		if out, err := again.CombinedOutput(); err != nil || !strings.Contains(string(out), "PASS") {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	var was syscall.Rlimit
	must(t, syscall.Getrlimit(syscall.RLIMIT_FSIZE, &was))
	body(func(bytes uint64) {
		must(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: min(bytes, was.Max), Max: was.Max}))
	})
}

// The system itself refuses to let the files grow, and then allows it again.
func TestFilesThatCannotGrow(t *testing.T) {
	limited(t, func(limit func(uint64)) {
		dir := t.TempDir()
		s := open(t, dir)
		save(t, s, about("a", incident.Open))
		limit(256 << 10)
		err := s.SaveHistory("plant", noon, noise(1<<20))
		if err == nil || code(err) != codeIO && code(err) != codeFull {
			t.Errorf("got %v", err)
		}
		if got, err := s.Incidents("plant", noon); err != nil || len(got) != 1 {
			t.Errorf("what was kept is %v, %v", got, err)
		}
		limit(1 << 40)
		must(t, s.SaveHistory("plant", noon, noise(1<<20)))
	})
}

// A Guard goes through the same without losing anything.
func TestAGuardWhoseFilesCannotGrow(t *testing.T) {
	limited(t, func(limit func(uint64)) {
		dir := t.TempDir()
		g := guard(t, Options{Open: opener(dir)})
		limit(64 << 10)
		g.Keep("plant", []incident.Incident{about("a", incident.Open)}, many(5000))
		until(t, "it fails", func() bool { since, _ := g.Failing(); return !since.IsZero() })
		limit(1 << 40)
		until(t, "it works again", func() bool { since, _ := g.Failing(); return since.IsZero() })
		must(t, g.Close())
		s := open(t, dir)
		if events, err := s.Timeline(Query{}); err != nil || len(events) != 5000 {
			t.Errorf("%d events, %v", len(events), err)
		}
		if got, err := s.Incidents("plant", noon); err != nil || len(got) != 1 {
			t.Errorf("incidents %v, %v", got, err)
		}
	})
}
