package topic

import (
	"slices"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// TombstonesTooShort finds compacted topics that forget deletes before a
// consumer is back from an outage: it then keeps keys that are gone.
var TombstonesTooShort = &rule.Rule{
	Name: "topic/tombstones-too-short", Severity: finding.Warning, On: model.KindTopic,
	Needs: topicConfig,
	Keys:  []model.Key{key.CleanupPolicy, key.DeleteRetentionMs},
	Doc:   doc("tombstones-too-short"),
	NoCEL: "needs what a policy file says of the workload",
	Check: func(p *rule.Pass) {
		load := p.Workload()
		if load == nil {
			return
		}
		outage, ok := rule.PromisedTime("outage_tolerance", load.OutageTolerance)
		if !ok {
			return
		}
		policy, ok := p.List(key.CleanupPolicy)
		if !ok || !slices.Contains(policy.Items, "compact") {
			return
		}
		kept, ok := p.Millis(key.DeleteRetentionMs)
		if !ok || kept.N >= outage.N {
			return
		}
		r := p.Report("tombstones are kept for %s (%s), but consumers may be down for %s: one that is back later never learns of the deletes, and keeps those keys for ever",
			kept, kept.Name, outage).
			Because(policy)
		pointTo(p, r, kept.Reading, policy.Reading).
			Fix("set delete.retention.ms: %d or more", 2*outage.N)
	},
}
