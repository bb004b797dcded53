package live

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/test/outside"
	"github.com/breakwaterhq/breakwater/test/peers"
)

// program builds breakwater once for all tests that run it as a process.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "breakwater-live-")
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, "breakwater")
	if out, err := exec.Command("go", "build", "-o", file, "../../cmd/breakwater").CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	built = dir
	return file, nil
})

// built is the folder of the program; "" while there is none.
var built string

func TestMain(m *testing.M) {
	flag.Parse()
	if flag.Arg(0) == "replay" { // a process that a test has started
		fmt.Fprintln(os.Stderr, dies(flag.Args()[1:]))
		os.Exit(1)
	}
	if err := flag.Set("test.parallel", "128"); err != nil { // who waits for a cluster counts, too
		panic(err)
	}
	code := m.Run()
	if err := closeStanding(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = max(code, 1)
	}
	if built != "" {
		os.RemoveAll(built)
	}
	os.Exit(code)
}

// alert is one alert as the receiver behind Alertmanager got it.
type alert struct{ outside.Alert }

func (a alert) String() string { return a.At.Format(time.TimeOnly) + " " + a.Alert.String() }

func (a alert) is(rule, subject string) bool {
	return a.Labels["rule"] == rule && (subject == "" || a.Labels["subject"] == subject)
}

// watched is a running breakwater watch, with a real Alertmanager behind it.
type watched struct {
	t       *testing.T
	inbox   *outside.Inbox
	am      *peers.AM
	at      string // the bootstrap addresses
	args    []string
	process *outside.Process
	url     string
}

// watchIt starts a watch of a cluster, and waits until it has looked once.
func watchIt(t *testing.T, bootstrap string, args ...string) *watched {
	t.Helper()
	w := &watched{inbox: &outside.Inbox{}, t: t, at: bootstrap}
	pager := httptest.NewServer(w.inbox)
	t.Cleanup(pager.Close)
	w.am = peers.Alertmanager(t, outside.Through(pager.URL))
	w.args = append([]string{"--data", t.TempDir(), "--alertmanager", w.am.URL()}, args...)
	w.start()
	t.Cleanup(func() {
		w.stop(syscall.SIGTERM)
		if t.Failed() {
			t.Logf("the watch said:\n%s", w.process.Said())
		}
	})
	return w
}

func (w *watched) start() {
	w.t.Helper()
	file, err := program()
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 40*time.Second)
	defer cancel()
	if w.process, err = outside.Start(ctx, file, w.at, w.args...); err != nil {
		w.t.Fatal(err)
	}
	w.url = w.process.URL()
}

func (w *watched) stop(with os.Signal) {
	w.t.Helper()
	if err := w.process.End(with); err != nil {
		w.t.Error(err)
	}
}

// since lists what came to the receiver after a time.
func (w *watched) since(at time.Time) (out []alert) {
	for _, a := range w.inbox.Since(at) {
		out = append(out, alert{a})
	}
	return out
}

// expect waits for an alert at the receiver, and returns it.
func (w *watched) expect(limit time.Duration, after time.Time, status, rule, subject string) alert {
	w.t.Helper()
	var got alert
	ctx, cancel := context.WithTimeout(w.t.Context(), limit)
	defer cancel()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		for _, a := range w.since(after) {
			if a.Status == status && a.is(rule, subject) {
				return a
			}
		}
		select {
		case <-ctx.Done():
			w.t.Fatalf("no %s alert %s on %s within %s; the receiver got:\n%s", status, rule, subject, limit, w.got(after))
			return got
		case <-tick.C:
		}
	}
}

// only fails for every alert that is none of those, RULE SUBJECT.
func (w *watched) only(after time.Time, allowed ...string) {
	w.t.Helper()
	for _, a := range w.since(after) {
		if !slices.Contains(allowed, a.Name()) {
			w.t.Errorf("another alert: %s\n%s", a, a.Annotations["description"])
		}
	}
}

func (w *watched) got(after time.Time) string {
	var out []string
	for _, a := range w.since(after) {
		out = append(out, a.String())
	}
	return strings.Join(out, "\n")
}

// ask reads one document of the watch's JSON. Of what the watch does not know yet
// there is none.
func (w *watched) ask(path string, into any) {
	w.t.Helper()
	if err := outside.Ask(w.url+path, into); err != nil && !errors.Is(err, outside.ErrNotFound) {
		w.t.Fatal(err)
	}
}
