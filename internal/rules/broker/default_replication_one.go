package broker

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// DefaultReplicationOne finds clusters of three brokers or more on which a
// topic gets one copy unless somebody asks for more.
var DefaultReplicationOne = &rule.Rule{
	Name: "broker/default-replication-one", Severity: finding.Warning, On: model.KindBroker,
	Touches: []model.Kind{model.KindCluster},
	Needs:   withCount,
	Keys:    []model.Key{key.BrokerDefaultReplicationFactor},
	Doc:     doc("default-replication-one"),
	Check: func(p *rule.Pass) {
		replicas, known := p.Int(key.BrokerDefaultReplicationFactor)
		brokers, counted := p.Brokers()
		if !known || replicas.N != 1 || !hostsTopics(p.Broker()) {
			return
		}
		if !counted || brokers.N < 3 {
			skipCount(p, replicas.Reading)
			return
		}
		r := p.Report("default.replication.factor is %s on %s: a topic that is created without a replication factor has one copy, "+
			"and is gone with the broker that holds it", replicas, brokers).
			Fix("set default.replication.factor to 3")
		pin(p, r.Because(brokers), replicas.Reading)
	},
}
