package change

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// OverrideRemoved finds settings of a topic that a change takes away, and
// says which value counts from then on.
var OverrideRemoved = &rule.Rule{
	Name: "change/override-removed", Severity: finding.Info, On: model.KindTopic,
	Needs:   model.FactsOf(model.FactTopicConfig),
	AllKeys: true,
	Reads:   rule.ReadsBefore,
	Doc:     doc("override-removed"),
	NoCEL:   "needs the defaults of the catalogue and of the brokers, to say what counts from then on",
	Check: func(p *rule.Pass) {
		now, was := p.Topic(), p.TopicBefore()
		if now == nil || was == nil || now.Recreated {
			return
		}
		for _, s := range was.Config.Settings() {
			if !s.Value.Usable() || now.Config.Get(s.Name).IsSet() {
				continue
			}
			after, ok := p.Text(model.Key{Layer: model.LayerTopic, Name: s.Name})
			if !ok || after.Value.Raw() == s.Value.Raw() {
				continue
			}
			before := rule.Reading{Name: s.Name + " before", Written: s.Value.Raw(), Value: s.Value}
			p.Report("the override %s = %s is removed: from then on %s counts (%s)", s.Name, before, after.Value.Raw(), after.Value.Origin()).
				Because(after).About(s.Name).AtOrigin(now.At).
				Fix("if that is not meant, keep %s: %s", s.Name, s.Value.Raw())
		}
	},
}
