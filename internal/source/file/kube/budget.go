package kube

import (
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// readBudget reads a PodDisruptionBudget. Whose pods it protects is for the
// rules to say.
func readBudget(o yamlx.Node, out *model.Object) bool {
	spec := o.Get("spec")
	out.Budget = &model.Budget{
		Selector: selector(spec.Get("selector")), MinAvailable: spec.Get("minAvailable").Value(),
		MaxUnavailable: spec.Get("maxUnavailable").Value(), At: spec.At(),
	}
	return spec.IsMap()
}
