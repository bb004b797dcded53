package rules

import (
	"context"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/engine"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/history"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/scope"
	"github.com/breakwaterhq/breakwater/internal/source"
	"github.com/breakwaterhq/breakwater/internal/source/saved"
	"github.com/breakwaterhq/breakwater/internal/timeline"
)

// told is a source that tells what is there already.
type told struct{ *model.Builder }

func (told) Can(context.Context) (model.Facts, []model.Gap) { return saved.Facts, nil }

func (s told) Collect(_ context.Context, _ model.Facts, b *model.Builder) error {
	b.Merge(s.Builder)
	return nil
}

// TestRulesSayTheSameWithoutShortcuts: a memory that knows what has not changed
// spares rules from looking through it, and changes nothing of what they say.
func TestRulesSayTheSameWithoutShortcuts(t *testing.T) {
	found := 0
	for seed := range uint64(20) {
		script, err := timeline.Parse("anything", anything(rand.New(rand.NewPCG(seed, 13))))
		if err != nil {
			t.Fatal(err)
		}
		store, looks := history.New(), 0
		err = script.Play(func(at time.Time, b *model.Builder) {
			now, before := b.Snapshots()
			scope.Resolve(nil, now, before)
			for _, s := range now.Scopes {
				if s.Cluster != nil {
					store.Record(at, s, now.Gaps)
				}
			}
			if looks++; looks%29 != 0 {
				return
			}
			short := judged(t, at, b, store)
			long := judged(t, at, b, struct{ model.History }{store})
			found += len(short.Findings)
			if !reflect.DeepEqual(short.Findings, long.Findings) || !reflect.DeepEqual(short.Skipped, long.Skipped) {
				t.Fatalf("seed %d, look %d: %d findings and %d skips, and %d and %d by one that looks through all", seed, looks,
					len(short.Findings), len(short.Skipped), len(long.Findings), len(long.Skipped))
			}
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if found == 0 {
		t.Error("nothing was found: nothing is proved")
	}
}

func judged(t *testing.T, at time.Time, b *model.Builder, past model.History) *finding.Result {
	t.Helper()
	result, err := engine.Run(context.Background(), engine.Request{Command: "watch", Sources: []source.Source{told{b}}, Rules: All(),
		Settings: &rule.Settings{}, Now: at, Past: func(string) model.History { return past }})
	if err != nil {
		t.Fatal(err)
	}
	return result
}
