package broker

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// MigrationUnfinished finds nodes that are half way from ZooKeeper to KRaft.
var MigrationUnfinished = &rule.Rule{
	Name: "broker/migration-unfinished", Severity: finding.Error, On: model.KindBroker,
	Needs: brokerConfig,
	Keys:  []model.Key{key.BrokerMigrationEnable},
	Doc:   doc("migration-unfinished"),
	Check: func(p *rule.Pass) {
		if _, has := p.Define(key.BrokerMigrationEnable); !has {
			return
		}
		migrating, known := p.Bool(key.BrokerMigrationEnable)
		if !known || !migrating.On {
			return
		}
		p.Report("zookeeper.metadata.migration.enable is %s: the cluster is half way from ZooKeeper to KRaft. "+
			"Metadata is written twice, no upgrade to 4.0 is possible, and after it no way back exists", migrating).
			Fix("finish it: restart every broker with process.roles=broker and without zookeeper.connect, " +
				"then restart the controllers without zookeeper.connect and zookeeper.metadata.migration.enable")
	},
}
