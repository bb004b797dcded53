package sourcetest

import (
	"context"
	"errors"
	"runtime"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source"
)

// fake is a source that is good, but for what a test changes.
type fake struct {
	can     func(asked int) (model.Facts, []model.Gap)
	collect func(ctx context.Context, collected int, b *model.Builder) error

	asked, collected int
}

var _ source.Source = (*fake)(nil)

func (f *fake) Can(ctx context.Context) (model.Facts, []model.Gap) {
	f.asked++
	if f.can == nil {
		return good{}.Can(ctx)
	}
	return f.can(f.asked)
}

func (f *fake) Collect(ctx context.Context, want model.Facts, b *model.Builder) error {
	f.collected++
	if f.collect == nil {
		return good{}.Collect(ctx, want, b)
	}
	return f.collect(ctx, f.collected, b)
}

// collecting is a source with a Collect of its own.
func collecting(collect func(ctx context.Context, collected int, b *model.Builder) error) func() source.Source {
	return func() source.Source { return &fake{collect: collect} }
}

// answering is a source with a Can of its own.
func answering(can func(asked int) (model.Facts, []model.Gap)) func() source.Source {
	return func() source.Source { return &fake{can: can} }
}

// bring adds a client of the name, unless the run is over.
func bring(ctx context.Context, name string, b *model.Builder) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	b.Client(&model.Client{Name: name, Place: model.Place{File: "f"}, At: model.AtFile("f", 1, 1)})
	return nil
}

// TestRunCatchesWrongSources holds sources that break the contract in one way
// each.
func TestRunCatchesWrongSources(t *testing.T) {
	clients := model.FactsOf(model.FactClientConfig)
	opened := 0
	forever := make(chan struct{})
	hold(t, []held{
		{"good", func() source.Source { return &fake{} }, nil},
		{"good with a gap", answering(func(int) (model.Facts, []model.Gap) {
			return clients, []model.Gap{{Fact: model.FactQuorum, Why: model.Denied, Detail: "no right"}}
		}), nil},
		{"can do more the second time", answering(func(asked int) (model.Facts, []model.Gap) {
			if asked > 1 {
				return clients.With(model.FactQuorum), nil
			}
			return clients, nil
		}), []string{"Can says one thing and then another"}},
		{"has another gap the second time", answering(func(asked int) (model.Facts, []model.Gap) {
			return clients, []model.Gap{{Fact: model.FactQuorum, Why: model.GapReason(1 + asked%2), Detail: "no right"}}
		}), []string{"Can says one thing and then another"}},
		{"can do more after Collect", func() source.Source {
			f := &fake{}
			f.can = func(int) (model.Facts, []model.Gap) {
				if f.collected > 0 {
					return clients.With(model.FactQuorum), nil
				}
				return clients, nil
			}
			return f
		}, []string{"Can says another thing after Collect"}},
		{"brings what it cannot", answering(func(int) (model.Facts, []model.Gap) { return model.Facts{}, nil }),
			[]string{"brings client config, which Can does not have"}},
		{"brings nothing", collecting(func(ctx context.Context, _ int, _ *model.Builder) error { return ctx.Err() }),
			[]string{"the world of the test is empty: nothing is proved"}},
		{"brings a thing from nowhere", collecting(func(ctx context.Context, _ int, b *model.Builder) error {
			b.Client(&model.Client{Name: "c"})
			return ctx.Err()
		}), []string{"client c has no origin", "client c has no place"}},
		{"brings the state before from nowhere", collecting(func(ctx context.Context, _ int, b *model.Builder) error {
			b.TopicBefore(&model.Topic{Name: "t", Place: model.Place{File: "f"}})
			return bring(ctx, "c", b)
		}), []string{"topic t has no origin"}},
		{"brings something else the second time", collecting(func(ctx context.Context, collected int, b *model.Builder) error {
			return bring(ctx, string(rune('a'+collected)), b)
		}), []string{"a second Collect brings something else"}},
		{"brings what another of its kind does not", func() source.Source {
			opened++
			name := string(rune('a' + opened))
			return &fake{collect: func(ctx context.Context, _ int, b *model.Builder) error { return bring(ctx, name, b) }}
		}, []string{"another source of the same world brings something else"}},
		{"has an error instead of a gap", collecting(func(context.Context, int, *model.Builder) error { return errors.New("no connection") }),
			[]string{"Collect: no connection", "a cancelled Collect returns no connection"}},
		{"goes on when it is cancelled", collecting(func(_ context.Context, _ int, b *model.Builder) error { return bring(context.Background(), "c", b) }),
			[]string{"a cancelled Collect returns <nil>"}},
		{"leaves a goroutine behind", collecting(func(ctx context.Context, _ int, b *model.Builder) error {
			go func() { <-forever }()
			return bring(ctx, "c", b)
		}), []string{"1 goroutines run on after Collect"}},
	})
}

// TestSettleWaits holds that goroutines which are about to end are no fault.
func TestSettleWaits(t *testing.T) {
	before := runtime.NumGoroutine()
	end := make(chan struct{})
	for range 50 {
		go func() { <-end }()
	}
	close(end)
	if left := settle(before); left > before {
		t.Errorf("%d goroutines are counted, and %d were there before", left, before)
	}
}

// TestAGapSaysBothWhyAndWhat holds that one of the two is not enough.
func TestAGapSaysBothWhyAndWhat(t *testing.T) {
	for name, gap := range map[string]model.Gap{
		"no reason": {Detail: "no right"},
		"no detail": {Why: model.Denied},
	} {
		if got := faults(everything, &model.Snapshot{Gaps: []model.Gap{gap}}); len(got) != 1 {
			t.Errorf("%s: faults %q, want one", name, got)
		}
	}
}
