package rule

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// TestARuleOfSeveralKinds is called once for each subject of each.
func TestARuleOfSeveralKinds(t *testing.T) {
	var seen []string
	r := &Rule{Name: "test/rule", Severity: finding.Warning, On: model.KindTopic, AlsoOn: []model.Kind{model.KindBroker}, Check: func(p *Pass) {
		seen = append(seen, p.Subject().Kind.String()+"/"+p.Subject().Name)
		if (p.Topic() == nil) == (p.Broker() == nil) {
			t.Errorf("%s has a topic and a broker, or neither", p.Subject())
		}
		p.Report("seen")
	}}
	out := judge(t, r, nil, topicIn("a.yaml", "plant", "orders"), brokerIn("b", "plant"), producerIn("p.properties"))
	if len(seen) != 2 || seen[0] != "topic/orders" || seen[1] != "broker/1" {
		t.Errorf("judges %v", seen)
	}
	if len(out.Findings) != 2 || out.Checked[model.KindTopic] != 1 || out.Checked[model.KindBroker] != 1 || len(out.Checked) != 2 {
		t.Errorf("%d findings, checked %v", len(out.Findings), out.Checked)
	}
	if r.AlsoOn[0] != model.KindBroker || len(r.judges()) != 2 || r.judges()[0] != model.KindTopic {
		t.Errorf("judges %v", r.judges())
	}
}

// TestAnUnknownValueOfAKeyThatTheVersionLacks: where a platform withholds all
// that it does not show, 3.6 still has no share groups.
func TestAnUnknownValueOfAKeyThatTheVersionLacks(t *testing.T) {
	share := model.Key{Layer: model.LayerBroker, Name: "share.coordinator.state.topic.replication.factor"}
	for minor, want := range map[model.Version]int{{Major: 3, Minor: 6}: 0, {Major: 4, Minor: 1}: 1} {
		b := brokerIn("b", "plant")
		b.Config.Rest(model.UnknownValue("", "it is not set here", b.At))
		r := &Rule{Name: "test/rule", On: model.KindBroker, Keys: []model.Key{share}, Check: func(p *Pass) {
			if _, ok := p.Int(share); ok {
				t.Error("an unknown value is read")
			}
		}}
		if out := judge(t, r, &Settings{Target: minor}, b); len(out.Skipped) != want {
			t.Errorf("%s: %d skips, want %d: %+v", minor, len(out.Skipped), want, out.Skipped)
		}
	}
}

func TestKafkaDefault(t *testing.T) {
	for _, c := range []struct {
		key      string
		settings Settings
		want     string // "" for none
		at       string
	}{
		{"transaction.max.timeout.ms", Settings{}, "900000", "default of Kafka " + catalog.Release(catalog.Newest()) + ", version not declared"},
		{"transaction.max.timeout.ms", Settings{Target: model.Version{Major: 3, Minor: 9}}, "900000", "default of Kafka " + catalog.Release(model.Version{Major: 3, Minor: 9})},
		{"log.retention.ms", Settings{}, "", ""},
		{"process.roles", Settings{}, "", ""},
		{"no.such.key", Settings{}, "", ""},
	} {
		r := ruleOn(func(p *Pass) {
			got, ok := p.KafkaDefault(model.Key{Layer: model.LayerBroker, Name: c.key})
			if ok != (c.want != "") || got.Written != c.want || ok && !got.Default {
				t.Errorf("%s: %+v, %v; want %q", c.key, got, ok, c.want)
			}
			if at := got.evidence().Origin.String(); ok && at != c.at {
				t.Errorf("%s: %s, want %s", c.key, at, c.at)
			}
		})
		judge(t, r, &c.settings, topicIn("a.yaml", "plant", "orders"))
	}
}

// TestAnOperatorsClusterIsNotOnZooKeeper: its address is dropped, and the
// version that it stands for with it.
func TestAnOperatorsClusterIsNotOnZooKeeper(t *testing.T) {
	for managed, want := range map[bool]bool{true: false, false: true} {
		b := brokerIn("kafka.yaml", "plant", "zookeeper.connect", "z:2181")
		b.Roles, b.Managed = 0, managed
		if got := runsOnZooKeeper(b); got != want {
			t.Errorf("managed %v: %v, want %v", managed, got, want)
		}
	}
}
