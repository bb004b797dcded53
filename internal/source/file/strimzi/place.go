package strimzi

import (
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

const clusterLabel = "strimzi.io/cluster"

// place says which cluster an object belongs to. The namespace may be filled
// in later, by Kustomize or kubectl -n; then the name alone is a hint.
func place(o yamlx.Node, cluster model.Value) model.Place {
	p := model.Place{File: o.At().File}
	namespace := o.Get("metadata", "namespace").Word()
	switch {
	case !cluster.Usable():
	case namespace.Usable():
		p.Names = []string{identity(namespace.Raw(), cluster.Raw())}
	default:
		p.Hint = "strimzi:" + cluster.Raw()
	}
	return p
}

// labelled is the place of an object that names its cluster by a label.
func labelled(o yamlx.Node) model.Place {
	return place(o, o.Get("metadata", "labels", clusterLabel).Word())
}

func identity(namespace, cluster string) string { return "strimzi:" + namespace + "/" + cluster }
