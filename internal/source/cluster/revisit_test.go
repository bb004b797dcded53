package cluster

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// TestAnotherClusterAnswers at the addresses of the one that is watched: nothing
// that it tells is taken for ours.
func TestAnotherClusterAnswers(t *testing.T) {
	f := begin(t, 3)
	w := watch(t, f)
	w.look(seldom)
	f.locked(func() { f.id = "harbour" })
	for _, want := range []model.Facts{often, seldom, often} {
		s := w.look(want)
		if len(s.Clusters) != 1 || !s.Clusters[0].Dark || s.Clusters[0].ID != "plant" || len(s.Topics) > 0 {
			t.Fatalf("clusters %+v, %d topics", s.Clusters[0], len(s.Topics))
		}
		for id := range int32(3) {
			if seen := s.broker(t, id).Seen; seen.Answer != model.Unusable || !strings.Contains(seen.Detail, "answers as a broker of another cluster, harbour") {
				t.Errorf("broker %d: %s: %s", id, seen.Answer, seen.Detail)
			}
		}
		if says := s.details(); !strings.Contains(says, "answers as cluster harbour") || strings.Contains(says, "no broker answers") {
			t.Errorf("the gaps say %q", says)
		}
	}
	f.locked(func() { f.id = "plant" })
	if s := w.look(often); len(s.Gaps) > 0 || !maps.Equal(s.known(), allEnds()) {
		t.Errorf("gaps %v, known %v", s.gaps(), s.known())
	}
}

// on leaves partitions to some brokers alone.
func (f *fake) on(brokers ...int32) {
	for i := range f.topics {
		for j := range f.topics[i].parts {
			p := &f.topics[i].parts[j]
			p.leader, p.replicas, p.isr = brokers[j%len(brokers)], brokers, brokers
		}
	}
	for i := range f.groups {
		f.groups[i].coordinator = brokers[i%len(brokers)]
	}
}

// TestABrokerThatIsUnregistered is not looked for any more: somebody has taken it
// out of the cluster.
func TestABrokerThatIsUnregistered(t *testing.T) {
	for name, then := range map[string]model.Facts{"of many": often, "whole": seldom} {
		f := begin(t, 3)
		w := watcher{NewSteady(options(t, f.brokers[0].address)), t}
		t.Cleanup(w.Close)
		w.look(seldom)
		f.locked(func() { f.on(0, 1); f.brokers = f.brokers[:2] })
		s := w.look(then)
		if len(s.Brokers) != 2 || len(s.Gaps) > 0 {
			t.Errorf("%s: %d brokers, gaps %v", name, len(s.Brokers), s.gaps())
		}
		w.Spent()
		if w.Probe(t.Context()) || w.Spent()["ApiVersions"].Requests != 2 {
			t.Errorf("%s: it is probed on", name)
		}
	}
}

// TestABrokerThatIsFenced is still registered, and so it is missed.
func TestABrokerThatIsFenced(t *testing.T) {
	f := begin(t, 3)
	w := watch(t, f)
	w.look(seldom)
	f.locked(func() {
		f.brokers[2].fenced = true
		f.cut = func(node int32, _ kmsg.Request) bool { return node == 2 }
	})
	for i, want := range []model.Facts{often, often, seldom, often} {
		s := w.look(want)
		if b := s.broker(t, 2).Seen; b.Answer == model.Answered || b.Listed || !b.Fenced {
			t.Errorf("look %d: %+v", i, b)
		}
	}
}

// TestABrokerThatNobodyLists is asked on where fenced brokers are not told,
// before Kafka 4.0.
func TestABrokerThatNobodyLists(t *testing.T) {
	f := begin(t, 3)
	f.version = "v3.9"
	f.groups = f.groups[:1]
	w := watch(t, f)
	w.look(seldom)
	f.locked(func() {
		f.brokers[2].down = true
		f.cut = func(node int32, _ kmsg.Request) bool { return node == 2 }
	})
	for i, want := range []model.Facts{often, often, seldom, often, seldom} {
		s := w.look(want)
		if b := s.broker(t, 2).Seen; b.Answer == model.Answered || b.Listed || b.Fenced {
			t.Errorf("look %d: %+v", i, b)
		}
	}
	f.locked(func() { f.cut = nil })
	if !w.Probe(t.Context()) {
		t.Error("that it is back is not seen")
	}
	if b := w.look(often).broker(t, 2).Seen; b.Answer != model.Answered || b.Listed {
		t.Errorf("it answers and nobody lists it: %+v", b)
	}
}

// refuseFirst makes brokers refuse the first so many questions for all metadata.
func (f *fake) refuseFirst(n int) {
	f.locked(func() {
		f.edit = func(_ int32, req kmsg.Request, resp kmsg.Response) kmsg.Response {
			if r, is := resp.(*kmsg.MetadataResponse); is && n > 0 && req.(*kmsg.MetadataRequest).Topics == nil {
				n--
				r.Version, r.ErrorCode = 13, kerr.UnknownServerError.Code
			}
			return resp
		}
	})
}

// TestBrokersAreLookedForAnew after two that were asked have refused: one that is
// dead and that nobody lists is missed as before.
func TestBrokersAreLookedForAnew(t *testing.T) {
	f := begin(t, 3)
	f.version, f.groups = "v3.9", f.groups[:1]
	w := watcher{NewSteady(options(t, f.brokers[0].address)), t}
	t.Cleanup(w.Close)
	w.look(seldom)
	f.locked(func() {
		f.on(0, 1)
		f.brokers[2].down = true
		f.cut = func(node int32, _ kmsg.Request) bool { return node == 2 }
	})
	for i := range 3 {
		f.refuseFirst(mostTellers)
		s := w.look(often)
		if s.Clusters[0].Dark || s.known()["answered"] != 2 {
			t.Fatalf("look %d: dark %v, known %v", i, s.Clusters[0].Dark, s.known())
		}
		if b := s.broker(t, 2).Seen; b.Answer == model.Answered || b.Answer == model.NotAsked || b.Listed {
			t.Errorf("look %d: %+v", i, b)
		}
	}
}

// TestGapsOfLookingAnew are told: what the brokers refuse then, and each
// bootstrap address if nobody answers, as a whole look tells it.
func TestGapsOfLookingAnew(t *testing.T) {
	f := begin(t, 3)
	w := watch(t, f)
	w.look(seldom)
	f.fails(kmsg.NewPtrDescribeClusterRequest(), denied, nil)
	refuses := f.edit
	f.refuseFirst(mostTellers)
	first := f.edit
	f.locked(func() {
		f.edit = func(node int32, req kmsg.Request, resp kmsg.Response) kmsg.Response {
			return refuses(node, req, first(node, req, resp))
		}
	})
	if s := w.look(often); !slices.Equal(s.gaps(), []string{"broker connections cluster denied"}) {
		t.Errorf("gaps %q: %s", s.gaps(), s.details())
	}
	f.locked(func() { f.edit, f.cut = nil, func(int32, kmsg.Request) bool { return true } })
	light, whole := w.look(often), w.look(seldom)
	if !slices.Equal(light.gaps(), whole.gaps()) || len(light.gaps()) != 4 {
		t.Errorf("a look tells %q, a whole one %q", light.gaps(), whole.gaps())
	}
}

// TestABrokerThatJoins is asked in the look that hears of it.
func TestABrokerThatJoins(t *testing.T) {
	f := begin(t, 3)
	third := f.brokers[2]
	f.on(0, 1)
	f.brokers = f.brokers[:2]
	o := options(t, f.brokers[0].address)
	w := watcher{NewSteady(o), t}
	t.Cleanup(w.Close)
	if s := w.look(seldom); len(s.Brokers) != 2 {
		t.Fatalf("%d brokers", len(s.Brokers))
	}
	f.locked(func() { f.brokers = append(f.brokers, third); f.lists(7, refusing(t)) })
	s := w.look(often)
	if b := s.broker(t, 2).Seen; b.Answer != model.Answered || !b.Listed {
		t.Errorf("the one that joins: %+v", b)
	}
	if b := s.broker(t, 7).Seen; b.Answer != model.Refused || !b.Listed {
		t.Errorf("one that nobody can reach: %+v", b)
	}
}

// TestATellerThatRefuses: another one is asked in the same look.
func TestATellerThatRefuses(t *testing.T) {
	for name, refuse := range map[string]func(*kmsg.MetadataResponse) kmsg.Response{
		"with an error": func(r *kmsg.MetadataResponse) kmsg.Response {
			r.Version, r.ErrorCode = 13, kerr.UnknownServerError.Code
			return r
		},
		"with silence": func(*kmsg.MetadataResponse) kmsg.Response { return nil },
		"for another cluster": func(r *kmsg.MetadataResponse) kmsg.Response {
			id := "harbour"
			r.ClusterID = &id
			return r
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := begin(t, 3)
			w := watch(t, f)
			w.look(seldom)
			f.locked(func() {
				f.edit = func(node int32, _ kmsg.Request, resp kmsg.Response) kmsg.Response {
					if r, is := resp.(*kmsg.MetadataResponse); is && node == 1 {
						return refuse(r)
					}
					return resp
				}
			})
			caught := 0
			for i := range 3 {
				s := w.look(often)
				if s.Clusters[0].Dark || len(s.Topics) != 2 || s.Topics[0].Layout.ToldBy == 1 {
					t.Fatalf("look %d: dark %v, %d topics", i, s.Clusters[0].Dark, len(s.Topics))
				}
				if s.broker(t, 1).Seen.Answer != model.Answered {
					caught++
				}
			}
			if caught != 1 {
				t.Errorf("it was caught %d times in three looks, of which one was its turn", caught)
			}
		})
	}
}

// TestEveryTellerRefuses: that brokers answer nothing but the smallest question
// is not the same as that they are gone, and nobody knows anything of the
// cluster all the same.
func TestEveryTellerRefuses(t *testing.T) {
	f := begin(t, 3)
	w := watch(t, f)
	w.look(seldom)
	edit(f, func(_ int32, r *kmsg.MetadataResponse) { r.Version, r.ErrorCode = 13, kerr.UnknownServerError.Code })
	s := w.look(often)
	if len(s.Clusters) != 1 || !s.Clusters[0].Dark || len(s.Topics) > 0 || len(s.Gaps) == 0 {
		t.Fatalf("clusters %+v, %d topics, gaps %v", s.Clusters, len(s.Topics), s.gaps())
	}
	for id := range int32(3) {
		if b := s.broker(t, id).Seen; b.Answer == model.Answered || b.Answer == model.NotAsked || b.Detail == "" {
			t.Errorf("broker %d: %s: %q", id, b.Answer, b.Detail)
		}
	}
}

// TestATellerThatIsCutOff from the controllers tells what was: it is not asked
// for as long as others know more.
func TestATellerThatIsCutOff(t *testing.T) {
	for behind, asked := range map[int64]bool{0: true, near: true, near + 1: false, 500: false} {
		f := begin(t, 3)
		w := watch(t, f)
		w.look(seldom)
		edit(f, func(node int32, r *kmsg.ApiVersionsResponse) {
			if node == 1 {
				r.FinalizedFeaturesEpoch -= behind
			}
		})
		tellers := map[int32]bool{}
		for range 6 {
			s := w.look(often)
			tellers[s.Topics[0].Layout.ToldBy] = true
			if b := s.broker(t, 1).Seen; b.Answer != model.Answered || b.Applied != 1000-behind {
				t.Errorf("%d records behind: %+v", behind, b)
			}
		}
		if tellers[1] != asked || !tellers[0] || !tellers[2] {
			t.Errorf("%d records behind: told by %v", behind, tellers)
		}
	}
}

// TestTheRegistrationsAreRefused: who is fenced is then not known.
func TestTheRegistrationsAreRefused(t *testing.T) {
	f := begin(t, 3)
	w := watch(t, f)
	w.look(seldom)
	f.fails(kmsg.NewPtrDescribeClusterRequest(), denied, nil)
	s := w.look(often)
	if !slices.ContainsFunc(s.Gaps, func(g model.Gap) bool { return g.Fact == model.FactConnections && g.Why == model.Denied }) {
		t.Errorf("gaps %v", s.gaps())
	}
	if got := s.known(); got["answered"] != 3 || got["topics"] != 2 {
		t.Errorf("known %v", got)
	}
}

// TestBrokersThatHaveMoved are found by the bootstrap addresses.
func TestBrokersThatHaveMoved(t *testing.T) {
	old, moved := begin(t, 3), begin(t, 3)
	all := func(int32, kmsg.Request) bool { return true }
	moved.cut = all
	o := options(t, old.brokers[0].address+","+moved.brokers[0].address)
	w := watcher{NewSteady(o), t}
	t.Cleanup(w.Close)
	if s := w.look(seldom); s.known()["answered"] != 3 {
		t.Fatalf("known %v", s.known())
	}
	old.locked(func() { old.cut = all })
	moved.locked(func() { moved.cut = nil })
	for i := range 2 {
		s := w.look(often)
		if s.Clusters[0].Dark || s.known()["answered"] != 3 || s.known()["topics"] != 2 {
			t.Fatalf("look %d: %+v, known %v", i, s.Clusters[0], s.known())
		}
		for id := range int32(3) {
			if at := s.broker(t, id).Seen.Address; at != moved.brokers[id].address {
				t.Errorf("look %d: broker %d is said to be at %s", i, id, at)
			}
		}
	}
}

// TestTheBootstrapAddressIsDown: it is one broker of three, and the others were
// seen before.
func TestTheBootstrapAddressIsDown(t *testing.T) {
	f := begin(t, 3)
	f.locked(func() { f.on(1, 2) })
	w := watcher{NewSteady(options(t, f.brokers[0].address)), t}
	t.Cleanup(w.Close)
	w.look(seldom)
	f.locked(func() { f.cut = func(node int32, _ kmsg.Request) bool { return node == 0 } })
	for i, want := range []model.Facts{often, seldom, often, seldom} {
		s := w.look(want)
		if s.Clusters[0].Dark || s.known()["answered"] != 2 || s.known()["topics"] != 2 || s.known()["topic config"] != 2 {
			t.Errorf("look %d: dark %v, known %v", i, s.Clusters[0].Dark, s.known())
		}
		if s.broker(t, 0).Seen.Answer == model.Answered {
			t.Errorf("look %d: broker 0 is said to answer", i)
		}
	}
}

// TestTheBootstrapAddressWasGivenAway to another cluster, while the brokers of
// ours are where they were.
func TestTheBootstrapAddressWasGivenAway(t *testing.T) {
	f, other := begin(t, 3), begin(t, 1)
	other.id = "harbour"
	f.on(1, 2)
	w := watcher{NewSteady(options(t, f.brokers[0].address)), t}
	t.Cleanup(w.Close)
	w.look(seldom)
	w.o.Target.Bootstrap = []string{other.brokers[0].address}
	f.locked(func() { f.cut = func(node int32, _ kmsg.Request) bool { return node == 0 } })
	for i, want := range []model.Facts{often, seldom} {
		s := w.look(want)
		if s.Clusters[0].ID != "plant" || s.Clusters[0].Dark || s.known()["answered"] != 2 || s.known()["topics"] != 2 {
			t.Errorf("look %d: cluster %s, dark %v, known %v", i, s.Clusters[0].ID, s.Clusters[0].Dark, s.known())
		}
	}
}

// TestABootstrapAddressThatIsDead is told in every look, and not only in those
// that ask it.
func TestABootstrapAddressThatIsDead(t *testing.T) {
	f := begin(t, 3)
	w := watcher{NewSteady(options(t, f.bootstrap()+","+refusing(t))), t}
	t.Cleanup(w.Close)
	for i, want := range []model.Facts{seldom, often, often, seldom, often} {
		s := w.look(want)
		if len(s.Brokers) != 4 || s.broker(t, -1).Seen.Answer != model.Refused || s.known()["answered"] != 3 {
			t.Errorf("look %d: %d brokers, known %v", i, len(s.Brokers), s.known())
		}
		if w.Probe(t.Context()) {
			t.Errorf("look %d: a probe sees it change", i)
		}
	}
}

// TestTakeOver: a topic that was made anew has nothing of the old one but its
// name.
func TestTakeOver(t *testing.T) {
	topic := func(id string) *model.Topic {
		l := &model.Layout{TopicID: id, Partitions: []model.Partition{{Index: 0}, {Index: 1}}}
		return &model.Topic{Name: "orders", Layout: l}
	}
	for name, c := range map[string]struct {
		id    string
		want  model.Facts
		taken bool
		asked bool
	}{
		"the same":               {"a", often, true, false},
		"made anew":              {"b", often, false, true},
		"settings are asked for": {"a", seldom, false, false},
	} {
		was := topic("a")
		was.Config.Set("retention.ms", model.KnownValue("7", model.Origin{}), model.Origin{})
		was.Layout.Partitions[0].Offsets = model.Offsets{Start: 10, StartKnown: true, Stable: 80, StableKnown: true, End: 90, EndKnown: true}
		now := topic(c.id)
		l := &look{want: c.want, topics: []*model.Topic{now}, again: &look{byName: map[string]*model.Topic{"orders": was}}}
		l.takeOver()
		if taken := now.Config.Get("retention.ms").Usable(); taken != c.taken {
			t.Errorf("%s: settings taken over %v", name, taken)
		}
		if asked := len(l.unasked) == 1; asked != c.asked {
			t.Errorf("%s: settings of %d topics are asked for beside the plan", name, len(l.unasked))
		}
		o := now.Layout.Partitions[0].Offsets
		if same := c.id == "a"; o.StartKnown != same || o.StableKnown != same || o.EndKnown {
			t.Errorf("%s: offsets %+v", name, o)
		}
	}
}

// TestPace: all addresses together are sent so many requests a second.
func TestPace(t *testing.T) {
	now := time.Now()
	p := newPool(5)
	if a, b := p.at("a:9092"), p.at("b:9092"); a == b || a.pace != b.pace || p.at("a:9092") != a {
		t.Error("each address has wires of its own, and one pace")
	}
	for i := range 5 {
		if !p.at("a:9092").pace.AllowN(now, 1) {
			t.Errorf("request %d has to wait", i)
		}
	}
	if p.at("b:9092").pace.AllowN(now, 1) {
		t.Error("a sixth request is sent at once")
	}
	if !p.at("b:9092").pace.AllowN(now.Add(200*time.Millisecond), 1) {
		t.Error("a fifth of a second later there is no room for another one")
	}
	if free := newPool(0).at("a:9092"); !free.pace.AllowN(now, 1_000_000) {
		t.Error("without a limit there is one")
	}
}

// TestAPacedLook takes longer, and knows as much.
func TestAPacedLook(t *testing.T) {
	t.Parallel()
	const perSecond = 25
	f := begin(t, 3)
	o := options(t, f.bootstrap())
	o.RequestsPerSecond = perSecond
	w := watcher{NewSteady(o), t}
	t.Cleanup(w.Close)
	began := time.Now()
	s := w.look(seldom)
	took, sent := time.Since(began), 0
	for _, spent := range w.Spent() {
		sent += spent.Requests
	}
	if least := time.Duration(sent-perSecond-1) * time.Second / perSecond; sent <= perSecond || took < least {
		t.Errorf("%d requests took %s, and at %d a second they take %s", sent, took, perSecond, least)
	}
	if len(s.Gaps) > 0 || s.known()["topic config"] != 2 {
		t.Errorf("gaps %v, known %v", s.gaps(), s.known())
	}
}

// TestWhatIsSpent is told once, that of probes, too.
func TestWhatIsSpent(t *testing.T) {
	f := begin(t, 3)
	w := watch(t, f)
	w.look(seldom)
	first := w.Spent()
	if first["Metadata"].Requests == 0 || first["DescribeConfigs"].Received == 0 {
		t.Errorf("a look spends %v", first)
	}
	if again := w.Spent(); len(again) > 0 {
		t.Errorf("it is told twice: %v", again)
	}
	w.Probe(t.Context())
	probe := w.Spent()
	if p := probe["ApiVersions"]; len(probe) != 1 || p.Requests != 3 || p.Sent == 0 || p.Received == 0 {
		t.Errorf("a probe of three brokers spends %v", probe)
	}
}

// TestAProbeThatIsCutShort tells of no change.
func TestAProbeThatIsCutShort(t *testing.T) {
	f := begin(t, 3)
	w := watch(t, f)
	w.look(seldom)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if w.Probe(ctx) {
		t.Error("brokers that were not asked are taken for gone")
	}
}
