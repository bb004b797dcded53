package topic

import (
	"slices"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// DeadLetterCompacted finds dead-letter topics that keep only the last dead
// letter of each key, and refuse those without one.
var DeadLetterCompacted = &rule.Rule{
	Name: "topic/dead-letter-compacted", Severity: finding.Error, On: model.KindTopic,
	Needs: topicConfig,
	Keys:  []model.Key{key.CleanupPolicy},
	Doc:   doc("dead-letter-compacted"),
	CEL: []rule.CEL{{
		Sees: rule.SeesTopics, Severity: finding.Warning, Let: []rule.Let{celPolicy, celPolicies},
		When: `'compact' in policies && (topic.name.matches('^.+[.]dlq$') || !topic.name.lowerAscii().endsWith('dlt') && (topic.name.matches('(?i)^.+[._-](dlq|dead-letter|deadletter|dead-letters|dead_letter)$') || topic.name.matches('(?i)^(dlq|dead-letter|deadletter|dead-letters|dead_letter)[._-].+$')))`,
		Says: `'this dead-letter topic is compacted (cleanup.policy is ' + policy + '): only the last dead letter of each key is kept, and one without a key is refused with INVALID_RECORD (error 87); fix: set cleanup.policy: delete, and retention.ms: 1209600000 (14 d)'`,
	}},
	Check: func(p *rule.Pass) {
		dead, ok := deadLetterOf(p)
		if !ok {
			return
		}
		policy, ok := p.List(key.CleanupPolicy)
		if !ok || !slices.Contains(policy.Items, "compact") {
			return
		}
		dead.report(p, "this dead-letter topic is compacted (%s is %s): only the last dead letter of each key is kept, "+
			"and one without a key is refused with INVALID_RECORD (error 87)", policy.Name, policy).
			At(policy).
			Fix("set cleanup.policy: delete, and retention.ms: 1209600000 (14 d)")
	},
}
