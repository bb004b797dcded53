package broker

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// ZooKeeperMode finds brokers that still keep their metadata in ZooKeeper,
// and have not begun to leave it. A broker that an operator runs has what no
// document shows, and may drop what the document says.
var ZooKeeperMode = &rule.Rule{
	Name: "broker/zookeeper-mode", Severity: finding.Info, On: model.KindBroker,
	Needs: brokerConfig,
	Keys:  []model.Key{key.BrokerZooKeeperConnect, key.BrokerProcessRoles, key.BrokerMigrationEnable},
	Doc:   doc("zookeeper-mode"),
	Check: func(p *rule.Pass) {
		b := p.Broker()
		if b.Managed || b.Roles != 0 || sets(b, key.BrokerProcessRoles) {
			return
		}
		if _, has := p.Define(key.BrokerZooKeeperConnect); !has {
			return
		}
		connect, known := p.Declared(key.BrokerZooKeeperConnect)
		migrating, _ := p.Bool(key.BrokerMigrationEnable)
		if !known || connect.S == "" || migrating.On {
			return
		}
		p.Report("zookeeper.connect is %s and process.roles is not set: "+
			"this broker runs on ZooKeeper, which Kafka 4.0 and later do not support", connect).
			Fix("migrate to KRaft on Kafka 3.9, the last line that can do it")
	},
}
