//go:build unix

package lab

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func started(t *testing.T, command ...string) (*process, string) {
	t.Helper()
	log := filepath.Join(t.TempDir(), "log")
	p, err := launch(command, filepath.Dir(log), log, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.kill() })
	return p, log
}

func ended(t *testing.T, p *process) {
	t.Helper()
	select {
	case <-p.done:
	case <-time.After(10 * time.Second):
		t.Fatal("the process did not end")
	}
}

func TestAProgramsOutputAndExitCodeArriveUnchanged(t *testing.T) {
	p, log := started(t, "sh", "-c", "echo out; echo err >&2; exit 7")
	ended(t, p)
	if p.alive() || p.err == nil || p.err.Error() != "exit status 7" {
		t.Errorf("alive %v, error %v: want exit status 7", p.alive(), p.err)
	}
	text, err := os.ReadFile(log)
	if err != nil || string(text) != "out\nerr\n" {
		t.Errorf("the log is %q, %v", text, err)
	}
}

func TestArgumentsAreNoShell(t *testing.T) {
	p, log := started(t, "echo", "$HOME", "a  b", "'; exit 9; '", "*")
	ended(t, p)
	if got := lastLines(tail(log, 9), 9); got != "$HOME a  b '; exit 9; ' *" || p.err != nil {
		t.Errorf("printed %q, ended with %v", got, p.err)
	}
}

func TestAProgramStandsInItsOwnFolder(t *testing.T) {
	p, log := started(t, "pwd", "-P")
	ended(t, p)
	want, err := filepath.EvalSymlinks(filepath.Dir(log))
	if got := tail(log, 9); got != want || err != nil {
		t.Errorf("it stands in %s, want %s, %v", got, want, err)
	}
}

func TestAProgramThatIsNotThereEndsAtOnce(t *testing.T) {
	p, log := started(t, "/nowhere/java")
	ended(t, p)
	if p.err == nil || !strings.Contains(tail(log, 9), "/nowhere/java") {
		t.Errorf("error %v, log %q", p.err, tail(log, 9))
	}
}

func TestTheLogIsContinuedByTheNextStart(t *testing.T) {
	log := filepath.Join(t.TempDir(), "log")
	for _, word := range []string{"one", "two"} {
		p, err := launch([]string{"echo", word}, "", log, "")
		if err != nil {
			t.Fatal(err)
		}
		ended(t, p)
	}
	if got := tail(log, 9); got != "one\ntwo" {
		t.Errorf("the log is %q", got)
	}
}

func TestSignals(t *testing.T) {
	p, _ := started(t, "sleep", "600")
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	if !p.alive() {
		t.Error("a stopped program has not ended")
	}
	if err := p.kill(); err != nil || p.alive() {
		t.Errorf("a stopped program is killed: %v, alive %v", err, p.alive())
	}
	for _, again := range []func() error{p.kill, p.stop, p.cont, p.terminate} {
		if err := again(); err != nil {
			t.Errorf("signal to a program that has ended: %v", err)
		}
	}
	p, _ = started(t, "sleep", "600")
	if err := p.terminate(); err != nil {
		t.Fatal(err)
	}
	ended(t, p)
}

func TestAProgramDiesWithItsOwner(t *testing.T) {
	for name, stopped := range map[string]bool{"running": false, "stopped": true} {
		t.Run(name, func(t *testing.T) {
			scratch, beside := filepath.Join(t.TempDir(), "a b"), t.TempDir()
			fill(t, filepath.Join(scratch, "node-1"), "server.log")
			cmd, words := owner(t, "sleep", "LAB_DIR="+scratch)
			pid := pidOf(t, words[0])
			if stopped {
				if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
					t.Fatal(err)
				}
			}
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			gone(t, pid)
			eventually(t, 10*time.Second, func() error {
				if exists(scratch) {
					return errors.New("its folder is still there")
				}
				return nil
			})
			if !exists(beside) {
				t.Error("another folder is gone")
			}
		})
	}
}

func TestAProgramThatEndsByItselfTakesNothingWithIt(t *testing.T) {
	for range 20 { // the watchdog must hear that all is well before the pipe is closed
		scratch := t.TempDir()
		p, err := launch([]string{"true"}, "", os.DevNull, scratch)
		if err != nil {
			t.Fatal(err)
		}
		ended(t, p)
		eventually(t, 5*time.Second, func() error { return nobodyIn(scratch) })
		if !exists(scratch) {
			t.Fatal("its folder is gone: the watchdog took the end of the program for that of its owner")
		}
	}
}

func TestAFreedProgramOutlivesTheHoldOnIt(t *testing.T) {
	scratch := t.TempDir()
	p, err := launch([]string{"sleep", "600"}, "", os.DevNull, scratch)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.kill() })
	p.free() // closes the pipe as a dead owner would
	p.free() // and again, as the end of the program will
	if err := p.signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	select {
	case <-p.done:
		t.Error("it ended")
	case <-time.After(200 * time.Millisecond):
	}
	if err := p.kill(); err != nil || !exists(scratch) {
		t.Errorf("after its end: %v, its folder is there: %v", err, exists(scratch))
	}
}

func TestAStartIsNeverMistakenForAnother(t *testing.T) {
	a, _ := started(t, "sleep", "600")
	first, err := startOf(a.pid)
	if err != nil || first == "" {
		t.Fatalf("start of a process that runs: %q, %v", first, err)
	}
	if again, _ := startOf(a.pid); again != first {
		t.Errorf("the same process has the starts %q and %q", first, again)
	}
	a.kill()
	if now, err := startOf(a.pid); now != "" || err != nil {
		t.Errorf("start of a process that has ended: %q, %v", now, err)
	}
}
