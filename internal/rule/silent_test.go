package rule

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// TestABrokerThatToldNothingIsOneSkipForEachRule: not one for each setting,
// and nothing for one that nobody counts on any more.
func TestABrokerThatToldNothingIsOneSkipForEachRule(t *testing.T) {
	one, other := model.Key{Layer: model.LayerBroker, Name: "log.retention.ms"}, model.Key{Layer: model.LayerBroker, Name: "num.partitions"}
	settings := &Rule{Name: "test/settings", On: model.KindBroker, Needs: model.FactsOf(model.FactBrokerConfig), Keys: []model.Key{one, other},
		Check: func(p *Pass) { p.Int(one); p.Int(other) }}
	state := &Rule{Name: "test/state", Severity: finding.Warning, On: model.KindBroker, Check: func(p *Pass) { p.Report("seen") }}
	for name, c := range map[string]struct {
		seen    *model.Sighting
		skips   int
		because string
	}{
		"it does not answer":                    {&model.Sighting{Listed: true, Holds: 3}, 1, "broker 1 does not answer"},
		"it is fenced and holds replicas":       {&model.Sighting{Fenced: true, Holds: 3}, 1, "broker 1 does not answer"},
		"it is listed and holds nothing":        {&model.Sighting{Listed: true}, 1, "broker 1 does not answer"},
		"it is fenced and holds nothing":        {&model.Sighting{Fenced: true}, 0, ""},
		"it has told them, and one is a secret": {&model.Sighting{Listed: true, ConfigKnown: true}, 2, "broker 1 does not answer"},
		"it is only declared":                   {nil, 2, "broker 1 does not answer"},
	} {
		broker := brokerIn("server.properties", "plant")
		broker.Seen = c.seen
		broker.Config.Rest(model.UnknownValue("", "broker 1 does not answer", model.Origin{Address: "broker 1"}))
		out := judge(t, settings, nil, broker)
		if len(out.Skipped) != c.skips {
			t.Errorf("%s: skips %+v, want %d", name, out.Skipped, c.skips)
		}
		for _, s := range out.Skipped {
			if s.Rule != "test/settings" || s.Reason != c.because {
				t.Errorf("%s: skip %+v", name, s)
			}
		}
		if found := judge(t, state, nil, broker).Findings; len(found) != 1 {
			t.Errorf("%s: a rule that needs no settings finds %v", name, found)
		}
	}
}
