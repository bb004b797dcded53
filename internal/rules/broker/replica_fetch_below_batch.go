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
		largest, ok := largestReplicated(p)
		if !ok {
			return
		}
		answer, known := p.Bytes(key.BrokerReplicaFetchResponseMax)
		if known && largest.N > answer.N {
			p.Report("%s%s allows batches of %s, but replica.fetch.response.max.bytes is %s: a follower gets one such batch in an answer "+
				"and nothing else, so its other partitions fall behind", largest.Name, largest.by, largest.Bytes, answer).
				At(answer, largest).
				Fix("set replica.fetch.response.max.bytes to %d or more", largest.N)
			return
		}
		fetch, known := p.Bytes(key.BrokerReplicaFetchMaxBytes)
		if known && largest.N > fetch.N+headroom {
			p.Report("%s%s allows batches of %s, but replica.fetch.max.bytes is %s: followers fetch such batches one at a time. "+
				"Replication goes on, but slower", largest.Name, largest.by, largest.Bytes, fetch).
				At(fetch, largest).As(finding.Info).
				Fix("set replica.fetch.max.bytes to %d or more", largest.N)
		}
	},
}
