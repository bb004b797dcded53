package client

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// SessionOutOfBounds finds consumers whose session brokers refuse. Bounds
// that are only Kafka's defaults make it a warning, because nobody showed the
// brokers' configuration.
var SessionOutOfBounds = &rule.Rule{
	Name: "client/session-out-of-bounds", Severity: finding.Error, On: model.KindClient,
	Touches: []model.Kind{model.KindBroker},
	Needs:   model.FactsOf(model.FactClientConfig, model.FactBrokerConfig),
	Keys: []model.Key{key.ConsumerSessionTimeoutMs, key.ConsumerGroupProtocol,
		key.BrokerGroupMinSessionTimeoutMs, key.BrokerGroupMaxSessionTimeoutMs},
	Doc: doc("session-out-of-bounds"),
	Check: func(p *rule.Pass) {
		if !isConsumer(p) || !isClassic(p) {
			return
		}
		session, ok := p.Millis(key.ConsumerSessionTimeoutMs)
		if !ok {
			return
		}
		if least, ok := boundOf(p, key.BrokerGroupMinSessionTimeoutMs, higher); ok && session.N < least.N {
			reportSession(p, session, least, "below")
		}
		if most, ok := boundOf(p, key.BrokerGroupMaxSessionTimeoutMs, lower); ok && session.N > most.N {
			reportSession(p, session, most, "above")
		}
	},
}

func reportSession(p *rule.Pass, session rule.Millis, limit bound, side string) {
	r := p.Report("session.timeout.ms is %s, %s the brokers' %s of %s%s: "+
		"the consumer cannot join its group (INVALID_SESSION_TIMEOUT, error 26), and reads nothing", session, side, limit.Name, limit.Millis, limit.andSo()).
		At(session, limit).
		Fix("set session.timeout.ms=%d (Kafka's default is 45000), or change %s on every broker", limit.N, limit.Name)
	if limit.likely {
		r.As(finding.Warning)
	}
}
