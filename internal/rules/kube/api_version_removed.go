package kube

import (
	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// removed are API versions that are gone, with where from, and what took their
// place.
var removed = map[string]struct{ since, instead string }{
	"policy/v1beta1":            {"Kubernetes 1.25", "policy/v1"},
	"apps/v1beta1":              {"Kubernetes 1.16", "apps/v1"},
	"apps/v1beta2":              {"Kubernetes 1.16", "apps/v1"},
	"extensions/v1beta1":        {"Kubernetes 1.16", "apps/v1"},
	"kafka.strimzi.io/v1alpha1": {"Strimzi 0.23", "kafka.strimzi.io/v1"},
	"kafka.strimzi.io/v1beta1":  {"Strimzi 0.23", "kafka.strimzi.io/v1"},
	v1beta2:                     {"Strimzi 1.0", "kafka.strimzi.io/v1"},
}

// v1beta2 is the version that Strimzi 0.49 to 0.51 serve beside v1.
const v1beta2 = "kafka.strimzi.io/v1beta2"

// APIVersionRemoved finds objects in a version that the API server has no
// longer. One that only the newest operators have left behind is advice, and a
// warning where such an operator is deployed in the same run.
var APIVersionRemoved = &rule.Rule{
	Name: "kube/api-version-removed", Severity: finding.Error, On: model.KindObject,
	Touches: []model.Kind{model.KindObject},
	Needs:   workloads,
	Doc:     doc("api-version-removed"),
	NoCEL:   "needs nobody: an API server that has not got the version answers before any policy looks",
	Check: func(p *rule.Pass) {
		version := p.Object().APIVersion
		gone, is := removed[version.Raw()]
		if !is {
			return
		}
		r := p.Report("%s has no %s of %s: the API server answers that there are no matches for the kind, and the object is not created",
			gone.since, p.Object().Kind, read("apiVersion", version)).Fix("write apiVersion: %s", gone.instead)
		if version.Raw() != v1beta2 {
			return
		}
		r.As(finding.Info).Fix("convert it to %s before the operator is raised to 1.0: 0.49 to 0.51 serve both", gone.instead)
		if operator, deployed := withoutV1beta2(p); deployed {
			r.As(finding.Warning).Because(operator).At(read("apiVersion", version)).
				Fix("write apiVersion: %s, because the operator of the run is of such a version", gone.instead)
		}
	},
}

// withoutV1beta2 is an operator of the run whose custom resources have no v1beta2
// any more (Strimzi CHANGELOG 1.0.0).
func withoutV1beta2(p *rule.Pass) (rule.Reading, bool) {
	for _, o := range p.Objects() {
		if o.Operator == nil || o.Operator.Product != catalog.ProductStrimzi {
			continue
		}
		first, _ := catalog.ParsePatch("1.0.0")
		if v, ok := catalog.ParsePatch(o.Operator.Version.Raw()); ok && v.Compare(first) >= 0 {
			return read("image", o.Operator.Version), true
		}
	}
	return rule.Reading{}, false
}
