package change

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// RetentionCut finds topics that keep less than before: what is beyond the new limit
// goes within minutes. No file tells whether anybody still has to read it, so here it
// is a warning; who can ask the cluster makes an error of it.
var RetentionCut = &rule.Rule{
	Name: "change/retention-cut-deletes-unread", Severity: finding.Error, On: model.KindTopic,
	Needs: model.FactsOf(model.FactTopicConfig),
	Keys:  []model.Key{key.CleanupPolicy, key.RetentionBytes, key.RetentionMs},
	Reads: rule.ReadsBefore,
	Doc:   doc("retention-cut-deletes-unread"),
	CEL: []rule.CEL{
		{
			Sees: rule.SeesTopics, Severity: finding.Warning, About: "retention.ms",
			Let:  []rule.Let{celNew, celWas("from", "retention.ms", "604800000"), rule.Number("to", rule.Setting("retention.ms", "604800000"))},
			When: `from != to && to >= 0 && (from < 0 || to < from) && new.split(',').exists(item, item.trim() == 'delete')`,
			Says: `'retention.ms goes from ' + string(from) + ' to ' + string(to) + ': what is older is deleted within minutes, read or not; fix: set retention.ms: ' + string(from) + ' again, or make sure that no group still has to read it'`,
		},
		{
			Sees: rule.SeesTopics, Severity: finding.Warning, About: "retention.bytes",
			Let:  []rule.Let{celNew, celWas("from", "retention.bytes", "-1"), rule.Number("to", rule.Setting("retention.bytes", "-1"))},
			When: `from != to && to >= 0 && (from < 0 || to < from) && new.split(',').exists(item, item.trim() == 'delete')`,
			Says: `'retention.bytes goes from ' + string(from) + ' to ' + string(to) + ': the oldest records beyond that are deleted within minutes, read or not; fix: set retention.bytes: ' + string(from) + ' again, or make sure that no group still has to read it'`,
		},
	},
	Check: func(p *rule.Pass) {
		was := p.TopicBefore()
		if p.Topic() == nil || was == nil || p.Topic().Recreated {
			return
		}
		if policy, known := p.List(key.CleanupPolicy); !known || !policy.Has("delete") {
			return
		}
		before := p.OfTopic(was)
		if from, to, ok := both(before.Millis, p.Millis, key.RetentionMs); ok && less(from.N, to.N) {
			from.Name += " before"
			p.Report("retention.ms goes from %s to %s: what is older is deleted within minutes, read or not", from, to).
				As(finding.Warning).At(to).About(key.RetentionMs.Name).
				Fix("set retention.ms: %d again, or make sure that no group still has to read what is older", from.N)
		}
		if from, to, ok := both(before.Bytes, p.Bytes, key.RetentionBytes); ok && less(from.N, to.N) {
			from.Name += " before"
			p.Report("retention.bytes goes from %s to %s for each partition: the oldest records beyond that are deleted within minutes, read or not", from, to).
				As(finding.Warning).At(to).About(key.RetentionBytes.Name).
				Fix("set retention.bytes: %d again, or make sure that no group still has to read what is beyond", from.N)
		}
	},
}

// both reads a key before and after a change.
func both[T any](before, after func(model.Key) (T, bool), k model.Key) (from, to T, ok bool) {
	from, known := before(k)
	to, also := after(k)
	return from, to, known && also
}

// less tells whether a limit takes something away. A negative one is no limit.
func less(from, to int64) bool { return to >= 0 && (from < 0 || to < from) }
