package kube

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// HeapExceedsLimit finds heaps that leave the rest of the JVM, and the page
// cache, too little of the container's memory.
var HeapExceedsLimit = &rule.Rule{
	Name: "kube/heap-exceeds-limit", Severity: finding.Error, On: model.KindObject,
	Touches: []model.Kind{model.KindObject},
	Needs:   workloads,
	Doc:     doc("heap-exceeds-limit"),
	Params: []rule.Param{
		{Name: "percent", Default: 70, Unit: rule.Count, Doc: "of the memory limit that the heap may have before it is a warning"},
		{Name: "error_percent", Default: 90, Unit: rule.Count, Doc: "of the memory limit that the heap may have before it is an error"},
	},
	CEL: []rule.CEL{
		{
			Sees: rule.SeesPods, Severity: finding.Error, Let: []rule.Let{celLimit, celHeap},
			When: `heap * 100.0 > limit * double(percent) && heap * 100.0 >= limit * double(error_percent)`,
			Says: celHeapSays,
		},
		{
			Sees: rule.SeesPods, Severity: finding.Warning, Let: []rule.Let{celLimit, celHeap},
			When: `heap * 100.0 > limit * double(percent) && heap * 100.0 < limit * double(error_percent)`,
			Says: celHeapSays,
		},
		{
			Sees: rule.SeesPods, Severity: finding.Error, Let: []rule.Let{celLimit, celShare},
			When: `share > double(percent) && share >= double(error_percent)`,
			Says: celShareSays,
		},
		{
			Sees: rule.SeesPods, Severity: finding.Warning, Let: []rule.Let{celLimit, celShare},
			When: `share > double(percent) && share < double(error_percent)`,
			Says: celShareSays,
		},
		{
			Sees: rule.SeesClusters, Severity: finding.Error, Let: []rule.Let{celPoolLimit, celPoolHeap},
			When: `heap * 100.0 > limit * double(percent) && heap * 100.0 >= limit * double(error_percent)`,
			Says: celHeapSays,
		},
		{
			Sees: rule.SeesClusters, Severity: finding.Warning, Let: []rule.Let{celPoolLimit, celPoolHeap},
			When: `heap * 100.0 > limit * double(percent) && heap * 100.0 < limit * double(error_percent)`,
			Says: celHeapSays,
		},
		{
			Sees: rule.SeesClusters, Severity: finding.Error, Let: []rule.Let{celPoolLimit, celPoolShare},
			When: `share > double(percent) && share >= double(error_percent)`,
			Says: celShareSays,
		},
		{
			Sees: rule.SeesClusters, Severity: finding.Warning, Let: []rule.Let{celPoolLimit, celPoolShare},
			When: `share > double(percent) && share < double(error_percent)`,
			Says: celShareSays,
		},
	},
	Check: func(p *rule.Pass) {
		each(p, func(set *model.PodSet, _ string) {
			h := heapOf(set)
			limit, unknown, has := limitOf(set)
			switch {
			case unknown.IsSet():
				p.Skip("limits.memory", whyNot(unknown), unknown.Origin())
			case !has:
			case h.unknown.IsSet():
				p.Skip("heap of the JVM", h.name+": "+whyNot(h.unknown), h.unknown.Origin())
			case h.max.Value.IsSet():
				judgeHeap(p, set, h.max, limit)
			case h.percent.Is():
				judgeShare(p, set, &h, limit)
			}
		})
	},
}

func judgeHeap(p *rule.Pass, set *model.PodSet, most, limit rule.Bytes) {
	percent := int64(float64(most.N) / float64(max(limit.N, 1)) * 100)
	if most.N <= limit.N/100*p.Param("percent") || most.N*100 <= limit.N*p.Param("percent") {
		return
	}
	r := about(p, set, p.Report("the heap may grow to %s, which is %d %% of the memory limit %s: the JVM needs more than its heap, "+
		"and a container above its limit is killed", most, percent, limit)).
		At(most, limit).
		Fix("set -Xmx%dm or less, %d %% of the limit, or raise the limit", limit.N/100*p.Param("percent")>>20, p.Param("percent"))
	if percent < p.Param("error_percent") {
		r.As(finding.Warning)
	}
}

func judgeShare(p *rule.Pass, set *model.PodSet, h *heap, limit rule.Bytes) {
	if h.share <= float64(p.Param("percent")) {
		return
	}
	r := about(p, set, p.Report("MaxRAMPercentage lets the heap grow to %s %% of the memory limit %s: the JVM needs more than its heap, "+
		"and a container above its limit is killed", h.percent, limit)).
		At(h.percent).
		Fix("set MaxRAMPercentage to %d or less", p.Param("percent"))
	if h.share < float64(p.Param("error_percent")) {
		r.As(finding.Warning)
	}
}
