package rule

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// silentBroker is the broker that is judged, if it is one of a running cluster
// that has told none of its settings.
type silentBroker struct{ *model.Broker }

func (p *Pass) silentBroker() *silentBroker {
	if p.broker == nil || p.broker.Seen == nil || p.broker.Seen.ConfigKnown {
		return nil
	}
	return &silentBroker{p.broker}
}

// skip is what a rule about settings has to say of it: one thing, and not one
// for each setting. Of a broker that nobody counts on any more it is nothing.
func (b *silentBroker) skip(r *Rule, p *Pass) []finding.Skip {
	if !b.Seen.Listed && b.Seen.Holds == 0 {
		return nil
	}
	why := b.Config.Get("")
	return []finding.Skip{{Rule: r.Name, Subject: p.subject, Needs: model.FactBrokerConfig.String(), Reason: why.Why(), Origin: why.Origin()}}
}
