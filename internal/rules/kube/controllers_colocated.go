package kube

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// ControllersColocated finds controllers of which nothing keeps a majority off
// one node. Those that are brokers, too, are no-node-spread's.
var ControllersColocated = &rule.Rule{
	Name: "kube/controllers-colocated", Severity: finding.Warning, On: model.KindObject,
	Touches: []model.Kind{model.KindObject},
	Needs:   workloads,
	Doc:     doc("controllers-colocated"),
	CEL: []rule.CEL{{
		Sees: rule.SeesPods, Severity: finding.Warning,
		When: `pod.controller && !pod.broker && pod.count > 2 && !pod.alone && pod.nodes in ['none', 'odd']`,
		Says: `'nothing keeps the ' + string(pod.count) + ' controllers off one node: one node that fails may take the majority, and then no leader is elected and nothing can be changed; fix: require podAntiAffinity with topologyKey kubernetes.io/hostname and a labelSelector that chooses these pods'`,
	}},
	Check: func(p *rule.Pass) {
		each(p, func(set *model.PodSet, lack string) {
			pods, known := replicas(set)
			if set.Roles != model.RoleController || !known || pods.N < 3 || alone(set) {
				return
			}
			a := nodesApart(p.Object(), set)
			switch {
			case a.hard, a.soft, a.missed:
			case a.unsure:
				p.Skip("spread over nodes", "a term that may keep the pods apart has a value that is not known", set.At)
			case lack != "":
				p.Skip("spread over nodes", lack, set.At)
			default:
				about(p, set, p.Report("nothing keeps the %s controllers off one node: one node that fails may take the majority, and then no leader "+
					"is elected and nothing can be changed", pods)).
					Fix("require podAntiAffinity with topologyKey kubernetes.io/hostname and a labelSelector that chooses these pods")
			}
		})
	},
}
