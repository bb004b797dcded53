package kube

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// GracePeriodShort finds pods that are killed before a broker could have handed
// its partitions over. Kubernetes' own default is no finding.
var GracePeriodShort = &rule.Rule{
	Name: "kube/grace-period-short", Severity: finding.Warning, On: model.KindObject,
	Touches: []model.Kind{model.KindObject},
	Needs:   workloads,
	Doc:     doc("grace-period-short"),
	Params:  []rule.Param{{Name: "seconds", Default: 30, Unit: rule.Count, Doc: "that a broker gets at least to shut down"}},
	CEL: []rule.CEL{
		{
			Sees: rule.SeesPods, Severity: finding.Warning, Let: []rule.Let{{Name: "grace", Known: "pod.grace"}},
			When: `grace < seconds && !pod.solitary`,
			Says: celGraceSays,
		},
		{
			Sees: rule.SeesClusters, Severity: finding.Warning, Let: []rule.Let{{Name: "grace", Known: "cluster.grace"}},
			When: `grace < seconds && !cluster.solitary`,
			Says: celGraceSays,
		},
	},
	Check: func(p *rule.Pass) {
		each(p, func(set *model.PodSet, _ string) {
			if !set.Grace.IsSet() {
				return
			}
			seconds, ok := whole(set.Grace)
			if !ok {
				p.Skip("terminationGracePeriodSeconds", whyNoNumber(set.Grace), set.Grace.Origin())
				return
			}
			if int64(seconds) >= p.Param("seconds") || solitary(p, set) {
				return
			}
			about(p, set, p.Report("the pods get %s s to end before they are killed: a broker moves the leadership of its partitions first, "+
				"and one that is killed leaves them without a leader and has to recover its logs", read("terminationGracePeriodSeconds", set.Grace))).
				Fix("set terminationGracePeriodSeconds to %d or more; with thousands of partitions, to minutes", p.Param("seconds"))
		})
	},
}

func whyNoNumber(v model.Value) string {
	if v.Usable() {
		return v.Raw() + " is not a whole number"
	}
	return v.Why()
}
