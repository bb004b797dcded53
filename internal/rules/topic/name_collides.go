package topic

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// NameCollides finds two topics of one cluster whose names differ only in
// '.' against '_', which are one name in Kafka's metrics.
var NameCollides = &rule.Rule{
	Name: "topic/name-collides", Severity: finding.Error, On: model.KindTopic,
	Touches: []model.Kind{model.KindTopic},
	Needs:   model.FactsOf(model.FactTopicLayout),
	Doc:     doc("name-collides"),
	NoCEL:   "needs the other topics of the cluster",
	Check: func(p *rule.Pass) {
		own := p.Topic()
		for _, other := range p.Namesakes() {
			if other == own {
				return // each pair is told once, at its second topic
			}
			if other.Name == own.Name {
				continue
			}
			first := named(p, other)
			p.Report("%s and %s differ only in '.' and '_': Kafka refuses to create the second with INVALID_TOPIC_EXCEPTION (error 17), "+
				"because their metrics would have one name", own.Name, first).
				About(other.Name).AtOrigin(own.At).
				Fix("rename one of the two, and use either '.' or '_' in all names")
			return
		}
	},
}
