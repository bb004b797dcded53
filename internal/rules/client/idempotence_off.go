package client

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// IdempotenceOff finds producers whose retries may write a record twice. One
// that is also transactional does not start, which is another rule's.
var IdempotenceOff = &rule.Rule{
	Name: "client/idempotence-off", Severity: finding.Warning, On: model.KindClient,
	Needs: clientConfig,
	Keys:  []model.Key{key.ProducerEnableIdempotence, key.ProducerTransactionalID},
	Doc:   doc("idempotence-off"),
	Check: func(p *rule.Pass) {
		if !isProducer(p) {
			return
		}
		idempotence, ok := p.Bool(key.ProducerEnableIdempotence)
		if _, transactional := written(p.Client(), key.ProducerTransactionalID); !ok || idempotence.On || transactional {
			return
		}
		p.Report("enable.idempotence is %s: when an answer is lost on the way, the retry writes the record twice, "+
			"and with several requests in flight also out of order", idempotence).
			Fix("remove the line, or set enable.idempotence=true (with acks=all)")
	},
}
