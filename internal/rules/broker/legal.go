package broker

import (
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// legalPrefixes are those of keys that Kafka hands to a listener or a plugin,
// and of keys that other products add: Kafka's catalogue does not judge them.
var legalPrefixes = []string{
	"listener.name.", "config.providers", "rlmm.", "rsm.", "remote.log.metadata.", "remote.log.storage.",
	"authorizer.zookeeper.", "metrics.jmx.", "kafka.csv.metrics.",
	"automq.", "autobalancer.", "elasticstream.", "s3.", "confluent.", "cruise.control.", "kafka.rest.", "ldap.",
	"opa.authorizer.", "strimzi.", "client.quota.callback.", "inkless.", "principal.builder.options.",
}

// legalKeys are read by Kafka's own code outside of its definitions.
var legalKeys = []string{
	"allow.everyone.if.no.acl.found", "super.users", "kafka.metrics.polling.interval.secs",
	"external.kafka.metrics.exclude.prefixes", "reserved.broker.max.id", "log4j.opts",
}

func isLegal(name string) bool {
	return slices.Contains(legalKeys, name) ||
		slices.ContainsFunc(legalPrefixes, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
}

// hasOwnClasses tells whether a class that is not Kafka's own is configured,
// or may be: it is handed the whole configuration, and reads keys that nobody
// else knows.
func hasOwnClasses(settings []model.Setting) bool {
	return slices.ContainsFunc(settings, func(s model.Setting) bool {
		if !namesClasses(s.Name) {
			return false
		}
		return !s.Value.Usable() || slices.ContainsFunc(catalog.Split(s.Value.Raw()), isForeign)
	})
}

func namesClasses(name string) bool {
	for _, suffix := range []string{
		".class", ".class.name", "metric.reporters", "metrics.reporters", "security.providers", "group.consumer.assignors",
	} {
		if strings.HasSuffix(name, suffix) {
			return true
		}
	}
	return false
}

func isForeign(class string) bool {
	return strings.Contains(class, ".") && !strings.HasPrefix(class, "org.apache.kafka.") && !strings.HasPrefix(class, "kafka.")
}

// isSlip tells whether two names are no more than two slips apart. Closest
// allows a quarter of longer names, so what the names share is cut off first;
// two slips that are far from each other do not count.
func isSlip(a, b string) bool {
	for a != "" && b != "" && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for a != "" && b != "" && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	_, ok := catalog.Closest(a, []string{b})
	return ok && len(a) < 12
}
