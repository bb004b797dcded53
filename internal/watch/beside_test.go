package watch

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// sluggish is a fake whose groups take long to be told, and whose probes see what
// differs from the last look that has ended.
type sluggish struct {
	*fake
	groupsTake time.Duration
	told       []int32 // who was down in the last look
	ever       bool    // a look has ended
}

func newSluggish(name string) *sluggish { return &sluggish{fake: newFake(name)} }

func (s *sluggish) Probe(ctx context.Context) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.probes = append(s.probes, time.Since(s.began))
	return s.ever && !slices.Equal(s.down, s.told) && ctx.Err() == nil
}

func (s *sluggish) Collect(ctx context.Context, want model.Facts, b *model.Builder) error {
	s.mu.Lock()
	s.looks = append(s.looks, looked{time.Since(s.began), want})
	down, take := slices.Clone(s.down), s.groupsTake
	own := model.NewBuilder(time.Now())
	s.tell(want, own)
	s.mu.Unlock()
	if want.Has(model.FactGroups) && take > 0 {
		wait(ctx, take)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.told, s.ever = down, true
	if !want.Has(model.FactGroups) {
		now, _ := own.Snapshots()
		now.Clusters[0].Groups = nil
	}
	b.Merge(own)
	return nil
}

// wanted are the looks that have asked for a fact.
func (f *fake) wanted(fact model.Fact) []time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []time.Duration
	for _, l := range f.looks {
		if l.want.Has(fact) {
			out = append(out, l.at)
		}
	}
	return out
}

// TestADeathDuringALook is told with the next probes, not after the look.
func TestADeathDuringALook(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := newSluggish("plant")
		w := on(t, s).begin()
		w.pass(11 * time.Second)
		s.locked(func() { s.groupsTake = 40 * time.Second })
		w.pass(10 * time.Second) // the look of 16 s has begun
		s.locked(func() { s.down = []int32{2} })
		w.pass(2*2*time.Second + time.Second)
		if i := w.incidents("plant"); !slices.Contains(i, "open cluster/broker-missing 2") {
			t.Errorf("two probes later: %v; looks %v", i, s.laps())
		}
		same(t, "looks for groups", s.wanted(model.FactGroups), seconds(0, 2, 6, 10, 16, 26)...)
		if !strings.Contains(w.log.String(), "cut short") || strings.Contains(w.log.String(), "failed") {
			t.Errorf("the log says %s", w.log)
		}
	})
}

// TestADeathDuringALookIsTold although its rule wants to see it twice, and the look
// after the quick one takes long again.
func TestADeathDuringALookIsTold(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := newSluggish("plant")
		w := on(t, s)
		for _, r := range w.o.Known {
			if r.Name == "cluster/broker-missing" {
				r.Settle = time.Second
			}
		}
		w.begin().pass(11 * time.Second)
		s.locked(func() { s.groupsTake = 40 * time.Second })
		w.pass(10 * time.Second) // the look of 16 s has begun
		s.locked(func() { s.down = []int32{2} })
		w.pass(2*2*time.Second + time.Second)
		if i := w.incidents("plant"); !slices.Contains(i, "open cluster/broker-missing 2") {
			t.Errorf("two probes later: %v; looks %v", i, s.laps())
		}
		w.pass(50 * time.Second)
		same(t, "looks for groups", s.wanted(model.FactGroups), seconds(0, 2, 6, 10, 16, 26, 66)...)
	})
}

// TestAProbeIsNeverLate, however long a look takes.
func TestAProbeIsNeverLate(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := newSluggish("plant")
		s.groupsTake = 47 * time.Second
		w := on(t, s).begin()
		w.pass(5*time.Minute + time.Second)
		if len(s.probes) != 151 {
			t.Errorf("%d probes in five minutes", len(s.probes))
		}
		for i, at := range s.probes {
			if at != time.Duration(i)*2*time.Second {
				t.Fatalf("probe %d came at %s", i, at)
			}
		}
		same(t, "looks", s.laps(), seconds(0, 47, 94, 141, 188, 235, 282)...)
	})
}

// TestTheRestIsAsItWas after a quick look: what it has not asked for is shown as
// old as it is, and nothing that rests on it is confirmed or over.
func TestTheRestIsAsItWas(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := newSluggish("plant")
		s.groups = []string{"slow"}
		w := on(t, s)
		for _, r := range w.o.Known {
			if r.Name == "group/behind" {
				r.Settle = 15 * time.Second
			}
		}
		w.begin().pass(time.Second) // the look of 0 s
		s.locked(func() { s.groupsTake = time.Hour })
		w.pass(17 * time.Second) // the look of 2 s hangs
		s.locked(func() { s.down = []int32{1} })
		w.pass(5 * time.Second)
		c := w.cluster("plant")
		if !slices.Contains(w.incidents("plant"), "settling group/behind slow") {
			t.Errorf("incidents %v", w.incidents("plant"))
		}
		if len(c.Scope.Cluster.Groups) != 1 || len(c.Lag) != 1 || !c.Scope.Topics[0].Layout.Partitions[0].Offsets.EndKnown {
			t.Errorf("%d groups, %d lags, offsets %+v", len(c.Scope.Cluster.Groups), len(c.Lag), c.Scope.Topics[0].Layout.Partitions[0].Offsets)
		}
		if groups, brokers := c.At.Sub(c.Ages[model.FactGroups]), c.At.Sub(c.Ages[model.FactConnections]); groups != 22*time.Second || brokers != 0 {
			t.Errorf("groups are %s old, brokers %s", groups, brokers)
		}
		if ended := c.Look.Ended.Sub(s.began); ended != 0 {
			t.Errorf("a whole look has ended at %s", ended)
		}
		s.locked(func() { s.groups, s.groupsTake = nil, 0 })
		before := w.watch.keepers[0].past.Group("slow")
		s.locked(func() { s.groupsTake = time.Hour; s.down = nil })
		w.pass(5 * time.Second)
		if after := w.watch.keepers[0].past.Group("slow"); len(after) != len(before) {
			t.Errorf("a quick look has told the history of groups: %+v", after)
		}
		if !slices.Contains(w.found("plant"), "group/behind slow") {
			t.Errorf("found %v", w.found("plant"))
		}
	})
}

// TestASlowLookEnds although a broker comes and goes all the time.
func TestASlowLookEnds(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := newSluggish("plant")
		w := on(t, s).begin()
		w.pass(5 * time.Second)
		s.locked(func() { s.groupsTake = 20 * time.Second })
		for i := range 40 {
			w.pass(5 * time.Second)
			s.locked(func() { s.down = [][]int32{nil, {3}}[i%2] })
		}
		if age := w.cluster("plant").At.Sub(w.cluster("plant").Ages[model.FactGroups]); age > time.Minute {
			t.Errorf("groups were told %s ago", age)
		}
	})
}

// TestALookBySettingsThatAreNew is not cut: a quick one would rest on findings of
// the old ones.
func TestALookBySettingsThatAreNew(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := newSluggish("plant")
		w := on(t, s).begin()
		w.pass(5 * time.Second)
		s.locked(func() { s.groupsTake = 10 * time.Second })
		other := *w.o.Settings.Rules
		w.watch.Reload(Settings{Rules: &other})
		w.pass(2 * time.Second) // the look of 6 s
		s.locked(func() { s.down = []int32{3} })
		w.pass(8 * time.Second)
		same(t, "looks", s.laps(), seconds(0, 2, 6)...)
	})
}

// TestASecondDeath is seen as soon as the first: while one look after the other
// is cut short.
func TestASecondDeath(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := newSluggish("plant")
		w := on(t, s).begin()
		w.pass(5 * time.Second)
		s.locked(func() { s.groupsTake = time.Minute })
		w.pass(3 * time.Second)
		for _, id := range []int32{1, 2} {
			s.locked(func() { s.down = append(s.down, id) })
			w.pass(5 * time.Second)
			if f := w.found("plant"); !slices.Contains(f, "cluster/broker-missing "+string('0'+id)) {
				t.Errorf("broker %d: %v", id, f)
			}
		}
	})
}

// TestAHangingLookEndsWithTheWatch, the probes as well, and then all is closed.
func TestAHangingLookEndsWithTheWatch(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := newSluggish("plant")
		w := on(t, s).begin()
		w.pass(3 * time.Second)
		s.locked(func() { s.groupsTake = time.Hour })
		w.pass(10 * time.Second)
		w.stop()
		probes := len(s.probes)
		w.pass(time.Minute)
		if s.closed != 1 || len(s.probes) != probes {
			t.Errorf("closed %d times, %d probes after the end", s.closed, len(s.probes)-probes)
		}
	})
}

// TestClustersHoldUpNoOther: whatever hangs in one of them, deaths in the others
// are found within two probes.
func TestClustersHoldUpNoOther(t *testing.T) {
	for seed := range uint64(20) {
		inTime(t, func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 7))
			names := []string{"plant", "harbour", "depot"}
			all := make([]*sluggish, len(names))
			var lookers []Looker
			for i, name := range names {
				all[i] = newSluggish(name)
				lookers = append(lookers, all[i])
			}
			w := on(t, lookers...)
			for i, name := range names {
				w.o.Places[i].Name = name
			}
			w.begin().pass(3 * time.Second)
			for range 12 {
				at := r.IntN(len(all))
				other := (at + 1 + r.IntN(len(all)-1)) % len(all)
				all[at].locked(func() { all[at].groupsTake = time.Duration(r.IntN(90)) * time.Second })
				w.pass(time.Duration(r.IntN(20)) * time.Second)
				id := int32(1 + r.IntN(3))
				all[other].locked(func() { all[other].down = []int32{id} })
				w.pass(4*time.Second + time.Millisecond)
				if all[other].cutTooOften(w, other) {
					continue
				}
				if f := w.found(names[other]); !slices.Contains(f, "cluster/broker-missing "+string('0'+id)) {
					t.Fatalf("seed %d: broker %d of the %s is gone: %v", seed, id, names[other], f)
				}
			}
		})
	}
}

// cutTooOften tells whether a look runs that may not be cut any more.
func (s *sluggish) cutTooOften(w *bench, slot int) bool {
	p := w.watch.keepers[slot].probes
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.cut == nil && s.groupsTake > 0
}

// TestAProbeOverTheEndOfALook is held against nobody knows which: it is left out.
func TestAProbeOverTheEndOfALook(t *testing.T) {
	p := newProber(nil, time.Second, time.Now)
	_, end := p.during(t.Context(), true)
	before := p.lookedAt()
	end(nil)
	p.heard(time.Now(), before, true)
	p.heard(time.Now(), before, false)
	if quiet, changed := p.take(); changed || !quiet.IsZero() {
		t.Errorf("changed %v, quiet %s", changed, quiet)
	}
	p.heard(time.Now(), p.lookedAt(), true)
	if _, changed := p.take(); !changed {
		t.Error("a change since the look is not told")
	}
}

// TestALookThatMayNotBeCut goes on, and the change is known until a look has
// ended.
func TestALookThatMayNotBeCut(t *testing.T) {
	for _, mayCut := range []bool{true, false} {
		p := newProber(nil, time.Second, time.Now)
		ctx, end := p.during(t.Context(), mayCut)
		p.heard(time.Now(), 0, true)
		if (ctx.Err() != nil) != mayCut {
			t.Errorf("may be cut %v: %v", mayCut, ctx.Err())
		}
		end(errOvertaken)
		if _, changed := p.take(); !changed {
			t.Errorf("may be cut %v: the change is forgotten", mayCut)
		}
		_, end = p.during(t.Context(), false)
		end(nil)
		if _, changed := p.take(); changed {
			t.Errorf("may be cut %v: the change is told after a look", mayCut)
		}
	}
}

// TestEventsOfAQuickLook: it opens and ends what it has judged, and nothing else.
func TestEventsOfAQuickLook(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := newSluggish("plant")
		s.groups = []string{"slow"}
		w := on(t, s).begin()
		w.pass(21 * time.Second)
		same(t, "at first", w.disk.kinds(), incident.EventOpened)
		s.locked(func() { s.groupsTake = time.Hour })
		w.pass(10 * time.Second)
		s.locked(func() { s.down = []int32{1} })
		w.pass(5 * time.Second)
		same(t, "after the death", w.disk.kinds(), incident.EventOpened)
		if w.cluster("plant").Result.Count(finding.Error) != 1 {
			t.Errorf("found %v", w.found("plant"))
		}
	})
}
