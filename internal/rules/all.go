// Package rules is the catalogue of rules. The list is explicit: what is not
// named here does not exist.
package rules

import (
	"slices"

	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules/advisory"
	"github.com/breakwaterhq/breakwater/internal/rules/broker"
	"github.com/breakwaterhq/breakwater/internal/rules/change"
	"github.com/breakwaterhq/breakwater/internal/rules/client"
	"github.com/breakwaterhq/breakwater/internal/rules/cluster"
	filerules "github.com/breakwaterhq/breakwater/internal/rules/file"
	"github.com/breakwaterhq/breakwater/internal/rules/group"
	"github.com/breakwaterhq/breakwater/internal/rules/kube"
	policyrules "github.com/breakwaterhq/breakwater/internal/rules/policy"
	"github.com/breakwaterhq/breakwater/internal/rules/quorum"
	"github.com/breakwaterhq/breakwater/internal/rules/topic"
	watchrules "github.com/breakwaterhq/breakwater/internal/rules/watch"
)

// All lists every rule, family by family.
func All() []*rule.Rule {
	return slices.Concat(topic.Rules, broker.Rules, client.Rules, cluster.Rules, quorum.Rules, group.Rules, kube.Rules,
		advisory.Rules, change.Rules, filerules.Rules, policyrules.Rules, watchrules.Rules)
}
