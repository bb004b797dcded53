package topic

import (
	"slices"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// SegmentOutlivesRetention finds topics that keep records longer than a duty
// to erase allows: the segment that is being written is never deleted, so a
// record lives for retention.ms and up to segment.ms.
var SegmentOutlivesRetention = &rule.Rule{
	Name: "topic/segment-outlives-retention", Severity: finding.Info, On: model.KindTopic,
	Needs: topicConfig,
	Keys:  []model.Key{key.CleanupPolicy, key.RetentionMs, key.SegmentMs},
	Doc:   doc("segment-outlives-retention"),
	NoCEL: "needs what a policy file says of the workload",
	Check: func(p *rule.Pass) {
		load := p.Workload()
		if load == nil {
			return
		}
		duty, ok := rule.PromisedTime("erase_within", load.EraseWithin)
		if !ok {
			return
		}
		if policy, ok := p.List(key.CleanupPolicy); !ok || !slices.Contains(policy.Items, "delete") {
			return
		}
		kept, known := p.Millis(key.RetentionMs)
		roll, also := p.Millis(key.SegmentMs)
		switch {
		case !known || !also:
		case kept.N < 0:
			pointTo(p, p.Report("records must be gone within %s, but %s sets no limit: they are never deleted", duty, kept.Name), kept.Reading).
				Because(kept).Fix("set retention.ms: %d and segment.ms: %d", duty.N/2, duty.N/4)
		case kept.N > duty.N-roll.N:
			pointTo(p, p.Report("records must be gone within %s, but they may live for %s and for %s more, until their segment is closed (%s)",
				duty, kept, roll, roll.Name), kept.Reading, roll.Reading).
				Fix("set retention.ms: %d and segment.ms: %d", duty.N/2, duty.N/4)
		}
	},
}
