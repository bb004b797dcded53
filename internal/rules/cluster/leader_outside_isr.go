package cluster

import (
	"slices"
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// LeaderOutsideISR finds a state that Kafka never writes: the controllers
// elect from the in-sync replicas, and an unclean leader becomes the only one
// of them.
var LeaderOutsideISR = &rule.Rule{
	Name: "cluster/leader-outside-isr", Severity: finding.Error, On: model.KindPartition,
	Needs:  metadata,
	Settle: 5 * rule.Second,
	Doc:    doc("leader-outside-isr"),
	Check: func(p *rule.Pass) {
		part := p.Partition()
		if part.Leader < 0 || slices.Contains(part.ISR, part.Leader) {
			return
		}
		r := p.Report("%s leads and is not among the in-sync replicas (%s): what it serves may lack acknowledged records, and followers that have more cut their logs to match",
			rule.NamedBrokers(part.Leader), rule.IDs(part.ISR)).Because(p.ToldByMetadata("leader", strconv.Itoa(int(part.Leader))))
		replicas(p, r).
			Blames(part.Leader).
			Fix("ask again: kafka-topics.sh --bootstrap-server %s --describe --topic %s. If it stays, stop writing to this partition, save the log directories "+
				"of all its replicas, and compare the metadata of the brokers and controllers before anything is restarted", address(p), p.Topic().Name)
	},
}
