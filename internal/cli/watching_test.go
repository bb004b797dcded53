package cli

import (
	"bytes"
	"context"
	"net"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/demo"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/web/api"
	"github.com/breakwaterhq/breakwater/internal/web/client"
)

// notes is a writer that is read while others write.
type notes struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (n *notes) Write(p []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.b.Write(p)
}

func (n *notes) String() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.b.String()
}

// plant is a demo cluster, of which one broker is down.
func plant(t *testing.T) (bootstrap string) {
	t.Helper()
	c, err := demo.Start(t.Context(), demo.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return strings.Join(c.Bootstrap(), ",")
}

// going is a command that runs until it is ended.
type going struct {
	out, err *notes
	cancel   context.CancelFunc
	code     chan finding.Exit
}

// begin begins a command with the true time.
func begin(t *testing.T, args ...string) *going {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	g := &going{out: &notes{}, err: &notes{}, cancel: cancel, code: make(chan finding.Exit, 1)}
	env := Env{In: strings.NewReader(""), Out: g.out, Err: g.err, Getenv: func(string) string { return "" }, Now: time.Now}
	go func() { g.code <- Main(ctx, args, env); close(g.code) }()
	t.Cleanup(func() { cancel(); <-g.code })
	return g
}

// end ends it as Ctrl-C does, and gives its exit code and how long that took.
func (g *going) end(t *testing.T) (finding.Exit, time.Duration) {
	t.Helper()
	at := time.Now()
	g.cancel()
	select {
	case code := <-g.code:
		return code, time.Since(at)
	case <-time.After(30 * time.Second):
		t.Fatalf("it does not end:\n%s", g.err)
		return 0, 0
	}
}

var pageAt = regexp.MustCompile(`page and metrics at (https?://\S+)/\n`)

// watching begins a watch, and gives where its page is.
func watching(t *testing.T, args ...string) (g *going, url string) {
	t.Helper()
	g = begin(t, append([]string{"watch", "--listen", "127.0.0.1:0"}, args...)...)
	eventually(t, "the watch listens", func() bool {
		if m := pageAt.FindStringSubmatch(g.err.String()); m != nil {
			url = m[1]
		}
		return url != ""
	}, g.err)
	return g, url
}

// eventually waits until a condition holds.
func eventually(t *testing.T, what string, holds func() bool, said *notes) {
	t.Helper()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	late := time.After(30 * time.Second)
	for !holds() {
		select {
		case <-again.C:
		case <-late:
			t.Fatalf("not in 30 s: %s; it said\n%s", what, said)
		}
	}
}

// incidentOf is the incident of a rule that a watch tells of; nil: none yet.
func incidentOf(t *testing.T, url, rule string) *api.Incident {
	t.Helper()
	s, err := client.Get(t.Context(), client.Door{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	for i := range s.Incidents.Items {
		if in := &s.Incidents.Items[i]; in.Rule == rule && in.Opened != nil {
			return in
		}
	}
	return nil
}

// opened waits for the incident of a rule.
func opened(t *testing.T, g *going, url, rule string) (in *api.Incident) {
	t.Helper()
	eventually(t, rule+" is open", func() bool { in = incidentOf(t, url, rule); return in != nil }, g.err)
	return in
}

// freePort is an address where nothing listens.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// ran runs a command with the true time to its end.
func ran(t *testing.T, args ...string) outcome {
	t.Helper()
	g := begin(t, args...)
	return outcome{<-g.code, g.out.String(), g.err.String()}
}
