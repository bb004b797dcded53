package broker

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// headroom is by how much the default of message.max.bytes is above that of
// replica.fetch.max.bytes: the overhead of one batch, and no finding.
const headroom = 12

// ReplicaFetchBelowBatch finds batches that followers fetch one at a time.
// They are still replicated: the first batch of an answer is always given.
var ReplicaFetchBelowBatch = &rule.Rule{
	Name: "broker/replica-fetch-below-batch", Severity: finding.Warning, On: model.KindBroker,
	Touches: []model.Kind{model.KindTopic},
	Needs:   withTopics,
	Keys: []model.Key{key.BrokerReplicaFetchMaxBytes, key.BrokerReplicaFetchResponseMax,
		key.BrokerMessageMaxBytes, key.MaxMessageBytes},
	Doc: doc("replica-fetch-below-batch"),
	Check: func(p *rule.Pass) {
		if !hostsTopics(p.Broker()) {
			return
		}
		if !fitsAnswer(p) {
			return
		}
		fetch, known := p.Bytes(key.BrokerReplicaFetchMaxBytes)
		if !known {
			return
		}
		tooLarge := func(n int64) bool { return n > fetch.N+headroom }
		if largest, ok := largestReplicated(p, tooLarge); ok && tooLarge(largest.N) {
			p.Report("%s%s allows batches of %s, but replica.fetch.max.bytes is %s: followers fetch such batches one at a time. "+
				"Replication goes on, but slower", largest.Name, largest.by, largest.Bytes, fetch).
				At(fetch, largest).As(finding.Info).
				Fix("set replica.fetch.max.bytes to %d or more", largest.N)
		}
	},
}

// fitsAnswer reports a batch that does not fit into a whole answer, and tells
// whether there is none.
func fitsAnswer(p *rule.Pass) bool {
	answer, known := p.Bytes(key.BrokerReplicaFetchResponseMax)
	if !known {
		return true
	}
	tooLarge := func(n int64) bool { return n > answer.N }
	largest, ok := largestReplicated(p, tooLarge)
	if !ok || !tooLarge(largest.N) {
		return true
	}
	p.Report("%s%s allows batches of %s, but replica.fetch.response.max.bytes is %s: a follower gets one such batch in an answer "+
		"and nothing else, so its other partitions fall behind", largest.Name, largest.by, largest.Bytes, answer).
		At(answer, largest).
		Fix("set replica.fetch.response.max.bytes to %d or more", largest.N)
	return false
}
