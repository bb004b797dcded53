package kube

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// Where an object keeps its parts.
var (
	metadataLabels = []string{"metadata", "labels"}
	one            = model.KnownValue("1", model.DefaultOf("Kubernetes"))
)

// readPod reads a pod that somebody has written, or that a controller has made.
func readPod(o yamlx.Node, out *model.Object) bool {
	set, ok := podOf(o)
	if !ok {
		return false
	}
	set.Count = model.KnownValue("1", out.At)
	set.Owned = set.Owned || len(owners(o)) > 0
	out.Sets = []*model.PodSet{set}
	return true
}

func owners(o yamlx.Node) (kinds []string) {
	for owner := range o.Get("metadata", "ownerReferences").Items() {
		kinds = append(kinds, owner.Get("kind").Text())
	}
	return kinds
}

// podOf reads metadata and spec of a pod, or of a template of one. It is false
// for pods that are not Kafka's.
func podOf(o yamlx.Node) (*model.PodSet, bool) {
	spec := o.Get("spec")
	p := &model.PodSet{
		Kafka: -1, Labels: config(o.Get(metadataLabels...)),
		Containers: containers(spec.Get("containers")), Volumes: volumes(spec.Get("volumes")),
		Limits: resources(spec.Get("resources")), Grace: spec.Get("terminationGracePeriodSeconds").Value(),
		HostNetwork: spec.Get("hostNetwork").Value(), At: o.At(),
	}
	p.AntiAffinity, p.Spread = antiAffinity(spec.Get("affinity")), spread(spec.Get("topologySpreadConstraints"))
	p.Nodes = nodeRules(spec)
	if !recognise(p) {
		return nil, false
	}
	p.Settings = settingsOf(p)
	dataDirs(p)
	return p, true
}

// readWorkload reads a StatefulSet or a Deployment.
func readWorkload(o yamlx.Node, out *model.Object) bool {
	template := o.Get("spec", "template")
	set, ok := podOf(template)
	if !ok {
		return false
	}
	set.Volumes = append(set.Volumes, claims(o.Get("spec", "volumeClaimTemplates"))...)
	dataDirs(set)
	set.Count = one
	if n := o.Get("spec", "replicas"); n.Exists() {
		set.Count = n.Value()
	}
	policy := o.Get("spec", "persistentVolumeClaimRetentionPolicy")
	for _, when := range []string{"whenDeleted", "whenScaled"} {
		if v := policy.Get(when).Value(); v.Raw() == "Delete" {
			set.Deletes = append(set.Deletes, v)
		}
	}
	if set.Cluster == "" {
		set.Cluster = instanceOf(out)
	}
	if set.Cluster == "" {
		set.Cluster = strings.TrimSuffix(strings.TrimSuffix(out.Name, "-broker"), "-controller")
	}
	out.Sets = []*model.PodSet{set}
	return true
}

// readPodSet reads a StrimziPodSet, whose pods are all written out. Those that
// are alike but for their names are one set, and are read once.
func readPodSet(o yamlx.Node, out *model.Object) bool {
	alike := map[string]*model.PodSet{}
	count := map[*model.PodSet]int{}
	var last yamlx.Node // the pod that was read before
	var set *model.PodSet
	for pod := range o.Get("spec", "pods").Items() {
		if set != nil && pod.Alike(last, nameOf(pod), nameOf(last)) {
			count[set]++
			continue
		}
		read, ok := podOf(pod)
		if !ok {
			continue
		}
		shape := shapeOf(read)
		if alike[shape] == nil {
			alike[shape] = read
			out.Sets = append(out.Sets, read)
		}
		last, set = pod, alike[shape]
		count[set]++
	}
	for _, set := range out.Sets {
		set.Count = model.KnownValue(itoa(count[set]), out.At)
		set.Owned = true // a cluster may have several StrimziPodSets
	}
	return len(out.Sets) > 0
}

func nameOf(o yamlx.Node) string { return o.Get("metadata", "name").Text() }
