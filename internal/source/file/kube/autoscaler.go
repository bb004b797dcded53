package kube

import (
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// readAutoscaler reads a HorizontalPodAutoscaler.
func readAutoscaler(o yamlx.Node, out *model.Object) bool {
	return readScaler(o, out, "minReplicas", "maxReplicas")
}

// readScaledObject reads KEDA's ScaledObject, which has a HorizontalPodAutoscaler made.
func readScaledObject(o yamlx.Node, out *model.Object) bool {
	return readScaler(o, out, "minReplicaCount", "maxReplicaCount")
}

func readScaler(o yamlx.Node, out *model.Object, least, most string) bool {
	spec := o.Get("spec")
	target := spec.Get("scaleTargetRef")
	a := &model.Autoscaler{Kind: target.Get("kind").Word(), Name: target.Get("name").Word(),
		Min: spec.Get(least).Value(), Max: spec.Get(most).Value(), At: target.At()}
	if !a.Name.IsSet() {
		return false
	}
	if !a.Kind.IsSet() { // a ScaledObject without one scales a Deployment
		a.Kind = model.KnownValue("Deployment", a.At)
	}
	out.Autoscaler = a
	return true
}
