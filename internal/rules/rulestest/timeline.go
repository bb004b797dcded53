package rulestest

import (
	"context"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/engine"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/history"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/scope"
	"github.com/breakwaterhq/breakwater/internal/source/saved"
	"github.com/breakwaterhq/breakwater/internal/timeline"
)

// replay puts the cycles of a timeline into a history, and judges those that
// somebody asks about.
type replay struct {
	t     testing.TB
	store *history.Store
	q     engine.Request // without a source
}

// parsed reads a timeline, and takes its policy.
func parsed(t testing.TB, q *engine.Request, name, text string) *timeline.Script {
	t.Helper()
	script, err := timeline.Parse(name, text)
	if err != nil {
		t.Fatal(err)
	}
	if script.Policy != "" {
		use(t, q, name, script.Policy)
	}
	return script
}

func replayOf(t testing.TB, q engine.Request) *replay {
	r := &replay{t: t, store: history.New(), q: q}
	r.q.Command, r.q.Strict = "watch", true
	r.q.Past = func(string) model.History { return r.store }
	return r
}

// record remembers a cycle without judging it.
func (r *replay) record(at time.Time, b *model.Builder) {
	now, before := b.Snapshots()
	scope.Resolve(r.q.Scopes, now, before)
	r.remember(at, now)
}

func (r *replay) remember(at time.Time, now *model.Snapshot) {
	for _, s := range now.Scopes {
		if s.Cluster != nil {
			r.store.Record(at, s, now.Gaps)
		}
	}
}

// judge remembers a cycle, too, and says what the rules find.
func (r *replay) judge(at time.Time, b *model.Builder) *finding.Result {
	r.t.Helper()
	q := r.q
	q.Now, q.Sources = at, append(q.Sources[:len(q.Sources):len(q.Sources)], cycle{b})
	q.Seen = func(now *model.Snapshot) { r.remember(at, now) }
	result, err := engine.Run(context.Background(), q)
	if err != nil {
		r.t.Fatal(err)
	}
	validResult(r.t, result)
	return result
}

// lastOf plays a timeline to its end, and is what is found there.
func lastOf(t testing.TB, q engine.Request, name, text string) *finding.Result {
	t.Helper()
	script := parsed(t, &q, name, text)
	r := replayOf(t, q)
	var at time.Time
	var last *model.Builder
	err := script.Play(func(now time.Time, b *model.Builder) {
		if last != nil {
			r.record(at, last)
		}
		at, last = now, b
	})
	if err != nil {
		t.Fatal(err)
	}
	return r.judge(at, last)
}

// cycle is a source that has been collected already.
type cycle struct{ seen *model.Builder }

// Can tells which facts a running cluster has.
func (cycle) Can(context.Context) (model.Facts, []model.Gap) { return saved.Facts, nil }

// Collect adds what was seen.
func (c cycle) Collect(_ context.Context, _ model.Facts, b *model.Builder) error {
	b.Merge(c.seen)
	return nil
}
