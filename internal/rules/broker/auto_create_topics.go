package broker

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// AutoCreateTopics finds brokers that create a topic for every name that a
// client asks for. Where nobody chose that, it is advice, and only on a
// cluster of three brokers or more: a single one is for trying things out.
var AutoCreateTopics = &rule.Rule{
	Name: "broker/auto-create-topics", Severity: finding.Warning, On: model.KindBroker,
	Touches: []model.Kind{model.KindCluster},
	Needs:   withCount,
	Keys:    []model.Key{key.BrokerAutoCreateTopics, key.BrokerDefaultReplicationFactor},
	Doc:     doc("auto-create-topics"),
	Check: func(p *rule.Pass) {
		create, known := p.Bool(key.BrokerAutoCreateTopics)
		if !known || !create.On || !hostsTopics(p.Broker()) {
			return
		}
		brokers, counted := p.Brokers()
		if create.Default && (!counted || brokers.N < 3) {
			return
		}
		r := p.Report("auto.create.topics.enable is %s: a client's typo in a topic's name creates a topic, "+
			"with the cluster's default partitions and replicas, instead of failing", create).
			Fix("set auto.create.topics.enable to false, and declare each topic")
		if replicas, ok := p.Int(key.BrokerDefaultReplicationFactor); ok {
			r.Because(replicas)
		}
		if create.Default {
			r.As(finding.Info).Because(brokers)
		}
		pin(p, r, create.Reading)
	},
}
