package kube

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// MemoryLimitMissing finds containers of Kafka's that may take all memory of
// their node.
var MemoryLimitMissing = &rule.Rule{
	Name: "kube/memory-limit-missing", Severity: finding.Warning, On: model.KindObject,
	Touches: []model.Kind{model.KindObject},
	Needs:   workloads,
	Doc:     doc("memory-limit-missing"),
	CEL: []rule.CEL{
		{
			Sees: rule.SeesPods, Severity: finding.Warning,
			When: `pod.main.size() > 0 && pod.limits.size() == 0 && !pod.solitary`,
			Says: celMemorySays,
		},
		{
			Sees: rule.SeesPods, Severity: finding.Info,
			When: `pod.main.size() > 0 && pod.limits.size() == 0 && pod.solitary`,
			Says: celMemorySays,
		},
	},
	Check: func(p *rule.Pass) {
		each(p, func(set *model.PodSet, lack string) {
			c := set.Main()
			_, unknown, has := limitOf(set)
			switch {
			case c == nil || has:
				return
			case unknown.IsSet():
				p.Skip("limits.memory", whyNot(unknown), unknown.Origin())
				return
			case lack != "":
				p.Skip("limits.memory", lack, set.At)
				return
			}
			r := about(p, set, p.Report("Kafka's container has no memory limit: when its node runs short, the kernel or the kubelet ends "+
				"pods by their use above what they request, a broker among the first")).
				AtOrigin(c.At).Fix("set resources.limits.memory, and requests.memory to the same")
			if c.Resources.MemoryRequest.IsSet() {
				r.Because(read("requests.memory", c.Resources.MemoryRequest))
			}
			if solitary(p, set) {
				r.As(finding.Info)
			}
		})
	},
}

func whyNot(v model.Value) string {
	if v.Usable() {
		return v.Raw() + " is not a quantity"
	}
	return v.Why()
}
