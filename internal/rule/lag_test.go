package rule

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// remembered is a past in which every log end has grown from 0 to 100, and a
// group has committed 60 all the time.
type remembered struct {
	model.History
	since int64
}

func (r remembered) Since() int64 { return r.since }

func (r remembered) LogEnd(string, int32) model.Track { return r.track(0, 100) }

func (r remembered) Committed(string, string, int32) model.Track { return r.track(60, 60) }

func (r remembered) track(from, to int64) model.Track {
	return func(yield func(model.Sample) bool) {
		_ = yield(model.Sample{At: r.since + 10_000, N: to}) && yield(model.Sample{At: r.since, N: from})
	}
}

// lagging is a running cluster with a group that has committed 60 of 100.
func lagging() *World {
	w := liveWorld(&model.Group{ID: "billing", State: "Stable", CommitsKnown: true,
		Commits: []model.Commit{{Topic: "orders", Offset: 60}, {Topic: "orders", Partition: 1, Offset: 5}}})
	part := &w.Now.Topics[0].Layout.Partitions[0]
	part.Offsets = model.Offsets{End: 100, StartKnown: true, EndKnown: true}
	return w
}

func TestLag(t *testing.T) {
	w := lagging()
	since := w.Now.At.UnixMilli() - 30_000
	seen := 0
	check := func(watched bool) func(*Pass) {
		return func(p *Pass) {
			seen++
			got := p.Lag()
			if got.ID != "billing" || got.Records != 40 || got.Complete {
				t.Errorf("got %+v", got)
			}
			part := got.Partitions[0]
			if part.AgeKnown != watched || part.Rates != watched || watched && (part.Age != 30_000 || part.Written != 10) {
				t.Errorf("watched %v: %+v", watched, part)
			}
			if again := p.Lag(); &again.Partitions[0] != &got.Partitions[0] {
				t.Error("it is computed again for the same pass")
			}
			if (p.remembered() != nil) != watched {
				t.Errorf("it remembers %v", p.remembered())
			}
		}
	}
	inspect(t, w, model.KindGroup, check(false))
	w = lagging()
	w.Past = func(scope string) model.History {
		if scope != w.Now.Scopes[0].Name && scope != w.Now.Clusters[0].Home.Scope {
			t.Errorf("asked for the past of %q", scope)
		}
		return remembered{since: since}
	}
	inspect(t, w, model.KindGroup, check(true))
	if seen != 2 {
		t.Errorf("%d groups were judged, want 2", seen)
	}
}

// TestPast: too short a past is a skip, none at all is not.
func TestPast(t *testing.T) {
	for _, c := range []struct {
		name    string
		watched int64 // ms; -1: nothing is remembered
		ok      bool
		skips   int
	}{
		{"long enough", 60_000, true, 0}, {"too short", 59_999, false, 1}, {"not watched", -1, false, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := lagging()
			if c.watched >= 0 {
				w.Past = func(string) model.History { return remembered{since: w.Now.At.UnixMilli() - c.watched} }
			}
			r := &Rule{Name: "test/rule", Severity: finding.Error, On: model.KindGroup, Reads: ReadsHistory, Check: func(p *Pass) {
				if h, ok := p.Past(60_000); ok != c.ok || (h != nil) != c.ok {
					t.Errorf("the past is there: %v", ok)
				}
			}}
			if out := Run([]*Rule{r}, w, &Settings{}, Options{Strict: true}); len(out.Skipped) != c.skips {
				t.Errorf("skipped: %+v", out.Skipped)
			}
		})
	}
}

// TestNoPastOfFiles: what only stands in files is not watched.
func TestNoPastOfFiles(t *testing.T) {
	w := liveWorld()
	w.Past = func(string) model.History { return remembered{} }
	inspect(t, w, model.KindTopic, func(p *Pass) {
		if live := p.Topic().Layout != nil; (p.remembered() != nil) != live {
			t.Errorf("%s: it remembers %v", p.Subject(), p.remembered())
		}
	})
}
