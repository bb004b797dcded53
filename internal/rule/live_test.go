package rule

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/scope"
)

var plant = model.Place{Names: []string{"kafka:abc"}}

// liveWorld is a running cluster of brokers 7 and 1, of an address that belongs
// to nobody, and of topics and groups; and a topic and a broker in files.
func liveWorld(groups ...*model.Group) *World {
	b := model.NewBuilder(time.Time{})
	for _, id := range []int32{7, 1, -1} {
		b.Broker(&model.Broker{Name: fmt.Sprint(id), Place: plant, Seen: &model.Sighting{ID: id, Listed: true, Answer: model.Answered}})
	}
	b.Topic(&model.Topic{Name: "orders", Place: plant, Layout: &model.Layout{ToldBy: 7, Partitions: []model.Partition{
		{Index: 0, Leader: 1, Offsets: model.Offsets{Start: 5, StartKnown: true}},
		{Index: 1, Leader: -1, Offsets: model.Offsets{Why: "it has no leader"}},
		{Index: 2, Leader: 1},
	}}})
	for _, g := range groups {
		g.Place = plant
	}
	b.Cluster(&model.Cluster{Place: plant, ID: "abc", Groups: groups})
	b.Topic(topicIn("a.yaml", "else", "declared"))
	b.Broker(brokerIn("b.properties", "else"))
	now, before := b.Snapshots()
	scope.Resolve(nil, now, before)
	return NewWorld(now, before)
}

// inspect runs a check on every subject of a kind in a world, and counts them.
func inspect(t *testing.T, w *World, kind model.Kind, check func(*Pass)) Outcome {
	t.Helper()
	ran := 0
	r := &Rule{Name: "test/rule", Severity: finding.Error, On: kind, Check: func(p *Pass) { ran++; check(p) }}
	out := Run([]*Rule{r}, w, &Settings{}, Options{Strict: true})
	if ran == 0 {
		t.Fatalf("no %s was judged", kind)
	}
	return out
}

// TestAnAddressIsNoBroker: it is judged, and not counted among the brokers.
func TestAnAddressIsNoBroker(t *testing.T) {
	judged := 0
	out := inspect(t, liveWorld(), model.KindBroker, func(*Pass) { judged++ })
	if got := out.Checked[model.KindBroker]; judged != 4 || got != 3 {
		t.Errorf("%d judged and %d counted, want 4 and 3", judged, got)
	}
}

func TestSubjectsOfARunningCluster(t *testing.T) {
	w := liveWorld(&model.Group{ID: "billing"}, &model.Group{ID: "reporting"})
	for kind, want := range map[model.Kind][]string{
		model.KindPartition: {"abc:partition/orders/0", "abc:partition/orders/1", "abc:partition/orders/2"},
		model.KindGroup:     {"abc:group/billing", "abc:group/reporting"},
		model.KindCluster:   {"abc:cluster", "else:cluster"},
		model.KindBroker:    {"abc:broker/7", "abc:broker/1", "abc:broker/-1", "else:broker/1"},
	} {
		var got []string
		inspect(t, w, kind, func(p *Pass) { got = append(got, p.Subject().Qualified()) })
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("%v, want %v", got, want)
		}
	}
}

func TestWhatRulesLookUp(t *testing.T) {
	w := liveWorld(&model.Group{ID: "billing"})
	inspect(t, w, model.KindPartition, func(p *Pass) {
		if p.Topic().Name != "orders" || p.Partition() == nil || p.Group() != nil {
			t.Errorf("%s: topic %v, partition %v", p.Subject(), p.Topic(), p.Partition())
		}
		if got := p.ToldByMetadata("isr", "1,2").evidence(); got.Origin.Address != "metadata of broker 7" || got.Value != "1,2" {
			t.Errorf("evidence %+v", got)
		}
	})
	inspect(t, w, model.KindGroup, func(p *Pass) {
		if p.Group().ID != "billing" || p.Cluster().ID != "abc" || p.TopicByName("orders") == nil || p.TopicByName("declared") != nil {
			t.Errorf("group %v, cluster %v", p.Group(), p.Cluster())
		}
		var ids []int32
		for _, b := range p.RunningBrokers() {
			ids = append(ids, b.Seen.ID)
		}
		if ListOfIDs(ids) != "-1,1,7" || p.BrokerByID(7) == nil || p.BrokerByID(-1) != nil || p.BrokerByID(3) != nil {
			t.Errorf("brokers %v", ids)
		}
	})
	inspect(t, w, model.KindBroker, func(p *Pass) {
		if (p.Seen() == nil) != (p.Subject().Cluster == "else") {
			t.Errorf("%s: seen %v", p.Subject().Qualified(), p.Seen())
		}
		if p.Subject().Cluster == "else" && (p.Cluster() != nil || len(p.RunningBrokers()) > 0 || p.TopicByName("declared") != nil) {
			t.Error("files have a running cluster")
		}
	})
}

func TestLogStart(t *testing.T) {
	for _, c := range []struct {
		topic     string
		partition int32
		start     int64 // -1: not known
		skip      string
	}{
		{"orders", 0, 5, ""},
		{"orders", 1, -1, "orders/1: it has no leader"},
		{"orders", 2, -1, "orders/2: nobody asked for it"},
		{"orders", 3, -1, ""},
		{"gone", 0, -1, ""},
	} {
		out := inspect(t, liveWorld(&model.Group{ID: "billing"}), model.KindGroup, func(p *Pass) {
			start, known := p.LogStart(c.topic, c.partition)
			if known != (c.start >= 0) || known && (start.N != c.start || start.Value.Origin().Address != "broker 1") {
				t.Errorf("%s/%d: %+v, %v", c.topic, c.partition, start, known)
			}
		})
		if c.skip == "" && len(out.Skipped) > 0 || c.skip != "" && (len(out.Skipped) != 1 || out.Skipped[0].Reason != c.skip) {
			t.Errorf("%s/%d: skips %+v, want %q", c.topic, c.partition, out.Skipped, c.skip)
		}
	}
}

func TestBrokersInASentence(t *testing.T) {
	for _, c := range []struct {
		ids           []int32
		words, digits string
	}{
		{nil, "none", ""}, {[]int32{4}, "4", "4"}, {[]int32{1, 3}, "1 and 3", "1,3"}, {[]int32{1, 3, 4}, "1, 3 and 4", "1,3,4"},
	} {
		if IDs(c.ids) != c.words || ListOfIDs(c.ids) != c.digits {
			t.Errorf("%v is %q and %q", c.ids, IDs(c.ids), ListOfIDs(c.ids))
		}
	}
}

// TestPartsOfASubject: a finding may be about a part, and names who is to
// blame.
func TestPartsOfASubject(t *testing.T) {
	out := inspect(t, liveWorld(&model.Group{ID: "billing"}), model.KindGroup, func(p *Pass) {
		p.Report("lost").Of(p.Group().PartitionSubject("orders", 2)).Blames(7, 1)
		p.Report("the group itself")
	})
	part, whole := out.Findings[0], out.Findings[1]
	if part.Subject.Qualified() != "abc:group/billing/orders/2" || whole.Subject.String() != "group/billing" || part.Fingerprint() == whole.Fingerprint() {
		t.Errorf("subjects %s and %s", part.Subject, whole.Subject)
	}
	if len(part.Blames) != 2 || part.Blames[0].Qualified() != "abc:broker/7" || len(whole.Blames) > 0 {
		t.Errorf("blames %v and %v", part.Blames, whole.Blames)
	}
}

// TestPartsAreHeldAgainstTheLinesOneByOne: an error of one part must not speak
// for another that only some versions have.
func TestPartsAreHeldAgainstTheLinesOneByOne(t *testing.T) {
	out := inspect(t, liveWorld(&model.Group{ID: "billing"}), model.KindGroup, func(p *Pass) {
		p.Report("always").Of(p.Group().PartitionSubject("orders", 0))
		if !p.Version().Before(model.Version{Major: 4, Minor: 1}) {
			p.Report("new").Of(p.Group().PartitionSubject("orders", 1))
		}
	})
	if len(out.Findings) != 2 || out.Findings[0].Severity != finding.Error || out.Findings[1].Severity != finding.Warning {
		t.Errorf("findings %+v, want an error and a warning", out.Findings)
	}
}

// TestVotersThatAreNotShown: the lists in the brokers' own configuration do not
// stand in for the quorum, and the skip does not speak of them.
func TestVotersThatAreNotShown(t *testing.T) {
	out := inspect(t, liveWorld(), model.KindCluster, func(p *Pass) { p.ExactVoters() })
	if len(out.Skipped) != 1 || out.Skipped[0].Subject.Cluster != "abc" || !strings.Contains(out.Skipped[0].Reason, "did not show its voters") {
		t.Errorf("skips %+v", out.Skipped)
	}
}
