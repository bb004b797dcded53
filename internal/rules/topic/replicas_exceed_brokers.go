package topic

import (
	"fmt"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// ReplicasExceedBrokers finds topics that cannot be created, because each
// replica needs a broker of its own.
var ReplicasExceedBrokers = &rule.Rule{
	Name: "topic/replicas-exceed-brokers", Severity: finding.Error, On: model.KindTopic,
	Touches: []model.Kind{model.KindCluster},
	Needs:   model.FactsOf(model.FactTopicLayout, model.FactBrokerCount),
	Doc:     doc("replicas-exceed-brokers"),
	NoCEL:   "needs the number of brokers, which no topic says",
	Check: func(p *rule.Pass) {
		replicas, ok := p.Replicas()
		if !ok {
			return
		}
		brokers, ok := p.ExactBrokers()
		if !ok || replicas.N <= brokers.N {
			return
		}
		p.Report("each partition asks for %s replicas, but the cluster has %s: "+
			"Kafka refuses to create the topic with INVALID_REPLICATION_FACTOR (error 38)", replicas, brokers).
			At(replicas).
			Fix("set replicas: %d%s, or add brokers first", brokers.N, lowered(p.Topic(), brokers.N))
	},
}

// lowered is what fewer replicas ask for, too, where the topic wants as many
// of them in sync.
func lowered(t *model.Topic, replicas int64) string {
	minISR, ok := rule.Whole(t.Config.Get(key.MinInsyncReplicas.Name))
	if !ok || minISR < replicas || minISR < 2 {
		return ""
	}
	return fmt.Sprintf(" and min.insync.replicas: %d", max(1, replicas-1))
}
