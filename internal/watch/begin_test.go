package watch

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/metrics"
)

// since is how long after the beginning of a test something was.
func (f *fake) since(at time.Time) time.Duration { return at.Sub(f.began) }

// TestASlowLook is shown to go on while it does, and when it has ended.
func TestASlowLook(t *testing.T) {
	inTime(t, func(t *testing.T) {
		f := newFake("plant")
		w := on(t, f).begin()
		w.pass(9 * time.Second)
		f.locked(func() { f.took = 40 * time.Second })
		w.pass(5 * time.Second)
		look := w.cluster("plant").Look
		if f.since(look.Begun) != 10*time.Second || f.since(look.Ended) != 6*time.Second || look.Took != 0 {
			t.Errorf("while it goes on: begun after %s, the last one ended after %s and took %s", f.since(look.Begun), f.since(look.Ended), look.Took)
		}
		told := len(w.teller.firing())
		w.pass(36 * time.Second)
		c := w.cluster("plant")
		if f.since(c.At) != 10*time.Second || f.since(c.Look.Ended) != 50*time.Second || c.Look.Took != 40*time.Second || c.Look.Begun.Before(c.Look.Ended) {
			t.Errorf("it began after %s, ended after %s and took %s; the next one began after %s", f.since(c.At), f.since(c.Look.Ended), c.Look.Took, f.since(c.Look.Begun))
		}
		if told != 1 || len(w.teller.firing()) != 1 {
			t.Errorf("alerts: %v", w.teller.firing())
		}
	})
}

// TestNobodyRestartsAWatchThatIsSlow: it lives while looks take 40 s each, and
// while they fail. It does not once one hangs.
func TestNobodyRestartsAWatchThatIsSlow(t *testing.T) {
	for name, c := range map[string]struct {
		becomes func(f *fake)
		dead    bool
	}{
		"slow looks":        {func(f *fake) { f.took = 40 * time.Second }, false},
		"looks that fail":   {func(f *fake) { f.fails = errors.New("a bug") }, false},
		"a look that hangs": {func(f *fake) { f.hangs = true }, true},
	} {
		t.Run(name, func(t *testing.T) {
			inTime(t, func(t *testing.T) {
				f := newFake("plant")
				w := on(t, f).begin()
				w.pass(9 * time.Second)
				healthz, _ := metrics.Health(w.o.Holder, time.Now)
				f.locked(func() { c.becomes(f) })
				var dead []time.Duration
				for range 200 {
					w.pass(time.Second)
					answer := httptest.NewRecorder()
					healthz.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/healthz", http.NoBody))
					if answer.Code != http.StatusOK {
						dead = append(dead, time.Since(f.began))
					}
				}
				if c.dead && (len(dead) == 0 || dead[0] != 71*time.Second) || !c.dead && len(dead) > 0 {
					t.Errorf("healthz says that it does not live after %v", dead)
				}
			})
		})
	}
}

// TestABeginningChangesNothingElse on the board, and tells nobody anything.
func TestABeginningChangesNothingElse(t *testing.T) {
	inTime(t, func(t *testing.T) {
		f, g := newFake("plant"), newFake("harbour")
		f.down = []int32{3}
		w := on(t, f, g).begin()
		w.pass(21 * time.Second)
		before, was := w.o.Holder.Get(), w.cluster("plant")
		updates := w.teller.lists
		w.watch.hub.begin(0, time.Now())
		after, is := w.o.Holder.Get(), w.cluster("plant")
		if before == after || was == is || !is.Look.Begun.Equal(time.Now()) || was.Look.Begun.Equal(time.Now()) {
			t.Error("a board that was published is changed, or no new one is published")
		}
		if after.At != before.At || is.At != was.At || is.Result != was.Result || !is.Look.Ended.Equal(was.Look.Ended) || after.Clusters[1] != before.Clusters[1] {
			t.Errorf("more than the beginning differs: %+v and %+v", was, is)
		}
		if w.teller.lists != updates {
			t.Error("the teller is told of it")
		}
		if names := []string{after.Clusters[0].Name, after.Clusters[1].Name}; !slices.Equal(names, []string{"plant", "harbour"}) {
			t.Errorf("shown are %s", strings.Join(names, ", "))
		}
	})
}
