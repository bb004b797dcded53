package topic

import (
	"slices"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// DeadLetterTooShort finds dead-letter topics that forget before anybody has
// looked, or before their source does.
var DeadLetterTooShort = &rule.Rule{
	Name: "topic/dead-letter-too-short", Severity: finding.Warning, On: model.KindTopic,
	Touches: []model.Kind{model.KindTopic},
	Needs:   topicConfig,
	Keys:    []model.Key{key.CleanupPolicy, key.RetentionMs},
	Doc:     doc("dead-letter-too-short"),
	Params: []rule.Param{
		{Name: "min_retention", Default: 72 * 3600 * 1000, Unit: rule.Period, Doc: "How long dead letters must be kept at the least: a long weekend."},
	},
	NoCEL: "needs the topics whose dead letters it takes",
	Check: func(p *rule.Pass) {
		dead, ok := deadLetterOf(p)
		if !ok {
			return
		}
		kept, ok := deletesAfter(p.Facts)
		if !ok {
			return
		}
		least := p.Param("min_retention")
		if kept.N < least {
			pointTo(p, dead.report(p, "dead letters are deleted after %s (%s), sooner than %s: a weekend passes before anybody has looked at them",
				kept, kept.Name, rule.FormatMillis(least)), kept.Reading).
				Fix("set retention.ms: %d or more", max(least, 1209600000))
			return
		}
		for _, source := range dead.sources {
			f := p.OfTopic(source)
			theirs, ok := deletesAfter(f)
			if !ok || theirs.N <= kept.N {
				continue
			}
			pointTo(p, dead.report(p, "dead letters are deleted after %s (%s), but the records of %s are kept for %s: what failed is gone before what worked",
				kept, kept.Name, named(p, source), theirs), kept.Reading).
				Fix("set retention.ms: %d or more", theirs.N)
			return
		}
	},
}

// deletesAfter is when a topic deletes its records; not ok for one that never
// does.
func deletesAfter(f rule.Facts) (rule.Millis, bool) {
	policy, ok := f.List(key.CleanupPolicy)
	if !ok || !slices.Contains(policy.Items, "delete") {
		return rule.Millis{}, false
	}
	kept, ok := f.Millis(key.RetentionMs)
	return kept, ok && kept.N >= 0
}
