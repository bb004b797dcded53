package cluster

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/dial"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/cluster/coordinator"
)

// TestGapsAreInOneOrder, once each, whoever was faster.
func TestGapsAreInOneOrder(t *testing.T) {
	var all []model.Gap
	for _, fact := range []model.Fact{model.FactMetadata, model.FactGroups, model.FactOffsets} {
		for _, name := range []string{"0", "1", "2"} {
			for _, why := range []model.GapReason{model.Denied, model.TimedOut} {
				all = append(all, model.Gap{Fact: fact, Scope: model.Subject{Kind: model.KindBroker, Name: name}, Why: why, Detail: "a"},
					model.Gap{Fact: fact, Scope: model.Subject{Kind: model.KindBroker, Name: name}, Why: why, Detail: "b"})
			}
		}
	}
	for seed := range uint64(50) {
		var g gaps
		shuffled := slices.Concat(all, all[:5])
		rand.New(rand.NewPCG(seed, 0)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		for _, gap := range shuffled {
			g.add(gap)
		}
		if got := g.list(); !slices.Equal(got, all) {
			t.Fatalf("seed %d: %d gaps, want %d in their order", seed, len(got), len(all))
		}
		if again := g.list(); !slices.Equal(again, all) { // the look after asks once more
			t.Fatalf("seed %d: asked again, %d gaps, want %d", seed, len(again), len(all))
		}
	}
}

// TestManyRefusalsAreOneGap, with the first few names in order.
func TestManyRefusalsAreOneGap(t *testing.T) {
	l := &look{}
	n := &node{seen: model.Sighting{ID: 1}}
	for _, name := range []string{"d", "b", "a", "c"} {
		l.gaps.refused(refusal{model.FactGroups, n, kerr.GroupAuthorizationFailed.Code}, name)
	}
	l.gaps.refused(refusal{model.FactOffsets, n, coordinator.LeftOut}, "x")
	l.gaps.refused(refusal{model.FactOffsets, n, kerr.NotCoordinator.Code}, "y")
	l.gaps.settled(model.FactOffsets, "y")
	l.gaps.settled(model.FactOffsets, "a")
	l.judgeRefusals()
	got := l.gaps.list()
	if len(got) != 2 || got[0].Why != model.Denied || got[1].Why != model.Unreachable {
		t.Fatalf("%+v", got)
	}
	if want := "broker 1 refused the description of groups a, b, c and 1 more: GROUP_AUTHORIZATION_FAILED. Grant DESCRIBE on group * to this principal"; got[0].Detail != want {
		t.Errorf("it says %q", got[0].Detail)
	}
	if want := "broker 1 leaves the commits of groups x out of its answer"; got[1].Detail != want {
		t.Errorf("it says %q", got[1].Detail)
	}
}

func TestReasons(t *testing.T) {
	l, n := &look{}, &node{address: "b1:9092", seen: model.Sighting{ID: -1}}
	for _, c := range []struct {
		err  error
		why  model.GapReason
		says string
	}{
		{&dial.Failure{Why: model.TimedOut, Detail: "b1:9092 hangs"}, model.TimedOut, "b1:9092 hangs"},
		{fmt.Errorf("wrapped: %w", &dial.Failure{Why: model.Denied, Detail: "no"}), model.Denied, "no"},
		{kerr.ClusterAuthorizationFailed, model.Denied, "broker b1:9092 refused ListGroups: CLUSTER_AUTHORIZATION_FAILED. Grant DESCRIBE and DESCRIBE_CONFIGS on the cluster"},
		{coded(n, "ListGroups", kerr.TopicAuthorizationFailed.Code), model.Denied, "on topic *"},
		{kerr.UnsupportedVersion, model.Unsupported, "too old"},
		{kerr.CoordinatorLoadInProgress, model.Unreachable, "COORDINATOR_LOAD_IN_PROGRESS"},
		{errors.New("odd"), model.Unreachable, "broker b1:9092 does not tell ListGroups: odd"},
	} {
		if why, detail := l.reason(c.err, n, "ListGroups"); why != c.why || !strings.Contains(detail, c.says) {
			t.Errorf("%v: %s, %q; want %s, %q", c.err, why, detail, c.why, c.says)
		}
	}
	if coded(n, "x", 0) != nil {
		t.Error("no error is one")
	}
}

func TestAnswers(t *testing.T) {
	for _, c := range []struct {
		err  error
		want model.Answer
	}{
		{nil, model.NotAsked},
		{errNoAddress, model.NotAsked},
		{&dial.Failure{Why: model.TimedOut}, model.Silent},
		{&dial.Failure{Why: model.Unreachable, Refused: true}, model.Refused},
		{&dial.Failure{Why: model.Unreachable, HungUp: true}, model.HungUp},
		{&dial.Failure{Why: model.Unreachable, Unlocated: true}, model.Unlocated},
		{&dial.Failure{Why: model.Denied}, model.Unusable},
		{&dial.Failure{Why: model.Unreachable}, model.Unusable},
		{errors.New("odd"), model.Unusable},
	} {
		if got := answerOf(c.err); got != c.want {
			t.Errorf("%v: %s, want %s", c.err, got, c.want)
		}
	}
}

// TestNothingIsMissedByWhoHasEndedTheRun.
func TestNothingIsMissedByWhoHasEndedTheRun(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	l := &look{}
	l.missed(ctx, &node{}, model.FactGroups, "ListGroups", context.Canceled)
	l.judgeRights(ctx)
	if got := l.gaps.list(); len(got) > 0 || len(l.rights.gaps) > 0 {
		t.Errorf("%+v", got)
	}
}

// TestAFencedBrokerThatOthersListIsNotFenced: who says so has lost something.
func TestAFencedBrokerThatOthersListIsNotFenced(t *testing.T) {
	f := begin(t, 3)
	edit(f, func(_ int32, r *kmsg.DescribeClusterResponse) { r.Brokers[2].IsFenced = true })
	if b := look3(t, f).broker(t, 2); b.Seen.Fenced || !b.Seen.Listed {
		t.Errorf("fenced %v, listed %v", b.Seen.Fenced, b.Seen.Listed)
	}
}

// TestWhatIsKnownOfABroker: its load, its rack, and from where it is known.
func TestWhatIsKnownOfABroker(t *testing.T) {
	f := begin(t, 3)
	f.lists(7, refusing(t))
	f.topics[0].parts[0].replicas = []int32{0, 1, 7}
	edit(f, func(_ int32, r *kmsg.MetadataResponse) {
		for i := range r.Brokers {
			rack := fmt.Sprintf("hall-%d", r.Brokers[i].NodeID)
			r.Brokers[i].Rack = &rack
		}
	})
	s := scan(t, options(t, f.brokers[0].address))
	for id, want := range map[int32]struct {
		leads, holds int
		known        string
	}{
		0: {2, 6, "metadata of other brokers, lists of replicas, bootstrap addresses"},
		2: {2, 5, "metadata of other brokers, lists of replicas"},
		7: {0, 1, "metadata of other brokers, lists of replicas"},
	} {
		b := s.broker(t, id).Seen
		if b.Leads != want.leads || b.Holds != want.holds || strings.Join(b.Known, ", ") != want.known || b.Rack != fmt.Sprintf("hall-%d", id) {
			t.Errorf("broker %d leads %d, holds %d, rack %s, known from %q", id, b.Leads, b.Holds, b.Rack, b.Known)
		}
	}
	if b := s.broker(t, 7); b.Config.Get("x").Why() != "broker 7 does not answer" {
		t.Errorf("its configuration is unknown because %q", b.Config.Get("x").Why())
	}
}

// TestTheOnlyBrokerListsItself: nobody else is there to do so.
func TestTheOnlyBrokerListsItself(t *testing.T) {
	if b := look3(t, begin(t, 1)).broker(t, 0); !b.Seen.Listed || strings.Join(b.Seen.Known, ", ") != "lists of replicas, bootstrap addresses" {
		t.Errorf("listed %v, known from %q", b.Seen.Listed, b.Seen.Known)
	}
}
