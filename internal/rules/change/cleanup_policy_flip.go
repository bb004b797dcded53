package change

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// CleanupPolicyFlip finds changes that make Kafka throw records away by
// another rule than before: compaction or deletion that was not there.
var CleanupPolicyFlip = &rule.Rule{
	Name: "change/cleanup-policy-flip", Severity: finding.Warning, On: model.KindTopic,
	Needs: model.FactsOf(model.FactTopicConfig),
	Keys:  []model.Key{key.CleanupPolicy},
	Reads: rule.ReadsBefore,
	Doc:   doc("cleanup-policy-flip"),
	CEL: []rule.CEL{{
		Sees: rule.SeesTopics, Severity: finding.Warning, Let: []rule.Let{celOld, celNew},
		When: `new.split(',').exists(item, item.trim() == 'compact') && !old.split(',').exists(item, item.trim() == 'compact') || new.split(',').exists(item, item.trim() == 'delete') && !old.split(',').exists(item, item.trim() == 'delete')`,
		Says: `'cleanup.policy goes from ' + old + ' to ' + new + ': ' + (new.split(',').exists(item, item.trim() == 'compact') && !old.split(',').exists(item, item.trim() == 'compact') ? 'all but the last record of each key are removed, and records without a key are refused from now on' : 'records older than the retention are deleted within minutes, the last value of a key among them') + '; fix: set cleanup.policy: ' + old + ' again'`,
	}},
	Check: func(p *rule.Pass) {
		was := p.TopicBefore()
		if p.Topic() == nil || was == nil || p.Topic().Recreated {
			return
		}
		before, known := p.OfTopic(was).List(key.CleanupPolicy)
		after, also := p.List(key.CleanupPolicy)
		if !known || !also {
			return
		}
		consequence := newLoss(before, after)
		if consequence == "" {
			return
		}
		from := before
		from.Name += " before"
		p.Report("cleanup.policy goes from %s to %s: %s", from, after, consequence).
			At(after).
			Fix("set cleanup.policy: %s again, or make sure that nobody needs what is removed", before)
	},
}

// newLoss is what a new policy throws away and the old one did not; "" if
// nothing.
func newLoss(before, after rule.List) string {
	switch {
	case after.Has("compact") && !before.Has("compact"):
		return "all but the last record of each key are removed, and records without a key are refused from now on (INVALID_RECORD, error 87)"
	case after.Has("delete") && !before.Has("delete"):
		return "records older than the retention are deleted within minutes, the last value of a key among them"
	default:
		return ""
	}
}
