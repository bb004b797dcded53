package client

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// mostInFlight is the number of batches by which a broker can tell that it
// has seen one before (ProducerStateEntry.NUM_BATCHES_TO_RETAIN).
const mostInFlight = 5

// InFlightExceedsFive finds idempotent producers with more requests in flight
// than brokers can keep in order. Up to 3.9 a producer that is idempotent
// only by default loses that in silence: client/idempotence-lost.
var InFlightExceedsFive = &rule.Rule{
	Name: "client/in-flight-exceeds-five", Severity: finding.Error, On: model.KindClient,
	Needs: clientConfig,
	Keys:  []model.Key{key.ProducerMaxInFlight, key.ProducerEnableIdempotence},
	Doc:   doc("in-flight-exceeds-five"),
	Check: func(p *rule.Pass) {
		if !isProducer(p) {
			return
		}
		inFlight, known := p.Int(key.ProducerMaxInFlight)
		idempotence, also := p.Bool(key.ProducerEnableIdempotence)
		if !known || !also || inFlight.N <= mostInFlight || !idempotence.On {
			return
		}
		by := ""
		if !idempotence.Is() {
			if p.Version().Before(kafka4) {
				return
			}
			by = " by default"
		}
		p.Report("%s is %s and enable.idempotence is %s%s: an idempotent producer takes %d at most, "+
			"so it throws ConfigException when it is made, and nothing is sent",
			inFlight.Name, inFlight, idempotence, by, mostInFlight).
			At(inFlight).
			Fix("set %s=%d", inFlight.Name, mostInFlight)
	},
}
