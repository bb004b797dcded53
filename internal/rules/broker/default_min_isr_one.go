package broker

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// DefaultMinISROne finds clusters of three brokers or more on which acks=all
// may mean one copy unless a topic says otherwise.
var DefaultMinISROne = &rule.Rule{
	Name: "broker/default-min-isr-one", Severity: finding.Warning, On: model.KindBroker,
	Touches: []model.Kind{model.KindCluster},
	Needs:   withCount,
	Keys:    []model.Key{key.BrokerMinInsyncReplicas},
	Doc:     doc("default-min-isr-one"),
	Check: func(p *rule.Pass) {
		minISR, known := p.Int(key.BrokerMinInsyncReplicas)
		brokers, counted := p.Brokers()
		if !known || minISR.N != 1 || !hostsTopics(p.Broker()) {
			return
		}
		if !counted || brokers.N < 3 {
			skipCount(p, minISR.Reading)
			return
		}
		r := p.Report("min.insync.replicas is %s on %s: on every topic that does not set its own, acks=all may be answered by one copy, "+
			"and if that broker fails the acknowledged records are gone", minISR, brokers).
			Fix("set min.insync.replicas to 2; on a cluster created by Kafka 4.1 or later set it as the cluster's default: " +
				"kafka-configs.sh --alter --entity-type brokers --entity-default --add-config min.insync.replicas=2")
		pin(p, r.Because(brokers), minISR.Reading)
	},
}
