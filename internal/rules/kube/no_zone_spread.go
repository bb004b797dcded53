package kube

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// NoZoneSpread finds brokers that may all run in one zone.
var NoZoneSpread = &rule.Rule{
	Name: "kube/no-zone-spread", Severity: finding.Error, From: rule.Standard, On: model.KindObject,
	Touches: []model.Kind{model.KindObject},
	Needs:   workloads,
	Doc:     doc("no-zone-spread"),
	CEL: []rule.CEL{{
		Sees: rule.SeesPods, Severity: finding.Warning,
		When: `pod.broker && (pod.count > 2 || pod.owned) && !pod.pinned && !pod.solitary && pod.zones == 'none'`,
		Says: `'nothing puts the ' + pod.role + ' into several zones (replicas: ' + string(pod.count) + '): where the nodes have zones, one that fails may take all of them; fix: add topologySpreadConstraints with topologyKey topology.kubernetes.io/zone, maxSkew 1 and a labelSelector that chooses these pods'`,
	}},
	Check: func(p *rule.Pass) {
		each(p, func(set *model.PodSet, lack string) {
			n, known := set.Pods()
			enough := known && n >= 3 || set.Owned
			if set.Roles.Has(model.RoleBroker) && enough && !pinned(set) && !solitary(p, set) {
				judgeZones(p, set, lack)
			}
		})
	},
}

func judgeZones(p *rule.Pass, set *model.PodSet, lack string) {
	a := zonesApart(p.Object(), set)
	switch {
	case a.hard, a.soft, a.missed, a.odd != nil:
		return
	case a.unsure:
		p.Skip("spread over zones", "a term that may spread the pods has a value that is not known", set.At)
		return
	case lack != "":
		p.Skip("spread over zones", lack, set.At)
		return
	}
	const fix = "add topologySpreadConstraints with topologyKey topology.kubernetes.io/zone, maxSkew 1 and a labelSelector that chooses these pods"
	if set.Rack.IsSet() {
		r := about(p, set, p.Report("rack tells Kafka the zone of each broker by %s, and nothing puts the brokers into several zones: "+
			"since 0.49 Strimzi adds no such rule by itself, so all may run in one and the replicas with them",
			read("rack.topologyKey", set.Rack))).Fix(fix)
		if !isV1(p.Object()) { // may be an older operator, which prefers to spread
			r.As(finding.Warning)
		}
		return
	}
	about(p, set, p.Report("nothing puts the %s into several zones (replicas: %s): where the nodes have zones, one that fails may take all of them",
		roleOf(set), read("replicas", set.Count))).As(finding.Warning).Fix(fix)
}
