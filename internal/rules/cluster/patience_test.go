package cluster

import (
	"strconv"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// TestPatienceIsThatOfTheBrokers: the shortest session counts, since a crash is
// heard of that soon; what nobody tells is Kafka's default.
func TestPatienceIsThatOfTheBrokers(t *testing.T) {
	broker := func(id int32, pairs ...string) *model.Broker {
		b := &model.Broker{Name: strconv.Itoa(int(id)), Seen: &model.Sighting{ID: id, Answer: model.Answered}}
		for i := 0; i+1 < len(pairs); i += 2 {
			b.Config.Set(pairs[i], model.KnownValue(pairs[i+1], model.Origin{}), model.Origin{})
		}
		return b
	}
	byDefault := broker(3)
	byDefault.Default.Set("broker.session.timeout.ms", model.KnownValue("9000", model.Origin{}), model.Origin{})
	for name, c := range map[string]struct {
		brokers []*model.Broker
		want    patience
	}{
		"nobody tells":        {[]*model.Broker{broker(1), broker(2)}, usual},
		"the default is told": {[]*model.Broker{byDefault}, usual},
		"one is set shorter":  {[]*model.Broker{byDefault, broker(2, "broker.session.timeout.ms", "6000")}, patience{6000, 2000}},
		"all are set longer":  {[]*model.Broker{broker(1, "broker.session.timeout.ms", "18000", "broker.heartbeat.interval.ms", "3000")}, patience{18_000, 3000}},
		"no number":           {[]*model.Broker{broker(1, "broker.session.timeout.ms", "soon")}, usual},
	} {
		var got patience
		probe := &rule.Rule{Name: "cluster/probe", Severity: finding.Info, On: model.KindCluster, Check: func(p *rule.Pass) { got = patienceOf(p) }}
		now := &model.Snapshot{Scopes: []*model.Scope{{Name: "plant", Brokers: c.brokers, Cluster: &model.Cluster{}}}}
		rule.Run([]*rule.Rule{probe}, rule.NewWorld(now, &model.Snapshot{}), &rule.Settings{}, rule.Options{})
		if got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
	if quick := (patience{6000, 2000}); quick.soonest() != 4000 {
		t.Errorf("a crash is heard of after %d ms at the earliest, want 4000", quick.soonest())
	}
}
