package strimzi

import (
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// Annotations of the years between ZooKeeper and KRaft. The operator ignores
// them since 0.48, when every cluster runs KRaft with node pools.
const (
	kraft     = "strimzi.io/kraft"
	nodePools = "strimzi.io/node-pools"
)

// readKafka reads a cluster: one configuration that all its nodes share. A
// patch that says nothing of spec.kafka declares no configuration.
func readKafka(o yamlx.Node, doc *model.Document, b *model.Builder) error {
	for _, field := range []string{"version", "replicas"} {
		if err := single(o, "spec", "kafka", field); err != nil {
			return err
		}
	}
	kafka := o.Get("spec", "kafka")
	if !kafka.Exists() {
		return nil
	}
	name := o.Get("metadata", "name").Word()
	n := &model.Broker{
		Name: name.Raw(), Place: placeOfCluster(o, name), Roles: roles(o),
		Shared: true, Managed: true, Version: kafka.Get("version").Word(), Format: Name, At: name.Origin(),
	}
	format.Note(doc, "version", n.Version, n.Version.Origin())
	kafka.Get("config").Declare(doc, &n.Config, value)
	n.Logins = logins(kafka.Get("listeners"))
	unknownFields(o, kafkaFields, doc, b)
	b.Broker(n)
	if replicas := kafka.Get("replicas"); replicas.Exists() && !hasPools(o) {
		count := scalar(replicas)
		format.Note(doc, "replicas", count, replicas.At())
		b.NodeSet(&model.NodeSet{Name: n.Name, Place: n.Place, Roles: model.RoleBroker, Count: count, At: replicas.At()})
	}
	return nil
}

// roles are those of the nodes that share the configuration: none where they
// still run on ZooKeeper.
func roles(o yamlx.Node) model.Roles {
	switch o.Get("metadata", "annotations", kraft).Text() {
	case "enabled":
		return model.RoleBroker
	case "":
	default:
		return 0
	}
	if o.Get("spec", "zookeeper").Exists() {
		return 0
	}
	return model.RoleBroker
}

// hasPools tells whether the nodes are counted by node pools, so that
// spec.kafka.replicas says nothing. v1 has no such field.
func hasPools(o yamlx.Node) bool {
	annotation := func(name string) string { return o.Get("metadata", "annotations", name).Text() }
	return o.Get("apiVersion").Text() == group+"v1" || annotation(nodePools) == "enabled" || annotation(kraft) == "enabled"
}

// placeOfCluster is the identity of a cluster, with the addresses of its
// bootstrap services and with the namespace that its topic operator watches
// where that is another one.
func placeOfCluster(o yamlx.Node, name model.Value) model.Place {
	p := place(o, name)
	if len(p.Names) == 0 {
		return p
	}
	watched := o.Get("spec", "entityOperator", "topicOperator", "watchedNamespace").Word()
	namespace := o.Get("metadata", "namespace").Text()
	if watched.Usable() && watched.Raw() != namespace {
		p.Names = append(p.Names, identity(watched.Raw(), name.Raw()))
	}
	p.Names = append(p.Names, bootstrap(o.Get("spec", "kafka", "listeners"), name.Raw(), namespace)...)
	return p
}
