package cli

import (
	"context"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/web"
	"github.com/breakwaterhq/breakwater/internal/web/api"
	"github.com/breakwaterhq/breakwater/internal/web/webtest"
)

// shown is a watch that shows a board, behind a token if it is not empty.
func shown(t *testing.T, b *board.Board, token string) (url string) {
	t.Helper()
	var h board.Holder
	if b != nil {
		h.Set(b)
	}
	s := httptest.NewServer(web.Handler(&h, web.Options{Token: func() (string, error) { return token, nil }, Now: webtest.Now}))
	t.Cleanup(s.Close)
	return s.URL
}

func TestWatchStatus(t *testing.T) {
	old := webtest.Healthy()
	old.Clusters[0].At = webtest.Now().Add(-time.Hour)
	for name, c := range map[string]struct {
		board *board.Board
		code  finding.Exit
		says  []string
	}{
		"healthy":     {webtest.Healthy(), finding.ExitClean, []string{"plant\n", "Healthy: nothing found in 3 brokers", "looked at 2 s ago, every 5 s", "!\x1b["}},
		"in trouble":  {webtest.Trouble(), finding.ExitFindings, []string{"In trouble: broker 2 refuses connections", "error cluster/broker-missing broker/2\n", "; id 9f2c51d07ab3e846", "next: breakwater explain cluster/broker-missing", "Alerts do not reach slack"}},
		"an old look": {old, finding.ExitIncomplete, []string{"Not known: ", "the last look ended 1 h ago"}},
		"no look yet": {nil, finding.ExitIncomplete, []string{"Not known: no cluster has been looked at yet."}},
	} {
		got := breakwater("watch", "status", "--url", shown(t, c.board, ""))
		if t.Run(name, func(t *testing.T) { got.want(t, c.code, c.says, nil) }); got.err != "" {
			t.Errorf("%s: standard error has %s", name, got.err)
		}
	}
}

func TestWatchStatusCodes(t *testing.T) {
	of := func(states ...api.State) (s api.Status) {
		for _, state := range states {
			s.Clusters = append(s.Clusters, api.Cluster{Verdict: api.Verdict{State: state}})
		}
		return s
	}
	for _, c := range []struct {
		states []api.State
		want   finding.Exit
	}{
		{nil, finding.ExitIncomplete},
		{[]api.State{api.Healthy}, finding.ExitClean},
		{[]api.State{api.Settling}, finding.ExitClean},
		{[]api.State{api.Warning}, finding.ExitClean},
		{[]api.State{api.NotKnown, api.Healthy}, finding.ExitIncomplete},
		{[]api.State{api.NotKnown, api.Trouble}, finding.ExitFindings},
		{[]api.State{api.Trouble, api.NotKnown}, finding.ExitFindings},
	} {
		if got := statusCode(of(c.states...)); got != c.want {
			t.Errorf("%q: exit code %d, want %d", c.states, got, c.want)
		}
	}
}

func TestWatchStatusInColour(t *testing.T) {
	url := shown(t, webtest.Trouble(), "")
	for args, want := range map[string]bool{"": false, "--color always": true, "--color never": false} {
		got := breakwater(append([]string{"watch", "status", "--url", url}, strings.Fields(args)...)...)
		if strings.Contains(got.out, "\x1b[") != want {
			t.Errorf("%q: colour %t", args, !want)
		}
	}
	if got := breakwaterIn(Env{Terminal: true}, "watch", "status", "--url", url); !strings.Contains(got.out, "\x1b[") {
		t.Error("no colour for a person")
	}
}

func TestWatchStatusWithAToken(t *testing.T) {
	url, file := shown(t, webtest.Healthy(), "s3cret"), filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte("s3cret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	breakwater("watch", "status", "--url", url, "--token-file", file).want(t, finding.ExitClean, []string{"Healthy"}, nil)
	breakwater("watch", "status", "--url", url).want(t, finding.ExitIncomplete, []string{"!Healthy"}, []string{"wants a token, and none was given"})
}

func TestWatchStatusRefusesWhatItCannotDo(t *testing.T) {
	for args, sentence := range map[string]string{
		"watch status b1:9092":           `watch status takes no argument, and "b1:9092" is one: see 'breakwater watch status --help'`,
		"watch status --color blue":      `--color: "blue" is neither auto, always nor never`,
		"watch status --token-file none": "cannot read --token-file: open none: no such file or directory",
		"watch status --every soon":      `invalid argument "soon" for "--every" flag: time: invalid duration "soon": see 'breakwater watch status --help'`,
	} {
		breakwater(strings.Fields(args)...).refuses(t, sentence)
	}
	at := freePort(t)
	breakwater("watch", "status", "--url", at).want(t, finding.ExitIncomplete, []string{"!healthy"}, []string{"nothing listens at http://" + at + ": start breakwater watch there"})
	breakwater("watch", "status", "--url", "ftp://x").want(t, finding.ExitIncomplete, nil, []string{"give it as HOST:PORT"})
}

// TestFollow sees an incident open, the watch end, and another begin.
func TestFollow(t *testing.T) {
	bootstrap, at := plant(t), freePort(t)
	w := begin(t, "watch", "--bootstrap", bootstrap, "--listen", at)
	eventually(t, "the watch listens", func() bool { return strings.Contains(w.err.String(), "page and metrics") }, w.err)
	f := begin(t, "watch", "status", "--url", at, "--follow", "--every", "1s")
	sees := func(want string) {
		t.Helper()
		eventually(t, "it prints "+want, func() bool { return strings.Contains(f.out.String(), want) }, f.out)
	}
	sees("broker 2 refuses connections")
	w.end(t)
	sees("  the watch does not answer: nothing listens at http://" + at)
	w = begin(t, "watch", "--bootstrap", bootstrap, "--listen", at)
	sees("  the watch answers again\n")
	sees(" UTC  opened    error cluster/broker-missing broker/2: broker 2 refuses connections")
	if n := strings.Count(f.out.String(), "does not answer:"); n != 1 {
		t.Errorf("it says %d times that the watch does not answer:\n%s", n, f.out)
	}
	if code, took := f.end(t); code != finding.ExitInterrupted || took > 5*time.Second {
		t.Errorf("exit code %d after %s", code, took)
	}
	w.end(t)
}

func TestFollowThatIsInterruptedAtOnce(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got := breakwaterUntil(ctx, Env{}, "watch", "status", "--follow", "--url", shown(t, webtest.Healthy(), "")); got.code != finding.ExitInterrupted {
		t.Errorf("%+v", got)
	}
}
