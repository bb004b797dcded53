package strimzi

import (
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// bootstrap is the addresses under which clients find a cluster. The service
// of a cluster's internal listeners is NAME-kafka-bootstrap. Its short name,
// without the namespace, means another cluster in each namespace, so it is no
// identity.
func bootstrap(listeners yamlx.Node, cluster, namespace string) []string {
	var out []string
	for _, port := range ports(listeners) {
		for _, domain := range []string{"", ".svc", ".svc.cluster.local"} {
			out = append(out, format.Bootstrap(cluster+"-kafka-bootstrap."+namespace+domain+":"+port)...)
		}
	}
	for l := range listeners.Items() {
		switch host := l.Get("configuration", "bootstrap", "host").Text(); l.Get("type").Text() {
		case "ingress", "route":
			out = append(out, format.Bootstrap(host+":443")...)
		}
	}
	return out
}

// ports lists the ports of the internal listeners: a list since v1beta2,
// before it a mapping with the ports that the operator gives.
func ports(listeners yamlx.Node) []string {
	var out []string
	for l := range listeners.Items() {
		if l.Get("type").Text() == "internal" {
			out = append(out, l.Get("port").Text())
		}
	}
	for _, old := range [...]struct{ name, port string }{{"plain", "9092"}, {"tls", "9093"}} {
		if listeners.Get(old.name).IsMap() {
			out = append(out, old.port)
		}
	}
	return out
}

// logins lists the listeners that have an authentication, or may have one.
func logins(listeners yamlx.Node) []model.Listener {
	if listeners.IsScalar() {
		return []model.Listener{{Auth: listeners.Word()}}
	}
	var out []model.Listener
	add := func(name string, l yamlx.Node, tls model.Value) {
		auth := l.Get("authentication")
		kind := auth.Get("type").Word()
		if !auth.IsMap() {
			kind = auth.Word()
		}
		if own := auth.Get("listenerConfig", "sasl.enabled.mechanisms"); kind.Raw() == "custom" && own.Exists() {
			kind = own.Word()
		}
		if kind.IsSet() {
			out = append(out, model.Listener{Name: name, Auth: kind, TLS: tls})
		}
	}
	for l := range listeners.Items() {
		add(l.Get("name").Text(), l, scalar(l.Get("tls")))
	}
	for _, old := range [...]struct{ name, tls string }{{"plain", "false"}, {"tls", "true"}} {
		l := listeners.Get(old.name)
		add(old.name, l, model.KnownValue(old.tls, l.At()))
	}
	external := listeners.Get("external")
	tls := scalar(external.Get("tls"))
	if !tls.IsSet() {
		tls = model.KnownValue("true", external.At()) // the default of v1beta1
	}
	add("external", external, tls)
	return out
}
