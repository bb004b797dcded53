package kube

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// The products whose pods are recognised by their labels.
const (
	strimzi   = "strimzi"
	koperator = "koperator"
	confluent = "confluent"
	bitnami   = "bitnami"
	stackable = "stackable"
)

// byStrimzi goes by the labels that the operator gives to a cluster's nodes
// (operator-common Labels.java). Connect has another kind.
func byStrimzi(p *model.PodSet) bool {
	kind := p.Labels.Get(kindLabel)
	if kind.Raw() != "Kafka" || !p.Labels.Get(brokerLabel).IsSet() && !p.Labels.Get(controllerLabel).IsSet() {
		return false
	}
	p.Product, p.Recognised, p.Operated = strimzi, kind, true
	p.Cluster, p.DataMount = p.Labels.Get(clusterLabel).Raw(), "/var/lib/kafka"
	if p.Labels.Get(brokerLabel).Raw() == "true" {
		p.Roles |= model.RoleBroker
	}
	if p.Labels.Get(controllerLabel).Raw() == "true" {
		p.Roles |= model.RoleController
	}
	return true
}

// byKoperator goes by the labels of pkg/resources/kafka/pod.go.
func byKoperator(p *model.PodSet) bool {
	cr := p.Labels.Get("kafka_cr")
	if p.Labels.Get("app").Raw() != "kafka" || !cr.IsSet() || !p.Labels.Get("brokerId").IsSet() {
		return false
	}
	p.Product, p.Recognised, p.Cluster = koperator, cr, cr.Raw()
	if p.Labels.Get("isBrokerNode").Raw() != "false" {
		p.Roles |= model.RoleBroker
	}
	if p.Labels.Get("isControllerNode").Raw() == "true" {
		p.Roles |= model.RoleController
	}
	p.Owned = true // the operator makes each pod by itself
	return true
}

func byConfluent(p *model.PodSet) bool {
	kind := p.Labels.Get("platform.confluent.io/type")
	roles := map[string]model.Roles{"kafka": model.RoleBroker, "kraftcontroller": model.RoleController}[kind.Raw()]
	if roles == 0 {
		return false
	}
	p.Product, p.Recognised, p.Roles = confluent, kind, roles
	p.Cluster, p.DataMount = p.Labels.Get("clusterId").Raw(), "/mnt/data"
	return true
}

// byBitnami goes by the labels of the chart's StatefulSets.
func byBitnami(p *model.PodSet) bool {
	component := p.Labels.Get("app.kubernetes.io/component")
	part := p.Labels.Get("app.kubernetes.io/part-of").Raw() == "kafka"
	old := p.Labels.Get("app.kubernetes.io/name").Raw() == "kafka" && imageNamed(p.Main(), "bitnami")
	if !part && !old {
		return false
	}
	switch component.Raw() {
	case "broker", "kafka":
		p.Roles = model.RoleBroker
	case "controller-eligible":
		p.Roles = model.RoleController
		if !controllerOnly(p.Main()) {
			p.Roles |= model.RoleBroker
		}
	case "controller":
		p.Roles = model.RoleController
	default:
		return false
	}
	p.Product, p.Recognised, p.DataMount = bitnami, component, "/bitnami/kafka/data"
	p.Cluster = p.Labels.Get("app.kubernetes.io/instance").Raw()
	return true
}

func byStackable(p *model.PodSet) bool {
	component := p.Labels.Get("app.kubernetes.io/component")
	roles := map[string]model.Roles{"broker": model.RoleBroker, "controller": model.RoleController}[component.Raw()]
	if p.Labels.Get("app.kubernetes.io/name").Raw() != "kafka" || roles == 0 {
		return false
	}
	p.Recognised, p.Roles, p.Cluster = component, roles, p.Labels.Get("app.kubernetes.io/instance").Raw()
	if strings.Contains(p.Labels.Get("app.kubernetes.io/managed-by").Raw(), "stackable") || imageNamed(p.Main(), "stackable") {
		p.Product, p.DataMount = stackable, "/stackable/data"
		return true
	}
	return looksLikeKafka(p)
}
