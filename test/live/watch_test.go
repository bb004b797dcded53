package live

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

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
	return file, nil
})

func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", "32"); err != nil { // tests on one cluster mostly wait
		panic(err)
	}
	code := m.Run()
	if file, err := program(); err == nil && file != "" {
		os.RemoveAll(filepath.Dir(file))
	}
	os.Exit(code)
}

// alert is one alert as the receiver behind Alertmanager got it.
type alert struct {
	At          time.Time
	Status      string
	Labels      map[string]string
	Annotations map[string]string
	StartsAt    time.Time
}

func (a alert) String() string {
	return fmt.Sprintf("%s %s %s %s %s: %s", a.At.Format(time.TimeOnly), a.Status, a.Labels["severity"], a.Labels["rule"], a.Labels["subject"], a.Annotations["summary"])
}

func (a alert) is(rule, subject string) bool {
	return a.Labels["rule"] == rule && (subject == "" || a.Labels["subject"] == subject)
}

// inbox is a receiver behind Alertmanager, as a person's pager is.
type inbox struct {
	mu  sync.Mutex
	all []alert
}

func (i *inbox) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	var message struct{ Alerts []alert }
	if json.NewDecoder(r.Body).Decode(&message) != nil {
		return
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	for _, a := range message.Alerts {
		if a.Labels["severity"] == "none" {
			continue // the heartbeat
		}
		a.At = time.Now()
		repeated := slices.ContainsFunc(i.all, func(b alert) bool {
			return b.Status == a.Status && b.StartsAt.Equal(a.StartsAt) && b.Labels["rule"] == a.Labels["rule"] && b.Labels["subject"] == a.Labels["subject"] && b.Labels["severity"] == a.Labels["severity"]
		})
		if !repeated { // a group of alerts is told as a whole when one of them changes
			i.all = append(i.all, a)
		}
	}
}

// since lists what came after a time.
func (i *inbox) since(at time.Time) []alert {
	i.mu.Lock()
	defer i.mu.Unlock()
	var out []alert
	for _, a := range i.all {
		if a.At.After(at) {
			out = append(out, a)
		}
	}
	return out
}

// watched is a running breakwater watch, with a real Alertmanager behind it.
type watched struct {
	*inbox
	t    *testing.T
	args []string
	am   *peers.AM
	url  string
	cmd  *exec.Cmd
	log  *lines
}

// lines is what a process says.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

const throughAlertmanager = `route: {receiver: pager, group_by: ['...'], group_wait: 0s, group_interval: 1s, repeat_interval: 24h}
receivers:
  - name: pager
    webhook_configs: [{url: %s, send_resolved: true}]
`

// watchIt starts a watch of a cluster, and waits until it has looked once.
func watchIt(t *testing.T, bootstrap string, args ...string) *watched {
	t.Helper()
	w := &watched{inbox: &inbox{}, t: t}
	pager := httptest.NewServer(w.inbox)
	t.Cleanup(pager.Close)
	w.am = peers.Alertmanager(t, fmt.Sprintf(throughAlertmanager, pager.URL))
	w.args = append([]string{"watch", "--bootstrap", bootstrap, "--listen", "127.0.0.1:0", "--data", t.TempDir(), "--alertmanager", w.am.URL()}, args...)
	w.start()
	t.Cleanup(func() {
		w.stop(syscall.SIGTERM)
		if t.Failed() {
			t.Logf("the watch said:\n%s", w.log)
		}
	})
	return w
}

var servesAt = regexp.MustCompile(`at (http://[0-9.:]+)/`)

func (w *watched) start() {
	w.t.Helper()
	file, err := program()
	if err != nil {
		w.t.Fatal(err)
	}
	w.log = &lines{}
	w.cmd = exec.Command(file, w.args...)
	w.cmd.Stderr, w.cmd.Stdout = w.log, w.log
	w.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := w.cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	eventually(w.t, 20*time.Second, "the watch serves", func() bool {
		found := servesAt.FindStringSubmatch(w.log.String())
		if found != nil {
			w.url = found[1]
		}
		return found != nil
	})
	eventually(w.t, 20*time.Second, "the first look", func() bool {
		resp, err := http.Get(w.url + "/readyz")
		if err != nil {
			return false
		}
		resp.Body.Close()
		return resp.StatusCode == http.StatusOK
	})
}

func (w *watched) stop(with os.Signal) {
	w.t.Helper()
	if w.cmd.Process == nil || w.cmd.ProcessState != nil {
		return
	}
	if err := w.cmd.Process.Signal(with); err != nil {
		w.t.Error(err)
	}
	ended := make(chan struct{})
	go func() { defer close(ended); _ = w.cmd.Wait() }() // a signal ends it
	select {
	case <-ended:
	case <-time.After(20 * time.Second):
		w.t.Error("the watch does not end")
		_ = w.cmd.Process.Kill() // the test fails in any case
		<-ended
	}
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
		if !slices.Contains(allowed, a.Labels["rule"]+" "+a.Labels["subject"]) {
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

// ask reads one document of the watch's JSON.
func (w *watched) ask(path string, into any) {
	w.t.Helper()
	resp, err := http.Get(w.url + path)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(into); err != nil {
		w.t.Fatalf("%s: %v", path, err)
	}
}
