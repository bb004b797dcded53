package cluster

import (
	"context"
	"maps"
	"slices"
	"testing"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// often is what every look wants, seldom what some do beside it.
var (
	often = model.FactsOf(model.FactConnections, model.FactMetadata, model.FactTopicLayout, model.FactBrokerCount,
		model.FactQuorum, model.FactGroups, model.FactOffsets)
	seldom = often.Union(model.FactsOf(model.FactTopicConfig, model.FactBrokerConfig, model.FactLogDirs, model.FactViews))
)

// watcher looks at a fake again and again.
type watcher struct {
	*Steady
	t *testing.T
}

func watch(t *testing.T, f *fake) watcher {
	t.Helper()
	s := NewSteady(options(t, f.bootstrap()))
	t.Cleanup(s.Close)
	return watcher{s, t}
}

func (w watcher) look(want model.Facts) seen {
	w.t.Helper()
	b := model.NewBuilder(w.o.Now())
	if err := w.Collect(w.t.Context(), want, b); err != nil {
		w.t.Fatal(err)
	}
	now, _ := b.Snapshots()
	return seen{now, 0}
}

// allEnds is what is known where the growth of all partitions is watched.
func allEnds() map[string]int {
	out := maps.Clone(whole)
	out["starts"], out["ends"] = 6, 6
	return out
}

func TestEveryLookKnowsTheWhole(t *testing.T) {
	w := watch(t, begin(t, 3))
	for i, want := range []model.Facts{seldom, often, often, often, seldom, often} {
		s := w.look(want)
		if len(s.Gaps) > 0 || !maps.Equal(s.known(), allEnds()) {
			t.Errorf("look %d: gaps %v %s\nknown %v", i, s.gaps(), s.details(), s.known())
		}
	}
}

// TestALookAsksLittle holds the bound of four requests for each broker and eight
// more; that each broker is asked whether it lives comes on top of it.
func TestALookAsksLittle(t *testing.T) {
	for _, brokers := range []int{1, 3, 7} {
		f := begin(t, brokers)
		w := watch(t, f)
		w.look(seldom)
		w.Spent()
		for i := range 6 {
			w.look(often)
			spent, all := w.Spent(), 0
			for name, s := range spent {
				if name != "ApiVersions" {
					all += s.Requests
				}
				if s.Sent == 0 || s.Received == 0 {
					t.Errorf("%s: %+v: no bytes are counted", name, s)
				}
			}
			if most := 4*brokers + 8; all > most {
				t.Errorf("%d brokers, look %d: %d requests, more than %d: %v", brokers, i, all, most, spent)
			}
		}
	}
}

func TestAProbeSeesABrokerGoAndComeBack(t *testing.T) {
	f := begin(t, 3)
	w := watch(t, f)
	w.look(seldom)
	if w.Probe(t.Context()) {
		t.Error("nothing has changed")
	}
	f.locked(func() { f.cut = func(node int32, _ kmsg.Request) bool { return node == 1 } })
	if !w.Probe(t.Context()) {
		t.Error("that broker 1 hangs up is not seen")
	}
	s := w.look(often)
	if got := s.broker(t, 1).Seen.Answer; got == model.Answered {
		t.Errorf("broker 1: %v", got)
	}
	if w.Probe(t.Context()) {
		t.Error("the look has seen it already")
	}
	f.locked(func() { f.cut = nil })
	if !w.Probe(t.Context()) {
		t.Error("that broker 1 is back is not seen")
	}
	if s := w.look(often); len(s.Gaps) > 0 || s.broker(t, 1).Seen.Answer != model.Answered {
		t.Errorf("gaps %v, broker 1: %v", s.gaps(), s.broker(t, 1).Seen.Answer)
	}
}

// TestGroupsOfASilentBrokerAreNotGone: they are unknown.
func TestGroupsOfASilentBrokerAreNotGone(t *testing.T) {
	f := begin(t, 3)
	w := watch(t, f)
	w.look(seldom)
	f.locked(func() { f.cut = func(node int32, _ kmsg.Request) bool { return node == 1 } })
	for range 3 {
		s := w.look(often)
		if n := len(s.Clusters[0].Groups); n != 4 {
			t.Fatalf("%d groups, want 4", n)
		}
		for _, g := range s.Clusters[0].Groups {
			if silent := g.Coordinator == 1; silent == g.MembersKnown || silent != (g.State == "") {
				t.Errorf("group %s of broker %d: state %q, members known %v", g.ID, g.Coordinator, g.State, g.MembersKnown)
			}
		}
	}
}

// TestAllSilentIsDark: what was known is not told again as if it were so.
func TestAllSilentIsDark(t *testing.T) {
	f := begin(t, 3)
	w := watch(t, f)
	w.look(seldom)
	f.locked(func() { f.cut = func(int32, kmsg.Request) bool { return true } })
	for _, want := range []model.Facts{often, seldom, often} {
		s := w.look(want)
		if len(s.Clusters) != 1 || !s.Clusters[0].Dark || len(s.Topics) > 0 || len(s.Brokers) != 3 || len(s.Gaps) == 0 {
			t.Fatalf("clusters %+v, %d topics, %d brokers, gaps %v", s.Clusters, len(s.Topics), len(s.Brokers), s.gaps())
		}
		for _, b := range s.Brokers {
			if b.Seen.Answer == model.Answered || b.Seen.Holds == 0 {
				t.Errorf("broker %s: %+v", b.Name, b.Seen)
			}
		}
	}
	f.locked(func() { f.cut = nil })
	if s := w.look(often); len(s.Gaps) > 0 || s.Clusters[0].Dark || !maps.Equal(s.known(), allEnds()) {
		t.Errorf("gaps %v, known %v", s.gaps(), s.known())
	}
}

func TestNobodyHasEverAnswered(t *testing.T) {
	s := NewSteady(options(t, refusing(t)))
	t.Cleanup(s.Close)
	if s.Probe(t.Context()) {
		t.Error("nobody is known whose answer could have changed")
	}
	b := model.NewBuilder(s.o.Now())
	if err := s.Collect(t.Context(), seldom, b); err != nil {
		t.Fatal(err)
	}
	now, _ := b.Snapshots()
	if len(now.Clusters) != 1 || !now.Clusters[0].Dark {
		t.Errorf("clusters %+v, gaps %v", now.Clusters, now.Gaps)
	}
	if !slices.ContainsFunc(now.Gaps, func(g model.Gap) bool { return g.Scope.Kind == model.KindCluster }) {
		t.Errorf("gaps %v: none is of the cluster, so that nobody is told that it is not seen", now.Gaps)
	}
}

// TestSettingsOfANewTopic are asked for at once, those of a topic that was made
// anew, too.
func TestSettingsOfANewTopic(t *testing.T) {
	f := begin(t, 3)
	w := watch(t, f)
	w.look(seldom)
	w.Spent()
	f.locked(func() { f.topics = append(f.topics, fakeTopic{name: "fresh", parts: f.topics[0].parts}) })
	s := w.look(often)
	if n := s.known()["topic config"]; n != 3 || len(s.Gaps) > 0 {
		t.Errorf("the settings of %d topics are known, gaps %v", n, s.gaps())
	}
	if n := w.Spent()["DescribeConfigs"].Requests; n != 1 {
		t.Errorf("%d requests for settings", n)
	}
}

// TestWhatWasDeniedStaysDenied in looks that do not ask for it.
func TestWhatWasDeniedStaysDenied(t *testing.T) {
	f := begin(t, 3)
	f.fails(kmsg.NewPtrDescribeLogDirsRequest(), denied, nil)
	w := watch(t, f)
	first := w.look(seldom).gaps()
	if len(first) == 0 {
		t.Fatal("nothing is denied")
	}
	for i := range 3 {
		if got := w.look(often).gaps(); len(got) != len(first) {
			t.Errorf("look %d: gaps %v, want %v", i, got, first)
		}
	}
}

func TestAnEndedLookIsNotRemembered(t *testing.T) {
	f := begin(t, 3)
	w := watch(t, f)
	w.look(seldom)
	before := w.last
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := w.Collect(ctx, often, model.NewBuilder(w.o.Now())); err == nil || w.last != before {
		t.Errorf("%v: it counts as a look", err)
	}
}

func TestWhereAShareGroupStands(t *testing.T) {
	f := begin(t, 3)
	w := watch(t, f)
	for i := range 3 {
		s := w.look(often)
		got := s.group(t, "share-group").Shares
		if len(got) != 1 || got[0].Topic != "orders" || got[0].Start != 50 || got[0].Lag != 7 || len(s.Gaps) > 0 {
			t.Errorf("look %d: %+v, gaps %v", i, got, s.gaps())
		}
	}
}

// TestASharesLag is told from version 1 on, and not for a partition with an
// error.
func TestASharesLag(t *testing.T) {
	topic := kmsg.NewDescribeShareGroupOffsetsResponseGroupTopic()
	topic.Topic = "orders"
	topic.Partitions = []kmsg.DescribeShareGroupOffsetsResponseGroupTopicPartition{
		{Partition: 0, StartOffset: 5, Lag: 3}, {Partition: 1, StartOffset: 5, Lag: 3, ErrorCode: 3}}
	told := []kmsg.DescribeShareGroupOffsetsResponseGroupTopic{topic}
	for lag, want := range map[bool][]model.Share{
		true:  {{Topic: "orders", Start: 5, Lag: 3}, {Topic: "orders", Partition: 1, Start: -1, Lag: -1}},
		false: {{Topic: "orders", Start: 5, Lag: -1}, {Topic: "orders", Partition: 1, Start: -1, Lag: -1}},
	} {
		if got := (&look{}).shares(told, lag); !slices.Equal(got, want) {
			t.Errorf("lag told: %v: %+v, want %+v", lag, got, want)
		}
	}
	if got := (&look{}).shares(nil, true); got == nil {
		t.Error("that there is no partition is known")
	}
}
