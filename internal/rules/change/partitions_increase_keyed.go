package change

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rule/key"
)

// PartitionsIncreaseKeyed finds partition counts that go up on topics whose
// records have keys for certain: compacted topics, and those in which Kafka
// Streams keeps its state.
var PartitionsIncreaseKeyed = &rule.Rule{
	Name: "change/partitions-increase-keyed", Severity: finding.Error, From: rule.Standard, On: model.KindTopic,
	Needs: model.FactsOf(model.FactTopicLayout, model.FactTopicConfig),
	Keys:  []model.Key{key.CleanupPolicy},
	Reads: rule.ReadsBefore,
	Doc:   doc("partitions-increase-keyed"),
	CEL: []rule.CEL{
		{
			Sees: rule.SeesTopics, Severity: finding.Error, Let: []rule.Let{celFrom, celTo},
			When: `to > from && (topic.name.endsWith('-changelog') || topic.name.endsWith('-repartition'))`,
			Says: `'partitions of a topic of Kafka Streams go from ' + string(from) + ' to ' + string(to) + ': the state of the application no longer matches its partitions, and it refuses to start; fix: set partitions: ' + string(from) + ' again'`,
		},
		{
			Sees: rule.SeesTopics, Severity: finding.Warning, Let: []rule.Let{celFrom, celTo, celNew},
			When: `to > from && !(topic.name.endsWith('-changelog') || topic.name.endsWith('-repartition')) && new.split(',').exists(item, item.trim() == 'compact')`,
			Says: `'partitions of a compacted topic go from ' + string(from) + ' to ' + string(to) + ': keys move to other partitions, their order is lost, and the old values stay in the old partitions for ever; fix: set partitions: ' + string(from) + ' again'`,
		},
	},
	Check: func(p *rule.Pass) {
		s, ok := stepOf(p)
		if !ok || s.to.N <= s.from.N || p.Topic().Recreated {
			return
		}
		if isStreams(p.Topic().Name) {
			p.Report("partitions of a topic of Kafka Streams go from %s to %s: the state of the application no longer matches its partitions, and it refuses to start",
				s.from, s.to).
				At(s.to).Fix("set partitions: %s again; to scale, reset the application (kafka-streams-application-reset.sh) with all its topics", s.from)
			return
		}
		policy, ok := p.List(key.CleanupPolicy)
		if !ok || !policy.Has("compact") {
			return
		}
		p.Report("partitions of a compacted topic go from %s to %s: keys move to other partitions, their order is lost, and the old values stay in the old partitions for ever",
			s.from, s.to).
			As(finding.Warning).Because(policy).At(s.to).
			Fix("set partitions: %s again, or copy the records to a new topic that has the number from the start", s.from)
	},
}

// isStreams tells the names that Kafka Streams gives to its own topics.
func isStreams(name string) bool {
	return strings.HasSuffix(name, "-changelog") || strings.HasSuffix(name, "-repartition")
}
