package cluster

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// NoPartitions finds topics that exist in name alone.
var NoPartitions = &rule.Rule{
	Name: "cluster/no-partitions", Severity: finding.Error, On: model.KindTopic,
	Needs:  metadata,
	Settle: 5 * rule.Second,
	Doc:    doc("no-partitions"),
	Check: func(p *rule.Pass) {
		topic := p.Topic()
		if topic.Layout == nil || len(topic.Layout.Partitions) > 0 {
			return
		}
		p.Report("the topic exists and has no partition: nothing can be written to it or read from it, and creating it again is refused (TOPIC_ALREADY_EXISTS)").
			Because(p.ToldByMetadata("partitions", "0")).
			Fix("ask again: kafka-topics.sh --bootstrap-server %s --describe --topic %s. If it stays, part of the metadata is lost: "+
				"compare what each broker tells before anything is restarted, and look at the newest metadata snapshot of each controller", address(p), topic.Name)
	},
}
