package client

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// TransactionTimeout finds producers whose transactions may take longer than
// brokers allow. A limit that is only Kafka's default makes it a warning,
// because nobody showed the brokers' configuration.
var TransactionTimeout = &rule.Rule{
	Name: "client/transaction-timeout", Severity: finding.Error, On: model.KindClient,
	Touches: []model.Kind{model.KindBroker},
	Needs:   model.FactsOf(model.FactClientConfig, model.FactBrokerConfig),
	Keys: []model.Key{key.ProducerTransactionTimeoutMs, key.ProducerTransactionalID,
		key.ProducerTwoPhaseCommit, key.BrokerTransactionMaxTimeoutMs},
	Doc: doc("transaction-timeout"),
	Check: func(p *rule.Pass) {
		_, transactional := written(p.Client(), key.ProducerTransactionalID)
		if !isProducer(p) {
			return
		}
		timeout, ok := p.Millis(key.ProducerTransactionTimeoutMs)
		if !ok || !timeout.Is() && !transactional || isTwoPhase(p, timeout) {
			return
		}
		limit, ok := boundOf(p, key.BrokerTransactionMaxTimeoutMs, lower)
		if !ok || timeout.N <= limit.N {
			return
		}
		r := p.Report("transaction.timeout.ms is %s, but the brokers' transaction.max.timeout.ms is %s%s: "+
			"initTransactions() fails with INVALID_TRANSACTION_TIMEOUT (error 50), and nothing is sent", timeout, limit.Millis, limit.andSo()).
			At(timeout, limit).
			Fix("set transaction.timeout.ms=%d or less, or raise transaction.max.timeout.ms on every broker", limit.N)
		if limit.likely {
			r.As(finding.Warning)
		}
	},
}

// isTwoPhase tells whether transactions never time out, and reports a timeout
// beside that: the producer refuses the two together. A switch that is not
// known is taken for on, and skipped.
func isTwoPhase(p *rule.Pass, timeout rule.Millis) bool {
	if _, has := p.Define(key.ProducerTwoPhaseCommit); !has {
		return false
	}
	twoPhase, ok := p.Bool(key.ProducerTwoPhaseCommit)
	if ok && twoPhase.On && timeout.Is() {
		p.Report("transaction.timeout.ms is %s, but with %s=%s transactions never time out: "+
			"the producer throws ConfigException when it is made, and nothing is sent", timeout, twoPhase.Name, twoPhase).
			About(twoPhase.Name).At(timeout).
			Fix("remove transaction.timeout.ms")
	}
	return !ok || twoPhase.On
}
