package kube

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// NoNodeSpread finds brokers of which nothing keeps two off one node.
var NoNodeSpread = &rule.Rule{
	Name: "kube/no-node-spread", Severity: finding.Error, From: rule.Standard, On: model.KindObject,
	Touches: []model.Kind{model.KindObject},
	Needs:   workloads,
	Doc:     doc("no-node-spread"),
	CEL: []rule.CEL{
		{
			Sees: rule.SeesPods, Severity: finding.Error,
			When: `pod.broker && !pod.alone && !pod.solitary && (pod.kind == 'Pod' || pod.owned || pod.count > 1) && pod.nodes == 'none'`,
			Says: `'nothing keeps two of the ' + pod.role + ' off one node (replicas: ' + string(pod.count) + '): one node that fails takes several replicas of a partition, so that writes stop or acknowledged records are lost; fix: require podAntiAffinity with topologyKey kubernetes.io/hostname and a labelSelector that chooses these pods'`,
		},
		{
			Sees: rule.SeesPods, Severity: finding.Warning,
			When: `pod.broker && !pod.alone && !pod.solitary && (pod.kind == 'Pod' || pod.owned || pod.count > 1) && pod.nodes in ['odd', 'soft']`,
			Says: `(pod.nodes == 'odd' ? 'the ' + pod.role + ' are kept apart by ' + pod.odd[0] + ' alone, which is no label that every node has' : 'Kubernetes only prefers to keep the ' + pod.role + ' apart: under pressure two of ' + string(pod.count) + ' may share a node') + ', and one node that fails takes several replicas of a partition; fix: require podAntiAffinity with topologyKey kubernetes.io/hostname and a labelSelector that chooses these pods'`,
		},
	},
	Check: func(p *rule.Pass) {
		each(p, func(set *model.PodSet, lack string) {
			if set.Roles.Has(model.RoleBroker) && spreads(p, set) {
				judgeNodes(p, set, lack)
			}
		})
	},
}

// spreads tells whether the set has pods that could share a node: two of them,
// or one beside those of another set, unless each set has a place of its own.
func spreads(p *rule.Pass, set *model.PodSet) bool {
	if alone(set) || solitary(p, set) {
		return false
	}
	if n, known := set.Pods(); !known || n > 1 || p.Object().Kind == "Pod" || set.Owned {
		return true
	}
	brokers, _ := p.Scope().BrokerPods()
	return brokers.N > 1 && !pinned(set)
}

func judgeNodes(p *rule.Pass, set *model.PodSet, lack string) {
	a := nodesApart(p.Object(), set)
	switch {
	case a.hard, a.missed: // a selector that misses is a finding of its own
		return
	case a.unsure:
		p.Skip("spread over nodes", "a term that may keep the pods apart has a value that is not known", set.At)
		return
	case lack != "":
		p.Skip("spread over nodes", lack, set.At)
		return
	}
	pods := read("replicas", set.Count)
	const fix = "require podAntiAffinity with topologyKey kubernetes.io/hostname and a labelSelector that chooses these pods"
	switch {
	case a.odd != nil:
		about(p, set, p.Report("the %s are kept apart by %s alone, which is no label that every node has: where a node lacks it, "+
			"nothing keeps them off one node", roleOf(set), read("topologyKey", a.odd.Key))).As(finding.Warning).Fix(fix)
	case a.soft:
		about(p, set, p.Report("Kubernetes only prefers to keep the %s apart: under pressure two of %s may share a node, and one node "+
			"that fails takes several replicas of a partition", roleOf(set), pods)).As(finding.Warning).Fix(fix)
	default:
		about(p, set, p.Report("nothing keeps two of the %s off one node (replicas: %s): one node that fails takes several replicas of a partition, "+
			"so that writes stop or acknowledged records are lost", roleOf(set), pods)).Fix(fix)
	}
}
