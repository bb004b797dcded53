package advisory

import (
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// OperatorVersion finds operators in a version with a known fault, and Kafka
// resources that ask for a version of Kafka that the operator does not support.
var OperatorVersion = &rule.Rule{
	Name: "advisory/operator-version", Severity: finding.Warning,
	On: model.KindObject, AlsoOn: []model.Kind{model.KindBroker}, Touches: []model.Kind{model.KindObject, model.KindBroker},
	Needs: model.FactsOf(model.FactWorkloads),
	Doc:   doc("operator-version"),
	NoCEL: "needs the list of known faults, and the operator beside the resource",
	Check: func(p *rule.Pass) {
		switch {
		case p.Broker() != nil:
			asked(p, p.Broker())
		case p.Object().Operator != nil:
			o := p.Object().Operator
			if number, ok := catalog.ParsePatch(o.Version.Raw()); ok && o.Version.Usable() {
				known(p, version{o.Product, "Strimzi", "", read("image", o.Version), number}, never)
			}
		}
	},
}

// strimziFormat is the format of brokers that a Kafka resource declares.
const strimziFormat = "strimzi"

// asked judges the version that a Kafka resource asks for by all operators of the
// run, because a document does not say which of them serves it: one that supports
// it is enough.
func asked(p *rule.Pass, b *model.Broker) {
	if b.Format != strimziFormat || !b.Version.Usable() {
		return
	}
	want := b.Version.Raw()
	operators := operatorsOf(p)
	if len(operators) == 0 || slices.ContainsFunc(operators, func(o operator) bool { return o.supports(want) }) {
		return
	}
	o := operators[0]
	r := p.Report("version %s is asked for, and the operator is Strimzi %s, which supports %s: it refuses the resource with \"Unsupported Kafka.spec.kafka.version\", and neither creates nor changes the cluster",
		read("version", b.Version), o.number, strings.Join(o.kafka, ", ")).Because(o.read).At(read("version", b.Version))
	if to, found := catalog.StrimziFor(want, o.number); found {
		r.Fix("ask for %s, or raise the operator to %s first", o.kafka[len(o.kafka)-1], to)
	} else {
		r.Fix("ask for %s", o.kafka[len(o.kafka)-1])
	}
}

// operator is an operator of which is known what it supports.
type operator struct {
	number catalog.Patch
	kafka  []string
	images string
	read   rule.Reading
}

// operatorsOf lists Strimzi's operators of the run; none if there is one of which
// it is not known what it supports.
func operatorsOf(p *rule.Pass) []operator {
	var out []operator
	for _, object := range p.Objects() {
		if object.Operator == nil {
			continue
		}
		v := object.Operator.Version
		number, _ := catalog.ParsePatch(v.Raw())
		kafka, known := catalog.StrimziKafka(number)
		if !known || !v.Usable() {
			return nil
		}
		out = append(out, operator{number, kafka, object.Operator.Images.Raw(), read("image", v)})
	}
	return out
}

// supports tells whether the operator runs a version of Kafka: one that it knows,
// or one that somebody has told it an image of.
func (o operator) supports(kafka string) bool {
	return slices.Contains(o.kafka, kafka) || slices.ContainsFunc(strings.Fields(o.images), func(pair string) bool {
		return strings.HasPrefix(pair, kafka+"=")
	})
}
