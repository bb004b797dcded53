package client

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// assignors is the package of Kafka's assignors of the classic protocol.
const assignors = "org.apache.kafka.clients.consumer."

// eager are those of them that know nothing else than to stop everybody. One
// of them in the list makes the whole group eager.
var eager = []string{"RangeAssignor", "RoundRobinAssignor", "StickyAssignor"}

// EagerAssignor finds members of groups that stop as a whole whenever one
// member comes or goes.
var EagerAssignor = &rule.Rule{
	Name: "client/eager-assignor", Severity: finding.Info, From: rule.Strict, On: model.KindClient,
	Needs: clientConfig,
	Keys:  []model.Key{key.ConsumerPartitionAssignmentStrategy, key.ConsumerGroupProtocol, key.ConsumerGroupID},
	Doc:   doc("eager-assignor"),
	Check: func(p *rule.Pass) {
		if !isConsumer(p) || !inGroup(p.Client()) || !isClassic(p) {
			return
		}
		strategy, ok := p.List(key.ConsumerPartitionAssignmentStrategy)
		if !ok {
			return
		}
		for _, name := range eager {
			if !strategy.Has(assignors + name) {
				continue
			}
			p.Report("partition.assignment.strategy lists %s: each change of the group's members stops all of them until it is over", name).
				Because(strategy).At(strategy).
				Fix("set partition.assignment.strategy=%sCooperativeStickyAssignor (%s), or group.protocol=consumer", assignors, bounces(strategy))
			return
		}
	},
}

// bounces is how a running group gets there.
func bounces(strategy rule.List) string {
	if strings.Contains(strategy.Written, "CooperativeStickyAssignor") {
		return "restart the members one by one"
	}
	return "in two rounds of restarts: first add it to the list, then remove the others"
}
