package broker

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// RemovedKey finds settings that older versions had: whoever wrote them
// counts on something that does not happen any more.
var RemovedKey = &rule.Rule{
	Name: "broker/removed-key", Severity: finding.Error, On: model.KindBroker,
	Needs:   brokerConfig,
	AllKeys: true,
	Doc:     doc("removed-key"),
	Check: func(p *rule.Pass) {
		for _, s := range p.Broker().Config.Settings() {
			last := removedAfter(s.Name, p.Version())
			if last.IsZero() || !isWritten(s) || isDropped(p.Broker(), s.Name) {
				continue
			}
			r := p.Report("%s was removed from Kafka: %s is the last line that has it, and this is for %s: %s",
				s.Name, last, p.Version(), ignored).
				Because(reading(s)).About(s.Name).Fix("remove the line%s", successor(s.Name))
			if s.At.Written() {
				r.AtOrigin(s.At)
			}
		}
	},
}

// removedAfter is the last line that had the key, if it is older than v and v
// does not have the key; zero otherwise.
func removedAfter(name string, v model.Version) model.Version {
	lines := catalog.Lines(model.Key{Layer: model.LayerBroker, Name: name})
	if len(lines) == 0 {
		return model.Version{}
	}
	if last := lines[len(lines)-1]; last.Before(v) {
		return last
	}
	return model.Version{}
}

const migrateFirst = ": the migration from ZooKeeper must be finished on 3.9, before 4.0"

// successors are what took over from removed settings.
var successors = map[string]string{
	"inter.broker.protocol.version":           ", and raise the metadata version by kafka-features.sh upgrade once every broker runs the new release",
	"log.message.timestamp.difference.max.ms": ", and set log.message.timestamp.before.max.ms and log.message.timestamp.after.max.ms instead",
	"delegation.token.master.key":             ", and set delegation.token.secret.key instead",
	"auto.include.jmx.reporter":               ", and name the reporters that you want in metric.reporters",
	"eligible.leader.replicas.enable":         ", and use kafka-features.sh with eligible.leader.replicas.version",
	"zookeeper.metadata.migration.enable":     migrateFirst,
	"zookeeper.connect":                       ", and set process.roles, node.id and controller.quorum.bootstrap.servers" + migrateFirst,
	"log.message.format.version":              ": Kafka 4.0 and later write the current record format alone",
	"log.message.downconversion.enable":       ": clients older than 2.1 cannot connect to Kafka 4.0 and later at all",
	"leader.imbalance.per.broker.percentage":  ": leaders are balanced by auto.leader.rebalance.enable alone",
	"control.plane.listener.name":             ": KRaft controllers have listeners of their own (controller.listener.names)",
	"offsets.commit.required.acks":            ": commits wait for all in-sync replicas",
	"group.coordinator.new.enable":            ": the new group coordinator is the only one",
	"broker.id.generation.enable":             ", and give every node its own node.id",
}

func successor(name string) string {
	if next := successors[name]; next != "" {
		return next
	}
	if strings.HasPrefix(name, "zookeeper.") {
		return ": Kafka 4.0 and later do not talk to ZooKeeper"
	}
	return ""
}
