package client

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// DynamicMembership finds members of groups that are strangers after each
// restart.
var DynamicMembership = &rule.Rule{
	Name: "client/dynamic-membership", Severity: finding.Info, From: rule.Strict, On: model.KindClient,
	Needs: clientConfig,
	Keys:  []model.Key{key.ConsumerGroupID, key.ConsumerGroupInstanceID},
	Doc:   doc("dynamic-membership"),
	Check: func(p *rule.Pass) {
		group, member := written(p.Client(), key.ConsumerGroupID)
		if _, static := written(p.Client(), key.ConsumerGroupInstanceID); !isConsumer(p) || !member || static {
			return
		}
		p.Report("group.id is set and group.instance.id is not: each restart of this consumer moves its partitions " +
			"to others and back, two rebalances for every member of a roll-out").
			Because(group).
			Fix("set group.instance.id to a name that is unique in the group and survives a restart, as the pod's in a StatefulSet")
	},
}
