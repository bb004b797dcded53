package kubelab

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"k8s.io/client-go/rest"

	"github.com/breakwaterhq/breakwater/internal/lab"
)

const loopback = "127.0.0.1"

// A Lab is a control plane that runs. Its methods may be called from several
// goroutines.
type Lab struct {
	options   Options
	programs  string // the folder that has them
	dir       string
	authority *Authority
	token     string
	block     *lab.Ports
	ports     map[string]int // by what listens there
	leave     func() bool    // no longer closed by the context

	mu      sync.Mutex
	running []part
	closed  bool
}

// A part is one program of a lab.
type part struct {
	name    string
	program *lab.Program
}

// URL is the address of the API server, as "https://127.0.0.1:20001".
func (l *Lab) URL() string { return "https://" + l.at("kube-apiserver") }

// CA is what a client must trust, in PEM.
func (l *Lab) CA() []byte { return l.authority.PEM() }

// Token is the bearer token of the user admin, who may do everything.
func (l *Lab) Token() string { return l.token }

// Dir is the lab's folder: logs, certificates and what etcd keeps. It goes at
// Close.
func (l *Lab) Dir() string { return l.dir }

// Kubeconfig is the path of a kubeconfig of the user admin.
func (l *Lab) Kubeconfig() string { return l.path("kubeconfig") }

// Config is how client-go reaches the API server as the user admin. Set
// Impersonate in it to come as somebody else.
func (l *Lab) Config() *rest.Config {
	return &rest.Config{
		Host: l.URL(), BearerToken: l.token, TLSClientConfig: rest.TLSClientConfig{CAData: l.CA()},
		QPS: -1, // a test waits for nobody
	}
}

// Log is what a program of the lab has printed, as "kube-apiserver".
func (l *Lab) Log(program string) string { return read(l.logPath(program)) }

// Audit is the audit log, one event of audit.k8s.io/v1 in JSON on each line.
// Every request of others than the API server itself is in it at the level
// Metadata, once it has been answered; the line may come after the answer.
func (l *Lab) Audit() []string {
	return strings.FieldsFunc(read(l.path("audit.log")), func(r rune) bool { return r == '\n' })
}

// Pids are the process ids of what runs, by program.
func (l *Lab) Pids() map[string]int {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := map[string]int{}
	for _, p := range l.running {
		out[p.name] = p.program.Pid()
	}
	return out
}

// Program is a program of the lab, to be frozen or killed, or nil.
func (l *Lab) Program(name string) *lab.Program {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, p := range l.running {
		if p.name == name {
			return p.program
		}
	}
	return nil
}

// Close ends every program and removes the lab's folder. It may be called
// again, and returns once nothing runs.
func (l *Lab) Close() error {
	if l.leave != nil {
		l.leave()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil
	}
	l.closed = true
	var errs []error
	for _, p := range slices.Backward(l.running) { // etcd last: whoever misses it complains at length
		errs = append(errs, p.program.Kill())
	}
	if l.block != nil {
		errs = append(errs, l.block.Release())
	}
	if l.options.Keep == nil || !l.options.Keep() {
		errs = append(errs, os.RemoveAll(l.dir))
	}
	return errors.Join(errs...)
}

// launch starts one of the lab's programs.
func (l *Lab) launch(name string, flags ...string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return fmt.Errorf("%s is not started any more: %w", name, context.Canceled)
	}
	scratch := l.dir
	if l.options.Keep != nil {
		scratch = ""
	}
	command := append([]string{filepath.Join(l.programs, name)}, flags...)
	program, err := lab.Supervise(command, l.dir, l.logPath(name), scratch)
	if err != nil {
		return err
	}
	l.running = append(l.running, part{name, program})
	return nil
}

func (l *Lab) path(name string) string { return filepath.Join(l.dir, name) }

func (l *Lab) logPath(program string) string { return l.path(program + ".log") }

// at is where something listens, as 127.0.0.1:20001.
func (l *Lab) at(what string) string {
	return net.JoinHostPort(loopback, l.port(what))
}

func (l *Lab) port(what string) string { return strconv.Itoa(l.ports[what]) }

// kubeconfig is the text of the file of that name.
func (l *Lab) kubeconfig() []byte {
	return fmt.Appendf(nil, `apiVersion: v1
kind: Config
clusters:
  - name: kubelab
    cluster:
      server: %s
      certificate-authority-data: %s
users:
  - name: admin
    user:
      token: %s
contexts:
  - name: kubelab
    context: {cluster: kubelab, user: admin}
current-context: kubelab
`, l.URL(), base64.StdEncoding.EncodeToString(l.CA()), l.token)
}
