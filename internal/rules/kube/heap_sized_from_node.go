package kube

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// HeapSizedFromNode finds heaps whose size follows from what the JVM sees of
// memory, where that is the node's, or where one option alone leaves it to the
// JVM's own default.
var HeapSizedFromNode = &rule.Rule{
	Name: "kube/heap-sized-from-node", Severity: finding.Error, On: model.KindObject,
	Touches: []model.Kind{model.KindObject},
	Needs:   workloads,
	Doc:     doc("heap-sized-from-node"),
	NoCEL:   "needs what the launcher of each image makes of unset options, which lint and the webhook know",
	Check: func(p *rule.Pass) {
		each(p, func(set *model.PodSet, lack string) {
			h := heapOf(set)
			limit, unknown, has := limitOf(set)
			c := set.Main()
			if c == nil || h.unknown.IsSet() || unknown.IsSet() || h.max.Value.IsSet() {
				return
			}
			if lack != "" && set.Planned {
				p.Skip("heap of the JVM", lack, set.At)
				return
			}
			switch request := c.Resources.MemoryRequest; {
			case h.percent.Is() && has, !h.percent.Is() && !h.initial.Is() && (has || !request.IsSet() || !set.Planned):
			case h.percent.Is():
				sized(p, set, "MaxRAMPercentage is %s and the container has no memory limit: the heap is that share of the memory of whichever node "+
					"it runs on, whatever others there need", h.percent)
			case h.initial.Is() && has:
				sized(p, set, "-Xms is %s and no -Xmx is set: the largest heap is the JVM's own default, a quarter of the limit %s", h.initial, limit).
					As(finding.Warning)
			case h.initial.Is():
				sized(p, set, "-Xms is %s and neither -Xmx nor a memory limit is set: the largest heap is the JVM's own default, "+
					"a quarter of the memory of whichever node it runs on", h.initial)
			default:
				sized(p, set, "memory is requested (%s) and not limited: Strimzi sizes the heap to half of the memory that the JVM sees, "+
					"which is the node's, up to 5 GiB", read("requests.memory", request)).As(finding.Warning)
			}
		})
	},
}

func sized(p *rule.Pass, set *model.PodSet, format string, args ...any) *rule.Report {
	return about(p, set, p.Report(format, args...)).Fix("set -Xmx, and a memory limit above it")
}
