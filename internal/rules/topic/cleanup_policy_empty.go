package topic

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// emptyPolicySince is the first line in which an empty cleanup.policy has the
// meaning "keep everything" (KIP-1161).
var emptyPolicySince = model.Version{Major: 4, Minor: 2}

// CleanupPolicyEmpty finds topics with a cleanup policy that names nothing,
// most often a template that rendered to an empty string.
var CleanupPolicyEmpty = &rule.Rule{
	Name: "topic/cleanup-policy-empty", Severity: finding.Error, On: model.KindTopic,
	Needs: topicConfig,
	Keys:  []model.Key{key.CleanupPolicy},
	Doc:   doc("cleanup-policy-empty"),
	CEL: []rule.CEL{{
		Sees: rule.SeesTopics, Severity: finding.Warning, Let: []rule.Let{celPolicy, celPolicies},
		When: `policies.size() == 0`,
		Says: `'cleanup.policy is empty: since Kafka 4.2 that means that nothing is ever deleted, whatever retention.ms and retention.bytes say; fix: set cleanup.policy: delete, or compact'`,
	}},
	Check: func(p *rule.Pass) {
		policy, ok := p.List(key.CleanupPolicy)
		if !ok || len(policy.Items) > 0 || p.Version().Before(emptyPolicySince) {
			return
		}
		p.Report("%s is empty: since Kafka 4.2 that means that nothing is ever deleted, whatever retention.ms and retention.bytes say", policy.Name).
			Because(policy).
			Fix("set cleanup.policy: delete, or compact; if nothing may be deleted, say so by retention.ms: -1")
	},
}
