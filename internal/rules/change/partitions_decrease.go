package change

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// PartitionsDecrease finds partition counts that go down. Kafka has no such
// operation, so tools destroy the topic to get there.
var PartitionsDecrease = &rule.Rule{
	Name: "change/partitions-decrease", Severity: finding.Error, On: model.KindTopic,
	Needs: model.FactsOf(model.FactTopicLayout),
	Reads: rule.ReadsBefore,
	Doc:   doc("partitions-decrease"),
	CEL: []rule.CEL{{
		Sees: rule.SeesTopics, Severity: finding.Error, Let: []rule.Let{celFrom, celTo},
		When: `to < from`,
		Says: `'partitions go from ' + string(from) + ' to ' + string(to) + ': Kafka cannot take partitions away (INVALID_PARTITIONS, error 37), so the change fails, or the topic is destroyed and created anew; fix: set partitions: ' + string(from) + ' again'`,
	}},
	Check: func(p *rule.Pass) {
		s, ok := stepOf(p)
		if !ok || s.to.N >= s.from.N {
			return
		}
		p.Report("partitions go from %s to %s: Kafka cannot take partitions away (INVALID_PARTITIONS, error 37), so the change fails, or the topic is destroyed and created anew",
			s.from, s.to).
			At(s.to).
			Fix("set partitions: %s again; for fewer partitions create a new topic and move producers and consumers there", s.from)
	},
}
