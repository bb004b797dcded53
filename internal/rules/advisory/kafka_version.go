package advisory

import (
	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// KafkaVersion finds brokers and controllers in a version with a known fault: by
// the version that a document declares, by the tag of an image, or, where only
// the policy's target is known, possibly.
var KafkaVersion = &rule.Rule{
	Name: "advisory/kafka-version", Severity: finding.Error, From: rule.Standard,
	On: model.KindBroker, AlsoOn: []model.Kind{model.KindObject, model.KindCluster},
	Needs: model.FactsOf(model.FactDocuments),
	Doc:   doc("kafka-version"),
	NoCEL: "needs the list of known faults",
	Check: func(p *rule.Pass) {
		switch {
		case p.Broker() != nil:
			declared(p, p.Broker())
		case p.Object() != nil:
			images(p, p.Object())
		default:
			target(p)
		}
	},
}

// declared judges the version that a Kafka resource asks for. What a running
// broker says of itself has no patch, and a managed service's version says nothing
// of the faults that its provider has mended in it.
func declared(p *rule.Pass, b *model.Broker) {
	number, ok := catalog.ParsePatch(b.Version.Raw())
	if b.Format != strimziFormat || !b.Version.Usable() || !ok {
		return
	}
	known(p, version{catalog.ProductKafka, "Kafka", "", read("version", b.Version), number}, givenByBroker(b))
}

// images judges the images of Kafka's own containers.
func images(p *rule.Pass, o *model.Object) {
	var seen once
	for _, set := range o.Sets {
		c := set.Main()
		if c == nil {
			continue
		}
		if tag, number, ok := kafkaOf(c.Image); ok && seen.first(tag.Raw()) {
			known(p, version{catalog.ProductKafka, "Kafka", "", read("image", tag), number}, givenBy(c.Env))
		}
	}
}

// target judges the release line that the policy or a flag names, where no
// document says more. It names no patch, so all that can be said is possibly, and
// it is advice.
func target(p *rule.Pass) {
	line, named := p.Target()
	scope := p.Scope()
	if !named || scope == nil || scope.Cluster != nil || len(scope.Brokers) == 0 {
		return
	}
	for _, b := range scope.Brokers {
		if b.Version.IsSet() {
			return
		}
	}
	number, ok := catalog.ParsePatch(line.String())
	if !ok {
		return
	}
	for _, a := range catalog.Affecting(catalog.ProductKafka, number) {
		if !shows(p, a, givenByAny(scope.Brokers)) {
			continue
		}
		p.Report("the target is Kafka %s, whichever patch: possibly it has %s, fixed in %s: %s", line, a.ID, list(a.Fixed), a.What).
			As(finding.Info).About(a.ID).AtOrigin(scope.Brokers[0].At).
			Fix("run %s or later, and declare the version where the brokers are; see %s", a.FixFor(number), a.Source)
	}
}

// givenByAny asks all brokers of a cluster: one that gives the circumstance is
// enough.
func givenByAny(brokers []*model.Broker) asker {
	return func(only catalog.Circumstance) answer {
		var out answer
		for _, b := range brokers {
			out = out.or(givenByBroker(b)(only))
		}
		return out
	}
}
