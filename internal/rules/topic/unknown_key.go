package topic

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// UnknownKey finds settings that no topic has in the version in force. Kafka
// refuses the whole topic for one of them.
var UnknownKey = &rule.Rule{
	Name: "topic/unknown-key", Severity: finding.Error, On: model.KindTopic,
	Needs:   topicConfig,
	AllKeys: true,
	Doc:     doc("unknown-key"),
	NoCEL:   "needs the catalogue of keys that each version of Kafka has",
	Check: func(p *rule.Pass) {
		for _, s := range p.Topic().Config.Settings() {
			if isVendors(s.Name) {
				continue
			}
			if _, known := p.Define(model.Key{Layer: model.LayerTopic, Name: s.Name}); known {
				continue
			}
			why, fix := explain(s.Name, s.Value.Raw(), p.Version())
			r := p.Report("%s: Kafka refuses to create or alter the topic with INVALID_CONFIG (error 40)", why).
				Because(rule.Promise(s.Name, s.Value)).About(s.Name).Fix("%s", fix)
			if s.At.Written() {
				r.AtOrigin(s.At)
			}
		}
	},
}

// vendors are the prefixes of keys that other products add to Kafka's. Who
// writes one of them has that product, and Kafka's catalogue does not judge it.
var vendors = []string{"automq.", "confluent.", "inkless.", "redpanda.", "warpstream."}

func isVendors(name string) bool {
	for _, prefix := range vendors {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}
