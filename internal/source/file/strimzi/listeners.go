package strimzi

import (
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
