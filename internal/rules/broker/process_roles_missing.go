package broker

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// ProcessRolesMissing finds whole configurations that are neither for KRaft
// nor for ZooKeeper. What looks like a part of a configuration is left alone.
var ProcessRolesMissing = &rule.Rule{
	Name: "broker/process-roles-missing", Severity: finding.Error, On: model.KindBroker,
	Needs: brokerConfig,
	Keys:  []model.Key{key.BrokerProcessRoles, key.BrokerZooKeeperConnect},
	Doc:   doc("process-roles-missing"),
	Check: func(p *rule.Pass) {
		b := p.Broker()
		if b.Shared || b.Managed || !isWhole(b) || sets(b, key.BrokerProcessRoles) || sets(b, key.BrokerZooKeeperConnect) {
			return
		}
		p.Report("process.roles is not set: Kafka %s does not start without it", p.Version()).
			AtOrigin(b.At).
			Fix("add process.roles=broker (or controller, or broker,controller), node.id, " +
				"and controller.quorum.bootstrap.servers=HOST:PORT of the controllers")
	},
}

// isWhole tells whether a file is a node's whole configuration: it says at
// least two of who the node is, where it listens and where it stores.
func isWhole(b *model.Broker) bool {
	n := 0
	for _, either := range [][]model.Key{
		{key.BrokerNodeID, key.BrokerID}, {key.BrokerListeners}, {key.BrokerLogDirs, key.BrokerLogDir},
	} {
		for _, k := range either {
			if sets(b, k) {
				n++
				break
			}
		}
	}
	return n >= 2
}
