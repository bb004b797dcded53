package outside

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"sync"
	"syscall"
	"time"
)

// Process is a watch that runs, or has run.
type Process struct {
	cmd   *exec.Cmd
	url   string
	said  Said
	ended chan struct{} // closed when the process has ended
	stops time.Duration // how long it may take to end
}

const (
	startLimit = time.Minute
	stopLimit  = 20 * time.Second
	pollEvery  = 50 * time.Millisecond
)

// Start starts the program as a watch of the cluster behind some bootstrap
// addresses, with further arguments of breakwater watch, and returns when it has
// looked once. It chooses a free port itself. Where it ends before, has not looked
// within a minute, or the context ends, that is an error with what it said; then
// nothing runs on. A watch that runs ends with End, and on Linux with this process.
func Start(ctx context.Context, program, bootstrap string, args ...string) (*Process, error) {
	p := &Process{ended: make(chan struct{}), stops: stopLimit}
	p.cmd = exec.Command(program, append([]string{"watch", "--bootstrap", bootstrap, "--listen", "127.0.0.1:0"}, args...)...)
	p.cmd.Stdout, p.cmd.Stderr = &p.said, &p.said
	p.cmd.SysProcAttr = withUs()
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() { // ends with the process
		defer close(p.ended)
		_ = p.cmd.Wait() // a signal ends it
	}()
	if err := p.untilReady(ctx); err != nil {
		_ = p.End(syscall.SIGKILL) // why it is ended says more
		return nil, fmt.Errorf("%s: %w:\n%s", p.cmd, err, &p.said)
	}
	return p, nil
}

func (p *Process) untilReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for !p.ready(ctx) {
		select {
		case <-p.ended:
			return fmt.Errorf("it has ended (%s)", p.cmd.ProcessState)
		case <-ctx.Done():
			return fmt.Errorf("no look yet: %w", ctx.Err())
		case <-tick.C:
		}
	}
	return nil
}

var servesAt = regexp.MustCompile(`at (http://[0-9.:]+)/`)

// ready tells whether it has looked once.
func (p *Process) ready(ctx context.Context) bool {
	at := servesAt.FindStringSubmatch(p.said.String())
	if at == nil {
		return false
	}
	p.url = at[1]
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url+"/readyz", nil)
	if err != nil {
		return false
	}
	resp, err := http.DefaultClient.Do(req)
	return err == nil && resp.Body.Close() == nil && resp.StatusCode == http.StatusOK
}

// URL is http://HOST:PORT, where it serves.
func (p *Process) URL() string { return p.url }

// Pid is its process id. Once it has ended that may be somebody else's.
func (p *Process) Pid() int { return p.cmd.Process.Pid }

// Said is what it has said so far.
func (p *Process) Said() string { return p.said.String() }

// End sends a signal that ends it, and waits until it has ended; one that has
// ended is left alone. One that still runs after 20 s is killed, which is an error.
func (p *Process) End(with os.Signal) error {
	select {
	case <-p.ended:
		return nil
	default:
	}
	_ = p.cmd.Process.Signal(with) // where it ended just now there is nothing to do
	patience := time.NewTimer(p.stops)
	defer patience.Stop()
	select {
	case <-p.ended:
		return nil
	case <-patience.C:
		_ = p.cmd.Process.Kill() // as above
		<-p.ended
		return fmt.Errorf("the watch did not end within %s of %s, and was killed", p.stops, with)
	}
}

// State is how it ended, with what it cost; nil while it runs.
func (p *Process) State() *os.ProcessState {
	select {
	case <-p.ended:
		return p.cmd.ProcessState
	default:
		return nil
	}
}

// Said takes what a process says while others read it. The zero value is empty.
type Said struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write never fails.
func (s *Said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

// String is all that was said so far.
func (s *Said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}
