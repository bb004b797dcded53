package rule

import (
	"slices"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

func TestUnseen(t *testing.T) {
	cluster := model.Subject{Cluster: "plant", Kind: model.KindCluster}
	broker := model.Subject{Cluster: "plant", Kind: model.KindBroker, Name: "2"}
	gap := func(of model.Subject, f model.Fact) model.Gap {
		return model.Gap{Fact: f, Scope: of, Why: model.TimedOut}
	}
	nameless, elsewhere, announced, unsupported := cluster, cluster, gap(cluster, model.FactGroups), gap(cluster, model.FactLogDirs)
	nameless.Cluster, elsewhere.Cluster, announced.Expected, unsupported.Why = "", "else", true, model.Unsupported
	b := model.NewBuilder(time.Time{})
	for _, g := range []model.Gap{gap(cluster, model.FactMetadata), gap(nameless, model.FactOffsets), gap(elsewhere, model.FactViews), announced, unsupported,
		gap(cluster, model.FactQuorum), gap(broker, model.FactBrokerConfig)} {
		b.Gap(g)
	}
	now, before := b.Snapshots()
	for _, c := range []struct {
		of   model.Subject
		want []model.Fact
	}{
		{cluster, []model.Fact{model.FactMetadata, model.FactOffsets}},
		{broker, []model.Fact{model.FactBrokerConfig}},
		{model.Subject{Cluster: "plant", Kind: model.KindBroker, Name: "1"}, nil},
	} {
		p := &Pass{world: NewWorld(now, before), settings: &Settings{Expect: []string{"quo*"}}, subject: c.of}
		var got []model.Fact
		for _, g := range p.Unseen() {
			got = append(got, g.Fact)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.of, got, c.want)
		}
	}
}
