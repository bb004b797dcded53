package topic

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// CompactionLagConflict finds topics that must not be compacted before a time
// by which they must have been. Kafka refuses them, compacted or not.
var CompactionLagConflict = &rule.Rule{
	Name: "topic/compaction-lag-conflict", Severity: finding.Error, On: model.KindTopic,
	Needs: topicConfig,
	Keys:  []model.Key{key.MaxCompactionLagMs, key.MinCompactionLagMs},
	Doc:   doc("compaction-lag-conflict"),
	CEL: []rule.CEL{{
		Sees: rule.SeesTopics, Severity: finding.Error, Let: []rule.Let{celNumber("least", "min.compaction.lag.ms", "0"), celNumber("most", "max.compaction.lag.ms", "9223372036854775807")},
		When: `least > most`,
		Says: `'min.compaction.lag.ms is ' + string(least) + ', more than max.compaction.lag.ms of ' + string(most) + ': Kafka refuses the topic (INVALID_CONFIG, error 40); fix: set min.compaction.lag.ms: ' + string(most) + ' or less'`,
	}},
	Check: func(p *rule.Pass) {
		least, known := p.Millis(key.MinCompactionLagMs)
		most, also := p.Millis(key.MaxCompactionLagMs)
		if !known || !also || least.N <= most.N {
			return
		}
		p.Report("%s is %s, more than %s of %s: Kafka refuses the topic (INVALID_CONFIG, error 40)", least.Name, least, most.Name, most).
			At(least, most).
			Fix("set min.compaction.lag.ms: %d or less, or max.compaction.lag.ms: %d or more", most.N, least.N)
	},
}
