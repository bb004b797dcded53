package metrics

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/board"
)

func TestHealth(t *testing.T) {
	looked := func(name string, ago, took time.Duration) *board.Cluster {
		c := &board.Cluster{Name: name, Look: board.Look{Every: 5 * time.Second, Took: took}}
		if ago >= 0 {
			c.At = at.Add(-ago)
		}
		return c
	}
	begun := func(c *board.Cluster, ago time.Duration) *board.Cluster {
		c.Look.Begun = at.Add(-ago)
		return c
	}
	slow := func(ended time.Duration) *board.Cluster {
		c := looked("b", ended+40*time.Second, 40*time.Second)
		c.Look.Ended = at.Add(-ended)
		return c
	}
	const s, never = time.Second, -1
	for name, c := range map[string]struct {
		board       *board.Board
		after       time.Duration // since the process began
		alive, dead string        // what stands in the answer of healthz, of readyz; "": all is well
	}{
		"no board yet":                {nil, 10 * s, "", "has not begun"},
		"no board for long":           {nil, 91 * s, "has not begun after 1m31s", "has not begun"},
		"all is well":                 {&board.Board{Clusters: []*board.Cluster{looked("a", 4*s, s), looked("b", 30*s, s)}}, 0, "", ""},
		"one hangs":                   {&board.Board{Clusters: []*board.Cluster{looked("a", 4*s, s), looked("b", 61*s, s)}}, 0, "cluster b has begun or ended for 1m1s, and one is due within 1m0s", ""},
		"its values are too old":      {&board.Board{Clusters: []*board.Cluster{looked("b", 60*s, s)}}, 0, "", ""},
		"a slow look goes on":         {&board.Board{Clusters: []*board.Cluster{begun(looked("b", 100*s, s), 60*s)}}, 0, "", ""},
		"a slow look has hung":        {&board.Board{Clusters: []*board.Cluster{begun(looked("b", 100*s, s), 61*s)}}, 0, "cluster b has begun or ended for 1m1s", ""},
		"a slow look has ended":       {&board.Board{Clusters: []*board.Cluster{slow(120 * s)}}, 0, "", ""},
		"long after a slow look":      {&board.Board{Clusters: []*board.Cluster{slow(121 * s)}}, 0, "for 2m1s, and one is due within 2m0s", ""},
		"looks that fail":             {&board.Board{Clusters: []*board.Cluster{begun(looked("b", 3600*s, s), 5*s)}}, 0, "", ""},
		"the first look fails":        {&board.Board{Clusters: []*board.Cluster{begun(looked("b", never, 0), 5*s)}}, 0, "", "first look at cluster b"},
		"looks that take long":        {&board.Board{Clusters: []*board.Cluster{looked("a", 50*s, 20*s)}}, 0, "", ""},
		"looks that take for ever":    {&board.Board{Clusters: []*board.Cluster{looked("a", 61*s, 20*s)}}, 0, "due within 1m0s", ""},
		"before the first look":       {&board.Board{Started: at, Clusters: []*board.Cluster{looked("a", s, s), looked("b", never, 0)}}, 0, "", "first look at cluster b"},
		"a first look that has hung":  {&board.Board{Started: at.Add(-91 * s), Clusters: []*board.Cluster{looked("b", never, 0)}}, 0, "cluster b has begun or ended for 1m31s", "first look at cluster b"},
		"several that are not looked": {&board.Board{Started: at, Clusters: []*board.Cluster{looked("a", never, 0), looked("b", never, 0)}}, 0, "", "cluster b"},
	} {
		t.Run(name, func(t *testing.T) {
			h := &board.Holder{}
			if c.board != nil {
				if c.board.Started.IsZero() {
					c.board.Started = at.Add(-time.Hour)
				}
				h.Set(c.board)
			}
			now := at.Add(-c.after)
			healthz, readyz := Health(h, func() time.Time { return now })
			now = at
			wellOr(t, healthz, c.alive)
			wellOr(t, readyz, c.dead)
		})
	}
}

// wellOr holds an answer against what is wrong; "" for nothing.
func wellOr(t *testing.T, h http.Handler, wrong string) {
	t.Helper()
	w := ask(t, h)
	switch {
	case wrong == "" && (w.Code != http.StatusOK || w.Body.String() != "ok\n"):
		t.Errorf("%s: %s", http.StatusText(w.Code), w.Body)
	case wrong != "" && (w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), wrong)):
		t.Errorf("%s: %q does not say %q", http.StatusText(w.Code), w.Body, wrong)
	}
}

// TestADarkClusterIsReady: a watch is of most use just then.
func TestADarkClusterIsReady(t *testing.T) {
	b := healthy()
	b.Clusters[0].Scope.Cluster.Dark = true
	h := &board.Holder{}
	h.Set(b)
	healthz, readyz := Health(h, clock(at))
	wellOr(t, healthz, "")
	wellOr(t, readyz, "")
}
