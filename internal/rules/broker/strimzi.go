package broker

import (
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// forbidden are the prefixes that Strimzi takes out of spec.kafka.config, and
// allowed those that it leaves in all the same.
var (
	forbidden = []string{
		"listeners", "advertised.", "broker.", "listener.", "host.name", "port", "inter.broker.listener.name",
		"sasl.", "ssl.", "security.", "password.", "log.dir", "zookeeper.connect", "zookeeper.set.acl", "zookeeper.ssl",
		"zookeeper.clientcnxnsocket", "authorizer.", "super.user", "cruise.control.metrics.topic",
		"cruise.control.metrics.reporter.bootstrap.servers", "node.id", "process.roles", "controller.", "metadata.log.dir",
	}
	allowed = []string{
		"zookeeper.connection.timeout.ms", "sasl.server.max.receive.size", "ssl.cipher.suites", "ssl.protocol",
		"ssl.enabled.protocols", "ssl.secure.random.implementation", "cruise.control.metrics.topic.num.partitions",
		"cruise.control.metrics.topic.replication.factor", "cruise.control.metrics.topic.retention.ms",
		"cruise.control.metrics.topic.auto.create.", "cruise.control.metrics.topic.min.insync.replicas",
		"controller.quorum.election.", "controller.quorum.fetch.", "controller.quorum.request.",
	}
)

// isDropped tells whether Strimzi's operator takes the key out, so that it
// never reaches a broker.
func isDropped(b *model.Broker, name string) bool {
	if !b.Managed || b.Format != "strimzi" {
		return false
	}
	name = strings.ToLower(name)
	starts := func(prefix string) bool { return strings.HasPrefix(name, prefix) }
	return slices.ContainsFunc(forbidden, starts) && !slices.ContainsFunc(allowed, starts)
}
