package topic

import (
	"slices"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// CompactEventStream finds compacted topics of which a workload says that
// every record must be handled: compaction removes records that a slow
// consumer has not read. No file shows an event stream but that claim.
var CompactEventStream = &rule.Rule{
	Name: "topic/compact-event-stream", Severity: finding.Warning, On: model.KindTopic,
	Needs: topicConfig,
	Keys:  []model.Key{key.CleanupPolicy, key.MinCompactionLagMs},
	Doc:   doc("compact-event-stream"),
	NoCEL: "needs what a policy file says of the workload",
	Check: func(p *rule.Pass) {
		load := p.Workload()
		if load == nil {
			return
		}
		if every, _ := rule.Says(load.AtLeastOnce); !every {
			return
		}
		policy, ok := p.List(key.CleanupPolicy)
		if !ok || !slices.Contains(policy.Items, "compact") {
			return
		}
		lag, ok := p.Millis(key.MinCompactionLagMs)
		if !ok {
			return
		}
		outage, known := rule.PromisedTime("outage_tolerance", load.OutageTolerance)
		if known && lag.N >= outage.N {
			return
		}
		r := p.Report("every record must be handled at least once (at_least_once), but %s is %s: compaction removes all but the last record of each key, "+
			"and a consumer that is behind never sees the others", policy.Name, policy).
			Because(lag, rule.Promise("at_least_once", load.AtLeastOnce))
		pointTo(p, r, policy.Reading, lag.Reading)
		if known {
			r.Because(outage).Fix("set cleanup.policy: delete, or min.compaction.lag.ms: %d (as long as consumers may be down) or more", outage.N)
			return
		}
		r.Fix("set cleanup.policy: delete, or declare outage_tolerance in the policy and set min.compaction.lag.ms to it")
	},
}
