package cluster

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// quickly is what a look wants that follows at once when a probe has cut one short.
var quickly = model.FactsOf(model.FactConnections, model.FactMetadata, model.FactTopicLayout, model.FactBrokerCount)

// TestAQuickLook asks who is there and for the topics, and for nothing else. What
// the look before has found of all else is not told, and not forgotten.
func TestAQuickLook(t *testing.T) {
	f := begin(t, 3)
	w := watch(t, f)
	w.look(seldom)
	w.Spent()
	s := w.look(quickly)
	got := slices.Sorted(maps.Keys(w.Spent()))
	if !slices.Equal(got, []string{"ApiVersions", "DescribeCluster", "Metadata"}) {
		t.Errorf("it asks for %v", got)
	}
	if c := s.Clusters[0]; len(c.Groups) > 0 || c.Quorum != nil || len(s.Brokers) != 3 || len(s.Gaps) > 0 {
		t.Errorf("%d groups, quorum %+v, %d brokers, gaps %v", len(c.Groups), c.Quorum, len(s.Brokers), s.gaps())
	}
	if k := s.known(); k["topic config"] != 2 || k["broker config"] != 3 || k["log dirs"] != 3 || k["ends"] != 0 {
		t.Errorf("known %v", k)
	}
	if s = w.look(often); len(s.Gaps) > 0 || !maps.Equal(s.known(), allEnds()) {
		t.Errorf("the look after it: gaps %v, known %v", s.gaps(), s.known())
	}
}

// TestGroupsOfASilentBrokerOutliveAQuickLook.
func TestGroupsOfASilentBrokerOutliveAQuickLook(t *testing.T) {
	f := begin(t, 3)
	w := watch(t, f)
	w.look(seldom)
	f.locked(func() { f.cut = func(node int32, _ kmsg.Request) bool { return node == 1 } })
	w.Probe(t.Context())
	for range 2 {
		w.look(quickly)
	}
	if n := len(w.look(often).Clusters[0].Groups); n != 4 {
		t.Errorf("%d groups, want 4", n)
	}
}

// TestWhatWasDeniedStaysDeniedAfterAQuickLook.
func TestWhatWasDeniedStaysDeniedAfterAQuickLook(t *testing.T) {
	f := begin(t, 3)
	f.fails(kmsg.NewPtrListGroupsRequest(), denied, nil)
	w := watch(t, f)
	first := w.look(seldom).gaps()
	if got := w.look(quickly).gaps(); len(first) == 0 || !slices.Equal(got, first) {
		t.Errorf("gaps %v, and were %v", got, first)
	}
}

// TestABrokerThatHangsCostsItsLimitOnce: the probe has waited for it, and a quick
// look does not.
func TestABrokerThatHangsCostsItsLimitOnce(t *testing.T) {
	f := begin(t, 3)
	w := watch(t, f)
	w.look(seldom)
	f.fails(kmsg.NewPtrApiVersionsRequest(), timesOut, nil, 1)
	began := time.Now()
	if !w.Probe(t.Context()) {
		t.Fatal("the probe does not see it")
	}
	probed := time.Now()
	s := w.look(quickly)
	if took := time.Since(probed); took > quick/2 || probed.Sub(began) < quick/2 {
		t.Errorf("the probe took %s, and the look %s", probed.Sub(began), took)
	}
	if b := s.broker(t, 1).Seen; b.Answer != model.Silent || b.Detail == "" {
		t.Errorf("broker 1: %+v", b)
	}
	if s = w.look(often); s.broker(t, 1).Seen.Answer != model.Silent {
		t.Error("a whole look does not ask it itself")
	}
}

// TestABrokerThatIsBackInAQuickLook is asked, whatever an older probe has seen.
func TestABrokerThatIsBackInAQuickLook(t *testing.T) {
	f := begin(t, 3)
	w := watch(t, f)
	w.look(seldom)
	f.locked(func() { f.cut = func(node int32, _ kmsg.Request) bool { return node == 1 } })
	w.Probe(t.Context())
	w.look(quickly)
	w.Probe(t.Context())
	f.locked(func() { f.cut = nil })
	if !w.Probe(t.Context()) {
		t.Error("the probe does not see that it is back")
	}
	if b := w.look(quickly).broker(t, 1).Seen; b.Answer != model.Answered {
		t.Errorf("broker 1: %+v", b)
	}
}

// TestProbesBesideALook see a broker go and come back while the look hangs; the
// look ends at once when it is cut short, and is as if it had not been.
func TestProbesBesideALook(t *testing.T) {
	f := begin(t, 3)
	o := options(t, f.bootstrap())
	o.Target.Timeout = 20 * time.Second
	w := watcher{NewSteady(o), t}
	t.Cleanup(w.Close)
	w.look(seldom)
	before := w.last
	f.fails(kmsg.NewPtrListGroupsRequest(), timesOut, nil, 2)
	ctx, cancel := context.WithCancel(t.Context())
	var looking sync.WaitGroup
	b := model.NewBuilder(o.Now())
	asked := f.count(16)
	looking.Go(func() {
		if err := w.Collect(ctx, often, b); !errors.Is(err, context.Canceled) {
			t.Errorf("the look ended with %v", err)
		}
	})
	eventually(t, "groups are asked for", func() bool { return f.count(16) >= asked+3 })
	if w.Probe(t.Context()) {
		t.Error("nothing has changed")
	}
	f.locked(func() { f.cut = func(node int32, r kmsg.Request) bool { return node == 0 } })
	for range 2 {
		if !w.Probe(t.Context()) {
			t.Error("that broker 0 is gone is not seen")
		}
	}
	f.locked(func() { f.cut = nil })
	if w.Probe(t.Context()) {
		t.Error("broker 0 is back, as the last look saw it")
	}
	began := time.Now()
	cancel()
	looking.Wait()
	if took := time.Since(began); took > time.Second {
		t.Errorf("it went on for %s", took)
	}
	if now, _ := b.Snapshots(); len(now.Brokers) > 0 || w.last != before {
		t.Errorf("%d brokers are told by a look that was cut short", len(now.Brokers))
	}
	if s := w.look(quickly); len(s.Brokers) != 3 || time.Since(began) > 5*time.Second {
		t.Errorf("%d brokers after %s", len(s.Brokers), time.Since(began))
	}
}

// eventually waits until something holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for range 2000 {
		if holds() {
			return
		}
		<-tick.C
	}
	t.Fatalf("not in 10 s: %s", what)
}

// TestAProbeDoesNotWaitForItsTurn behind the requests of a look, but counts.
func TestAProbeDoesNotWaitForItsTurn(t *testing.T) {
	n := &node{wires: newPool(2).at("a:9092")}
	n.pace.AllowN(time.Now(), 2)
	began := time.Now()
	for range 4 {
		if err := n.lane(onProbe).wait(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("four probes waited for %s", took)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if err := n.lane(onTalk).wait(ctx); err == nil {
		t.Error("they do not count: the next request is not made to wait for two seconds and more")
	}
}

// TestNobodyIsAskedAtAnAddressThatWasLetGoOf: a probe that is late opens no
// connection that nobody would close.
func TestNobodyIsAskedAtAnAddressThatWasLetGoOf(t *testing.T) {
	f := begin(t, 1)
	_, n := byHand(t, f)
	if err := (&beat{at: n.lane(onProbe)}).lives(t.Context(), options(t, f.bootstrap())); err != nil {
		t.Fatal(err)
	}
	n.close()
	err := (&beat{at: n.lane(onProbe)}).lives(t.Context(), options(t, f.bootstrap()))
	if !errors.Is(err, errLetGo) || n.connections() > 0 {
		t.Errorf("%v, %d connections", err, n.connections())
	}
}

// TestAProbeAsksAgain a broker that hung: its connection is another one each time,
// and those of a look stay.
func TestAProbeAsksAgain(t *testing.T) {
	f := begin(t, 1)
	_, n := byHand(t, f)
	o := options(t, f.bootstrap())
	b := &beat{at: n.lane(onProbe)}
	if _, _, err := n.lane(onTalk).open(quick); err != nil {
		t.Fatal(err)
	}
	f.fails(kmsg.NewPtrApiVersionsRequest(), timesOut, nil)
	for i := range mostTimeouts + 2 {
		asked := f.count(18)
		if err := b.lives(t.Context(), o); !timedOut(err) || f.count(18) == asked {
			t.Errorf("probe %d: %v", i, err)
		}
	}
	if n.connections() != 2 {
		t.Errorf("%d connections, want that of the look and the one that hangs", n.connections())
	}
}
