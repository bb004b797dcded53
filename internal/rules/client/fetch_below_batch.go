package client

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// FetchBelowBatch finds consumers that fetch less at a time than one batch of
// their topics may hold. Since KIP-74 they get it nevertheless, one by one.
// Topics with Kafka's default are left out: nobody asked for large batches.
var FetchBelowBatch = &rule.Rule{
	Name: "client/fetch-below-batch", Severity: finding.Warning, On: model.KindClient,
	Touches: []model.Kind{model.KindTopic, model.KindBroker},
	Needs:   withTopics,
	Keys:    []model.Key{key.ConsumerFetchMaxBytes, key.ConsumerMaxPartitionFetchBytes, key.MaxMessageBytes, key.BrokerMessageMaxBytes},
	Doc:     doc("fetch-below-batch"),
	Check: func(p *rule.Pass) {
		if !isConsumer(p) {
			return
		}
		batch, ok := batchToFetch(p)
		if !ok || !batch.Is() {
			return
		}
		for _, k := range []model.Key{key.ConsumerMaxPartitionFetchBytes, key.ConsumerFetchMaxBytes} {
			fetch, ok := p.Bytes(k)
			if !ok || batch.N-fetch.N <= fetch.N/100 {
				continue // the defaults of both sides are 12 bytes apart
			}
			p.Report("%s is %s, but %s accepts batches of up to %s (%s): a larger batch than the first still arrives, "+
				"but alone in its fetch, so the consumer falls behind", k.Name, fetch, batch.who(), batch.Bytes, batch.Name).
				About(k.Name).At(fetch, batch).
				Fix("set %s=%d or more, and give the consumer the memory for it", k.Name, batch.N)
		}
	},
}

// batchToFetch is the largest batch of the topics that the client is declared
// to read. Where none are declared, it is the smallest limit of the cluster,
// which holds whatever the client reads.
func batchToFetch(p *rule.Pass) (limit, bool) {
	if topics := usedTopics(p, p.Client()); len(topics) > 0 {
		limits := limitsOf(p, topics)
		if len(limits) == 0 {
			return limit{}, false
		}
		return extreme(limits, higher), true
	}
	limits, ok := limitsOfScope(p, func(n rule.Bytes) bool { return !n.Is() })
	if !ok {
		return limit{}, false
	}
	return extreme(limits, lower), true
}
