package watch

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/cluster"
)

// TestALoadIsMeasured for each cluster of its own.
func TestALoadIsMeasured(t *testing.T) {
	inTime(t, func(t *testing.T) {
		f, g := newFake("plant"), newFake("harbour")
		f.took = 100 * time.Millisecond
		w := on(t, f, g)
		loads := Metered(&w.o)
		w.begin().pass(11 * time.Second)
		f.locked(func() { f.took = 500 * time.Millisecond })
		w.pass(6 * time.Second)
		w.stop()
		if len(loads) != 2 || loads[0].Cluster != "plant" || loads[1].Cluster != "harbour" {
			t.Fatalf("loads %+v", loads)
		}
		l := loads[0] // looks at 0, 2, 6, 10 and 16 s
		if l.Looks != 5 || l.Longest != 500*time.Millisecond || l.Mean() != 180*time.Millisecond || l.Over != 16500*time.Millisecond {
			t.Errorf("%d looks over %s, the longest took %s, the mean is %s", l.Looks, l.Over, l.Longest, l.Mean())
		}
		if got := l.Spent["Metadata"]; got != (cluster.Spent{Requests: 5, Sent: 50, Received: 500}) {
			t.Errorf("spent %+v", got)
		}
		if other := loads[1]; other.Looks != 5 || other.Longest != 0 || other.Mean() != 0 {
			t.Errorf("of the other %+v", other)
		}
	})
}

func TestALoadOfNothing(t *testing.T) {
	l := &Load{}
	if l.Mean() != 0 || l.Features() != nil {
		t.Errorf("mean %s, features %v", l.Mean(), l.Features())
	}
}

// TestAMeteredLookerIsWhatItWas: its answers and errors pass through.
func TestAMeteredLookerIsWhatItWas(t *testing.T) {
	inTime(t, func(t *testing.T) {
		f := newFake("plant")
		o := Options{Places: []Place{{Name: "plant", Looker: f}}, Now: time.Now}
		l := Metered(&o)[0]
		m := o.Places[0].Looker
		b := model.NewBuilder(time.Now())
		if err := m.Collect(t.Context(), often(), b); err != nil {
			t.Fatal(err)
		}
		if now, _ := b.Snapshots(); len(now.Brokers) != 3 {
			t.Errorf("seen %+v", now)
		}
		if spent := m.Spent(); spent["Metadata"].Requests != 1 || len(m.Spent()) != 0 {
			t.Errorf("spent %v, and then more", spent)
		}
		f.fails = errors.New("a bug")
		if err := m.Collect(t.Context(), often(), b); !errors.Is(err, f.fails) {
			t.Errorf("%v, want %v", err, f.fails)
		}
		if l.Looks != 2 || l.Spent["Metadata"].Requests != 1 {
			t.Errorf("load %+v", l)
		}
		f.flips = true
		if !m.Probe(t.Context()) || m.Probe(t.Context()) {
			t.Error("a probe does not pass through")
		}
		if m.Close(); f.closed != 1 {
			t.Error("it is not closed")
		}
	})
}

// TestFeatures sums up requests by what they are for.
func TestFeatures(t *testing.T) {
	spent := func(n int) cluster.Spent {
		return cluster.Spent{Requests: n, Sent: int64(10 * n), Received: int64(100 * n)}
	}
	l := &Load{Spent: cluster.Cost{
		"ListOffsets": spent(3), "Metadata": spent(1), "DescribeCluster": spent(2), "OffsetFetch": spent(4), "DescribeShareGroupOffsets": spent(1),
		"ApiVersions": spent(7), "SaslHandshake": spent(1), "Fetch": spent(2),
	}}
	got := l.Features()
	slices.SortFunc(got, func(a, b Feature) int { return cmp.Compare(a.Name, b.Name) })
	same(t, "features", got, Feature{"SaslHandshake", spent(1)}, Feature{"ages of records", spent(2)}, Feature{"commits", spent(5)},
		Feature{"liveness", spent(7)}, Feature{"log offsets", spent(3)}, Feature{"metadata", spent(3)})
	all := 0
	for _, f := range got {
		all += f.Requests
	}
	if all != 21 {
		t.Errorf("%d requests in all features, and 21 were sent", all)
	}
}

// TestAMeteredWatchThatHangs still tells how much it asked.
func TestAMeteredWatchThatHangs(t *testing.T) {
	inTime(t, func(t *testing.T) {
		f := newFake("plant")
		f.hangs = true
		w := on(t, f)
		l := Metered(&w.o)[0]
		w.begin().pass(10 * time.Second)
		w.stop()
		if l.Looks != 1 || l.Longest != 10*time.Second {
			t.Errorf("load %+v", l)
		}
	})
}

var _ Looker = (*metered)(nil)

// unclosed is a looker that minds being used after its end.
type unclosed struct {
	*fake
	t *testing.T
}

func (u unclosed) Collect(ctx context.Context, want model.Facts, b *model.Builder) error {
	u.check()
	return u.fake.Collect(ctx, want, b)
}

func (u unclosed) Probe(ctx context.Context) bool { u.check(); return u.fake.Probe(ctx) }

func (u unclosed) check() {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.closed > 0 {
		u.t.Error("it is used after it was closed")
	}
}

// TestNothingIsUsedAfterItsEnd, whenever the watch ends.
func TestNothingIsUsedAfterItsEnd(t *testing.T) {
	for _, after := range []time.Duration{0, 1, time.Second, 2 * time.Second, 2100 * time.Millisecond, 4 * time.Second, 6500 * time.Millisecond} {
		inTime(t, func(t *testing.T) {
			f := newFake("plant")
			f.took = 700 * time.Millisecond
			w := on(t, unclosed{f, t})
			w.begin()
			time.Sleep(after)
			if w.stop(); f.closed != 1 {
				t.Errorf("after %s: closed %d times", after, f.closed)
			}
		})
	}
}
