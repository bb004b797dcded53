package broker

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// Facts that rules of this family need.
var (
	brokerConfig = model.FactsOf(model.FactBrokerConfig)
	withCount    = model.FactsOf(model.FactBrokerConfig, model.FactBrokerCount)
	withTopics   = model.FactsOf(model.FactBrokerConfig, model.FactTopicConfig)
)

// hostsTopics tells whether the node stores topics: it is not a controller
// alone.
func hostsTopics(b *model.Broker) bool { return b.Roles == 0 || b.Roles.Has(model.RoleBroker) }

// sets tells whether the file has a key, known or not, that is not empty.
func sets(b *model.Broker, key model.Key) bool {
	v := b.Config.Get(key.Name)
	return v.IsSet() && (!v.Usable() || strings.TrimSpace(v.Raw()) != "")
}

// isWritten tells whether a setting stands in the document. A source that
// cannot see some settings gives them as unknown, without any text.
func isWritten(s model.Setting) bool { return s.Value.Usable() || s.Value.Raw() != "" }

// reading is a setting as a value that a finding rests on. What may be a
// secret is not shown.
func reading(s model.Setting) rule.Reading {
	r := rule.Reading{Name: s.Name, Written: s.Value.Raw(), Value: s.Value}
	if model.MayBeSecret(s.Name) {
		r.Written = "(hidden)"
	}
	return r
}

// joined is a value of another thing, as certain as it is that the thing
// belongs to the broker's cluster.
func joined(p *rule.Pass, name string, v model.Value, home model.Home) rule.Reading {
	own := p.Broker()
	if v.Origin().File != own.Place.File {
		v = v.Joined(home.Certainty.Worse(own.Home.Certainty))
	}
	return rule.Reading{Name: name, Written: v.Raw(), Value: v}
}

// pin points a finding to the value, or to the broker itself if nobody wrote
// the value.
func pin(p *rule.Pass, r *rule.Report, value rule.Reading) {
	if value.Is() {
		r.At(value)
		return
	}
	r.AtOrigin(p.Broker().At)
}
