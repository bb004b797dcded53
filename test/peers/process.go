package peers

import (
	"context"
	"errors"
	"fmt"
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

// process is a program that ends with its holder.
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
	p, err := begin(dir, filepath.Join(t.TempDir(), "log"), program, args...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.end(t) })
	return p
}

// begin starts a program in a folder. What it prints goes to a file.
func begin(dir, log, program string, args ...string) (*process, error) {
	p := &process{name: filepath.Base(program), log: log, done: make(chan struct{})}
	out, err := os.Create(p.log)
	if err != nil {
		return nil, err
	}
	defer out.Close()
	cmd := exec.Command("/bin/sh", append([]string{"-c", supervisor, "sh", program}, args...)...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, out, out
	held, hold, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer held.Close()
	cmd.Stdin, p.hold = held, hold
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(err, hold.Close())
	}
	go func() {
		p.err = cmd.Wait()
		close(p.done)
	}()
	return p, nil
}

// end stops the program of a test.
func (p *process) end(t testing.TB) {
	if err := p.stop(); err != nil {
		t.Error(err)
	}
	if t.Failed() {
		t.Logf("%s printed last:\n%s", p.name, lastLines(p.logs(), 20))
	}
}

// stop ends the program, and waits until it has ended.
func (p *process) stop() error {
	_ = p.hold.Close() // a second time does no harm
	select {
	case <-p.done:
		return nil
	case <-time.After(stopLimit):
		return fmt.Errorf("%s did not end within %s", p.name, stopLimit)
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

// serves waits until the program says on which address it listens, and then
// until it is ready there: it was asked to choose a free port itself, so nobody
// else can take it before. It gives http://HOST:PORT.
func (p *process) serves(ctx context.Context) (url string, err error) {
	said := regexp.MustCompile(`msg="Listening on" address=(\S+)`)
	err = p.until(ctx, "was ready", func(ctx context.Context) bool {
		m := said.FindStringSubmatch(p.logs())
		if m == nil {
			return false
		}
		url = "http://" + m[1]
		return fetchOK(ctx, url+"/-/ready")
	})
	return url, err
}

// until asks again and again until the answer is yes. That the program ends
// before, or takes too long, is an error.
func (p *process) until(ctx context.Context, what string, ask func(context.Context) bool) error {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for !ask(ctx) {
		select {
		case <-p.done:
			return errors.Join(fmt.Errorf("%s ended before it %s:\n%s", p.name, what, lastLines(p.logs(), 20)), p.err)
		case <-ctx.Done():
			return fmt.Errorf("%s: %s has passed before it %s", p.name, startLimit, what)
		case <-tick.C:
		}
	}
	return nil
}

func lastLines(text string, n int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
