package peers

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// supervisor runs a program until its own standard input ends, as it does when
// the test is killed, too. It ends as the program does.
const supervisor = `exec 3<&0
"$@" </dev/null 3<&- &
program=$!
{
	read -r word <&3
	kill "$program"
} >/dev/null 2>&1 &
wait "$program"
`

const (
	startLimit = 30 * time.Second
	stopLimit  = 10 * time.Second
	pollEvery  = 20 * time.Millisecond
)

// process is a program that ends with the test.
type process struct {
	name string
	log  string // the path of what it prints
	hold io.Closer
	done chan struct{}
	err  error // once done is closed
}

// launch starts a program in a folder, and has it end with the test. Where
// the test fails, the end of what it printed is logged.
func launch(t testing.TB, dir, program string, args ...string) *process {
	t.Helper()
	p := &process{name: filepath.Base(program), log: filepath.Join(t.TempDir(), "log"), done: make(chan struct{})}
	out, err := os.Create(p.log)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	cmd := exec.Command("/bin/sh", append([]string{"-c", supervisor, "sh", program}, args...)...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, out, out
	held, hold, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	cmd.Stdin, p.hold = held, hold
	if err := cmd.Start(); err != nil {
		t.Fatal(errors.Join(err, hold.Close()))
	}
	go func() {
		p.err = cmd.Wait()
		close(p.done)
	}()
	t.Cleanup(func() { p.end(t) })
	return p
}

// end stops the program and waits until it has ended.
func (p *process) end(t testing.TB) {
	_ = p.hold.Close() // a second time does no harm
	select {
	case <-p.done:
	case <-time.After(stopLimit):
		t.Errorf("%s did not end within %s", p.name, stopLimit)
	}
	if t.Failed() {
		t.Logf("%s printed last:\n%s", p.name, lastLines(p.logs(), 20))
	}
}

// logs is what the program has printed so far.
func (p *process) logs() string {
	text, err := os.ReadFile(p.log)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// address waits until the program says on which address it listens: it was
// asked to choose a free port itself, so nobody else can take it before.
func (p *process) address(t testing.TB) string {
	t.Helper()
	said := regexp.MustCompile(`msg="Listening on" address=(\S+)`)
	var found string
	p.until(t, "listens", func(context.Context) bool {
		if m := said.FindStringSubmatch(p.logs()); m != nil {
			found = m[1]
		}
		return found != ""
	})
	return found
}

// until asks again and again until the answer is yes. The test fails where the
// program ends before, or takes too long.
func (p *process) until(t testing.TB, what string, ask func(context.Context) bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), startLimit)
	defer cancel()
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for !ask(ctx) {
		select {
		case <-p.done:
			t.Fatalf("%s ended before it %s: %v\n%s", p.name, what, p.err, lastLines(p.logs(), 20))
		case <-ctx.Done():
			t.Fatalf("%s: %s has passed before it %s", p.name, startLimit, what)
		case <-tick.C:
		}
	}
}

func lastLines(text string, n int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
