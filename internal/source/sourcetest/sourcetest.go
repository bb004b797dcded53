// Package sourcetest holds the contract of source.Source as tests. Every
// source runs it over a world that it knows.
package sourcetest

import (
	"context"
	"errors"
	"reflect"
	"runtime"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source"
)

// Run holds sources against the contract. Each call of open gives a source of
// the same world, which must hold something. Run counts goroutines, so
// nothing else may run beside it.
func Run(t *testing.T, open func(t *testing.T) source.Source) {
	t.Run("Can is stable and changes nothing", func(t *testing.T) { stable(t, open(t)) })
	t.Run("Collect brings what Can says, and says where from", func(t *testing.T) { faithful(t, open(t)) })
	t.Run("Collect brings the same each time", func(t *testing.T) { repeatable(t, open(t), open(t)) })
	t.Run("Collect ends when it is cancelled", func(t *testing.T) { cancellable(t, open(t)) })
}

// at is when the world is looked at.
var at = time.Unix(1_800_000_000, 0)

func collect(t *testing.T, ctx context.Context, s source.Source) (*model.Builder, error) {
	t.Helper()
	can, _ := s.Can(t.Context())
	b := model.NewBuilder(at)
	return b, s.Collect(ctx, can, b)
}

func mustCollect(t *testing.T, s source.Source) *model.Builder {
	t.Helper()
	b, err := collect(t, t.Context(), s)
	if err != nil {
		t.Fatalf("Collect: %v", err)
	}
	return b
}

func stable(t *testing.T, s source.Source) {
	can, gaps := s.Can(t.Context())
	again, gapsAgain := s.Can(t.Context())
	if can != again || !reflect.DeepEqual(gaps, gapsAgain) {
		t.Error("Can says one thing and then another")
	}
	mustCollect(t, s)
	if after, _ := s.Can(t.Context()); after != can {
		t.Error("Can says another thing after Collect")
	}
}

func faithful(t *testing.T, s source.Source) {
	can, _ := s.Can(t.Context())
	now, before := mustCollect(t, s).Snapshots()
	for _, snapshot := range []*model.Snapshot{now, before} {
		for _, fault := range faults(can, snapshot) {
			t.Error(fault)
		}
	}
	if brought(now).IsEmpty() {
		t.Error("the world of the test is empty: nothing is proved")
	}
}

func repeatable(t *testing.T, s, other source.Source) {
	first := mustCollect(t, s)
	if again := mustCollect(t, s); !reflect.DeepEqual(first, again) {
		t.Error("a second Collect brings something else")
	}
	if again := mustCollect(t, other); !reflect.DeepEqual(first, again) {
		t.Error("another source of the same world brings something else")
	}
}

func cancellable(t *testing.T, s source.Source) {
	before := quiet()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := collect(t, ctx, s); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled Collect returns %v", err)
	}
	if left := settle(before); left > before {
		t.Errorf("%d goroutines run on after Collect", left-before)
	}
}

// quiet is how many goroutines there are once those of earlier tests, which are
// about to end, have ended: one of them would hide one that Collect leaves.
func quiet() int {
	fewest := runtime.NumGoroutine()
	for until := time.Now().Add(50 * time.Millisecond); time.Now().Before(until); runtime.Gosched() {
		fewest = min(fewest, runtime.NumGoroutine())
	}
	return fewest
}

// settle waits for goroutines that have done their work to be gone.
func settle(want int) int {
	deadline := time.Now().Add(2 * time.Second)
	for runtime.NumGoroutine() > want && time.Now().Before(deadline) {
		runtime.Gosched()
	}
	return runtime.NumGoroutine()
}
