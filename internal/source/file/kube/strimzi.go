package kube

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// Labels that the cluster operator gives to pods (operator-common Labels.java).
const (
	clusterLabel    = "strimzi.io/cluster"
	kindLabel       = "strimzi.io/kind"
	brokerLabel     = "strimzi.io/broker-role"
	controllerLabel = "strimzi.io/controller-role"
)

// readKafka reads what a Kafka resource gives to all its nodes, and the nodes
// themselves where it counts them: before v1, without node pools.
func readKafka(o yamlx.Node, out *model.Object) bool {
	kafka := o.Get("spec", "kafka")
	if !kafka.IsMap() {
		return false
	}
	set := planned(kafka, out.Name)
	set.Rack = kafka.Get("rack", "topologyKey").Word()
	set.Labels = labelsOf(o, kafka, out.Name, "")
	out.Template = set
	budget := kafka.Get("template", "podDisruptionBudget", "maxUnavailable")
	if budget.Exists() {
		out.Budget = &model.Budget{MaxUnavailable: budget.Value(), Operator: true, At: budget.At(),
			Selector: selectorOf(out.Name, budget.At())}
	}
	if replicas := kafka.Get("replicas"); replicas.Exists() && kafka.Get("storage").Exists() && !pooled(o) {
		own := *set
		own.Roles, own.Count = model.RoleBroker, replicas.Value()
		own.Labels = labelsOf(o, kafka, out.Name, "kafka")
		stored(&own, kafka.Get("storage"))
		out.Sets = []*model.PodSet{&own}
	}
	return true
}

// pooled tells whether node pools count the nodes (strimzi.io/node-pools, until
// the operator ignored it, since when all are counted by pools).
func pooled(o yamlx.Node) bool {
	annotations := o.Get("metadata", "annotations")
	return o.Get("apiVersion").Text() == "kafka.strimzi.io/v1" ||
		annotations.Get("strimzi.io/node-pools").Text() == "enabled" || annotations.Get("strimzi.io/kraft").Text() == "enabled"
}

// readPool reads a node pool: the pods that the operator will make of it.
// Without storage, roles or a number it is a patch of one.
func readPool(o yamlx.Node, out *model.Object) bool {
	spec := o.Get("spec")
	cluster := o.Get("metadata", "labels", clusterLabel).Text()
	set := planned(spec, cluster)
	set.Count = spec.Get("replicas").Value()
	set.Labels = labelsOf(o, spec, cluster, out.Name)
	for role := range spec.Get("roles").Items() {
		switch role.Text() {
		case "broker":
			set.Roles |= model.RoleBroker
		case "controller":
			set.Roles |= model.RoleController
		}
	}
	out.Patch = set.Roles == 0 || !spec.Get("storage").IsMap() || !set.Count.IsSet()
	stored(set, spec.Get("storage"))
	out.Sets = []*model.PodSet{set}
	return spec.IsMap()
}

// planned reads what Kafka.spec.kafka and KafkaNodePool.spec have in common.
func planned(spec yamlx.Node, cluster string) *model.PodSet {
	pod := spec.Get("template", "pod")
	set := &model.PodSet{
		Product: strimzi, Planned: true, Operated: true, Cluster: cluster, Kafka: 0,
		Recognised: model.KnownValue("Strimzi", spec.At()),
		Grace:      pod.Get("terminationGracePeriodSeconds").Value(), At: spec.At(),
		AntiAffinity: antiAffinity(pod.Get("affinity")), Spread: spread(pod.Get("topologySpreadConstraints")), Nodes: nodeRules(pod),
	}
	container := model.Container{Name: "kafka", Resources: resources(spec.Get("resources")), At: spec.At(),
		Env: environment(spec.Get("template", "kafkaContainer"))}
	set.Containers = []model.Container{container}
	for e := range spec.Get("jvmOptions").Entries() {
		if e.Key != "-XX" {
			set.JVM.Set(e.Key, e.Value.Value(), e.KeyAt)
			continue
		}
		for option := range e.Value.Entries() {
			set.JVM.Set(option.Key, option.Value.Value(), option.KeyAt)
		}
	}
	return set
}

// labelsOf are the labels of the pods: the operator's own, those of the custom
// resource, and those of the template. pool is "" where they are for all pods.
func labelsOf(o, spec yamlx.Node, cluster, pool string) model.Config {
	var c model.Config
	at := spec.At()
	set := func(name, value string) { c.Set(name, model.KnownValue(value, at), at) }
	for _, list := range []yamlx.Node{o.Get(metadataLabels...), spec.Get("template", "pod", "metadata", "labels")} {
		for e := range list.Entries() {
			if !strings.HasPrefix(e.Key, "kustomize.toolkit.fluxcd.io/") {
				c.Set(e.Key, e.Value.Word(), e.KeyAt)
			}
		}
	}
	set(clusterLabel, cluster)
	set(kindLabel, "Kafka")
	set("strimzi.io/name", cluster+"-kafka")
	set("strimzi.io/component-type", "kafka")
	set("app.kubernetes.io/name", "kafka")
	set("app.kubernetes.io/instance", cluster)
	set("app.kubernetes.io/part-of", "strimzi-"+cluster)
	set("app.kubernetes.io/managed-by", "strimzi-cluster-operator")
	if pool == "" {
		return c
	}
	roles := spec.Get("roles")
	set("strimzi.io/pool-name", pool)
	set(brokerLabel, has(roles, "broker", !roles.Exists()))
	set(controllerLabel, has(roles, "controller", false))
	set("strimzi.io/controller", "strimzipodset")
	set("strimzi.io/controller-name", cluster+"-"+pool)
	return c
}

func has(list yamlx.Node, word string, otherwise bool) string {
	for item := range list.Items() {
		otherwise = otherwise || item.Text() == word
	}
	if otherwise {
		return "true"
	}
	return "false"
}

// selectorOf chooses all nodes of a cluster, as the operator's own budget does.
func selectorOf(cluster string, at model.Origin) *model.Selector {
	s := &model.Selector{At: at}
	s.Match.Set(clusterLabel, model.KnownValue(cluster, at), at)
	s.Match.Set("strimzi.io/name", model.KnownValue(cluster+"-kafka", at), at)
	return s
}

// stored reads the storage of planned pods: ephemeral becomes an emptyDir.
func stored(set *model.PodSet, storage yamlx.Node) {
	volumes := []yamlx.Node{storage}
	if storage.Get("type").Text() == "jbod" {
		volumes = nil
		for v := range storage.Get("volumes").Items() {
			volumes = append(volumes, v)
		}
	}
	for _, v := range volumes {
		kind, path := v.Get("type").Word(), "/var/lib/kafka/data"
		if id := v.Get("id").Text(); id != "" {
			path += "-" + id
		}
		volume := model.Volume{Name: strings.TrimPrefix(path, "/var/lib/kafka/"), Type: kind, At: v.At()}
		switch kind.Raw() {
		case "ephemeral":
			volume.Kind = model.VolumeEmptyDir
		case "persistent-claim":
			volume.Kind = model.VolumeClaim
		}
		set.LogDirs = append(set.LogDirs, model.DataDir{Path: model.KnownValue(path, kind.Origin()), Volume: volume})
		if deletes := v.Get("deleteClaim").Value(); deletes.Raw() == "true" {
			set.Deletes = append(set.Deletes, deletes)
		}
	}
	if len(set.LogDirs) == 0 {
		set.LogDirsWhy = "the resource says nothing of storage"
	}
}
