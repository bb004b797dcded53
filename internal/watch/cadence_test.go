package watch

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// seconds are times in seconds.
func seconds(all ...int) []time.Duration {
	out := make([]time.Duration, len(all))
	for i, n := range all {
		out[i] = time.Duration(n) * time.Second
	}
	return out
}

// TestWhenItProbesAndLooks: every 2 s and every 5 s, the latter at the next
// probe. The first look is one that a probe has asked for, so another follows.
func TestWhenItProbesAndLooks(t *testing.T) {
	inTime(t, func(t *testing.T) {
		f := newFake("plant")
		on(t, f).begin().pass(31 * time.Second)
		same(t, "looks", f.laps(), seconds(0, 2, 6, 10, 16, 20, 26, 30)...)
		same(t, "probes", f.probes, seconds(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30)...)
	})
}

// TestAChangeIsLookedAtAtOnce, and once more with the next probe.
func TestAChangeIsLookedAtAtOnce(t *testing.T) {
	inTime(t, func(t *testing.T) {
		f := newFake("plant")
		w := on(t, f).begin()
		w.pass(21 * time.Second)
		f.locked(func() { f.flips = true })
		w.pass(10 * time.Second)
		same(t, "looks", f.laps(), seconds(0, 2, 6, 10, 16, 20, 22, 24, 26, 30)...)
	})
}

// TestWhatIsAskedWhen: settings, log directories and views once a minute, all
// else in every look.
func TestWhatIsAskedWhen(t *testing.T) {
	inTime(t, func(t *testing.T) {
		f := newFake("plant")
		on(t, f).begin().pass(181 * time.Second)
		for fact, want := range map[model.Fact][]time.Duration{
			model.FactTopicConfig: seconds(0, 60, 120, 180), model.FactBrokerConfig: seconds(0, 60, 120, 180), model.FactLogDirs: seconds(0, 60, 120, 180),
			model.FactViews: seconds(0, 60, 120, 180), model.FactGroups: f.laps(), model.FactOffsets: f.laps(), model.FactQuorum: f.laps(),
			model.FactConnections: f.laps(), model.FactMetadata: f.laps(), model.FactTopicLayout: f.laps(), model.FactClientConfig: nil,
		} {
			var got []time.Duration
			for _, l := range f.looks {
				if l.want.Has(fact) {
					got = append(got, l.at)
				}
			}
			same(t, fact.String(), got, want...)
		}
	})
}

// TestACadenceOfItsOwn: what is not given is the default.
func TestACadenceOfItsOwn(t *testing.T) {
	inTime(t, func(t *testing.T) {
		f := newFake("plant")
		w := on(t, f)
		w.o.Cadence = Cadence{Every: 20 * time.Second, Views: 40 * time.Second}
		w.begin().pass(81 * time.Second)
		same(t, "looks", f.laps(), seconds(0, 2, 20, 40, 60, 80)...)
		for i, l := range f.looks {
			if want := l.at%(40*time.Second) == 0; l.want.Has(model.FactViews) != want {
				t.Errorf("look %d at %s: views %v", i, l.at, !want)
			}
			if want := l.at == 0 || l.at == time.Minute; l.want.Has(model.FactTopicConfig) != want {
				t.Errorf("look %d at %s: settings %v", i, l.at, !want)
			}
		}
		if every := w.cluster("plant").Look.Every; every != 20*time.Second {
			t.Errorf("the board says that a look is due every %s", every)
		}
	})
}

// TestLateLooksDoNotPileUp: a look that takes longer than its cadence is
// followed by one, and by as few probes.
func TestLateLooksDoNotPileUp(t *testing.T) {
	inTime(t, func(t *testing.T) {
		f := newFake("plant")
		f.took = 12 * time.Second
		w := on(t, f).begin()
		w.pass(61 * time.Second)
		same(t, "slow looks", f.laps(), seconds(0, 12, 24, 36, 48, 60)...)
		if took := w.cluster("plant").Look.Took; took != 12*time.Second {
			t.Errorf("the last one took %s", took)
		}
		f.locked(func() { f.took = 0 })
		w.pass(30 * time.Second)
		same(t, "once it is quick again", f.laps()[6:], seconds(72, 76, 80, 86, 90)...)
	})
}

// TestALookThatFails without an end of the watch is told, and the next one is
// made as if it were the first.
func TestALookThatFails(t *testing.T) {
	inTime(t, func(t *testing.T) {
		f := newFake("plant")
		f.fails, f.topics = errors.New("a bug"), []string{"lossy"}
		w := on(t, f).begin()
		if !strings.Contains(w.log.String(), "this look has failed") || !strings.Contains(w.log.String(), "a bug") {
			t.Errorf("the log says %q", w.log)
		}
		if c := w.cluster("plant"); !c.At.IsZero() || c.Result != nil || c.Look.Number != 0 {
			t.Errorf("the board shows %+v", c)
		}
		f.locked(func() { f.fails = nil })
		w.pass(3 * time.Second)
		if !f.looks[1].want.Has(model.FactTopicConfig) {
			t.Error("settings were never told, and are not asked for")
		}
		same(t, "found", w.found("plant"), "topic/lossy lossy")
	})
}

func TestNext(t *testing.T) {
	at := func(s int) time.Time { return time.Unix(1_800_000_000+int64(s), 0) }
	for _, c := range []struct {
		name            string
		last, now, want time.Time
	}{
		{"the first", time.Time{}, at(3), at(8)},
		{"on time", at(5), at(5), at(10)},
		{"a little late", at(5), at(7), at(10)},
		{"a whole step late", at(5), at(10), at(15)},
		{"many steps late", at(5), at(33), at(35)},
		{"after a long sleep", at(5), at(503), at(508)},
		{"early, because something happened", at(10), at(7), at(10)},
	} {
		if got := next(c.last, c.now, 5*time.Second); !got.Equal(c.want) {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// TestTheEnd: connections are closed once, and nothing looks any more.
func TestTheEnd(t *testing.T) {
	inTime(t, func(t *testing.T) {
		f, g := newFake("plant"), newFake("harbour")
		g.hangs = true
		w := on(t, f, g).begin()
		w.pass(7 * time.Second)
		w.stop()
		looks, probes := len(f.laps()), len(f.probes)
		w.pass(time.Minute)
		if f.closed != 1 || g.closed != 1 {
			t.Errorf("closed %d and %d times", f.closed, g.closed)
		}
		if len(f.laps()) != looks || len(f.probes) != probes {
			t.Error("it goes on after its end")
		}
		if strings.Contains(w.log.String(), "failed") {
			t.Errorf("that it ends is told as a failure: %s", w.log)
		}
	})
}

// TestAClusterThatHangsHoldsUpNoOther.
func TestAClusterThatHangsHoldsUpNoOther(t *testing.T) {
	inTime(t, func(t *testing.T) {
		f, g := newFake("plant"), newFake("harbour")
		w := on(t, f, g).begin()
		w.pass(11 * time.Second)
		g.locked(func() { g.hangs = true })
		w.pass(60 * time.Second)
		f.locked(func() { f.down = []int32{2} })
		w.pass(10 * time.Second)
		if n := len(f.laps()); n != 18 {
			t.Errorf("%d looks at the plant: %v", n, f.laps())
		}
		if i := w.incidents("plant"); !slices.Contains(i, "open cluster/broker-missing 2") {
			t.Errorf("incidents of the plant: %v", i)
		}
		now := w.o.Holder.Get().At
		if age := now.Sub(w.cluster("plant").At); age > 5*time.Second {
			t.Errorf("the plant is shown as it was %s ago", age)
		}
		if age := now.Sub(w.cluster("harbour").At); age < time.Minute {
			t.Errorf("the harbour is shown as it was %s ago, and nobody has seen it since", age)
		}
	})
}

// TestWhatABrokerOwesIsAskedAgain: one that is just starting answers, and does not
// tell its log directories yet. It is asked in the looks that follow, and not for
// ever.
func TestWhatABrokerOwesIsAskedAgain(t *testing.T) {
	gap := model.Gap{Fact: model.FactLogDirs, Scope: model.Subject{Kind: model.KindBroker, Name: "2"}, Why: model.Unreachable, Detail: "hangs up"}
	asked := func(f *fake, from time.Duration) (all []time.Duration) {
		for _, l := range f.looks {
			if l.at >= from && l.want.Has(model.FactLogDirs) {
				all = append(all, l.at)
			}
		}
		return all
	}
	inTime(t, func(t *testing.T) {
		f := newFake("plant")
		w := on(t, f).begin()
		w.pass(58 * time.Second)
		f.locked(func() { f.gaps = []model.Gap{gap} })
		w.pass(8 * time.Second)
		f.locked(func() { f.gaps = nil })
		w.pass(60 * time.Second)
		same(t, "log directories", asked(f, 30*time.Second), seconds(60, 66, 70, 120)...)
	})
	inTime(t, func(t *testing.T) {
		f := newFake("plant")
		w := on(t, f).begin()
		w.pass(58 * time.Second)
		f.locked(func() { f.gaps = []model.Gap{gap} })
		w.pass(110 * time.Second)
		same(t, "log directories", asked(f, 30*time.Second), seconds(60, 66, 70, 76, 80, 86, 90, 120)...)
	})
}
