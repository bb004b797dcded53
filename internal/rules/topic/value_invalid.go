package topic

import (
	"fmt"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// ValueInvalid finds values that Kafka does not take for a topic's setting,
// by the type and range of the version in force.
var ValueInvalid = &rule.Rule{
	Name: "topic/value-invalid", Severity: finding.Error, On: model.KindTopic,
	Needs:   topicConfig,
	AllKeys: true,
	Doc:     doc("value-invalid"),
	NoCEL:   "needs the catalogue of values that each version of Kafka takes",
	Check: func(p *rule.Pass) {
		for _, s := range p.Topic().Config.Settings() {
			def, known := p.Define(model.Key{Layer: model.LayerTopic, Name: s.Name})
			if !known {
				continue
			}
			if !s.Value.Usable() {
				p.Skip(s.Name, s.Value.Why(), s.Value.Origin())
				continue
			}
			if def.Check(s.Value.Raw()) == nil {
				continue
			}
			wrong, right := def.Meant(s.Value.Raw())
			r := p.Report("%s is %q%s, but Kafka %s takes %s: it refuses the topic with INVALID_CONFIG (error 40)",
				s.Name, s.Value.Raw(), wrong, p.Version(), def.Wants()).
				Because(rule.Promise(s.Name, s.Value)).About(s.Name)
			if right == "" {
				r.Fix("%s", fmt.Sprintf("set %s to %s", s.Name, def.Wants()))
				continue
			}
			r.Fix("write %s: %s", s.Name, right)
		}
	},
}
