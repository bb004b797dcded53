package properties

import (
	"path"
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// Keys of which one decides whose a text is, where Kafka reads every other key
// of it on the same side. They are what people put alone into a file that
// overrides one thing.
var (
	decisiveClient = []string{
		acks, "auto.offset.reset", "delivery.timeout.ms", "enable.auto.commit", "enable.idempotence", "isolation.level", "key.deserializer",
		"key.serializer", "linger.ms", "max.in.flight.requests.per.connection", "max.partition.fetch.bytes", "max.poll.interval.ms",
		"max.poll.records", "partition.assignment.strategy", "transactional.id", "value.deserializer", "value.serializer",
	}
	decisiveBroker = []string{
		"auto.create.topics.enable", "auto.leader.rebalance.enable", "controlled.shutdown.enable", "default.replication.factor",
		"group.initial.rebalance.delay.ms", "log.cleaner.enable", "log.retention.bytes", "log.retention.hours", "log.retention.minutes",
		"log.retention.ms", "log.segment.bytes", "message.max.bytes", "min.insync.replicas", "num.replica.fetchers", "offsets.retention.minutes",
		"offsets.topic.replication.factor", "replica.fetch.max.bytes", "replica.lag.time.max.ms", "transaction.state.log.min.isr",
		"transaction.state.log.replication.factor", "unclean.leader.election.enable",
	}
)

// acks is the one decisive key without a dot.
const acks = "acks"

// addDecisive lets one key be enough where there is no other software's among
// them. A page may consist of one such line, and topics have some of the
// brokers' keys.
func (t *tally) addDecisive(keys []string, file string) {
	switch {
	case format.Quotes(file):
	case allReadBy(keys, byClients) && hasAny(keys, decisiveClient):
		t.client = max(t.client, enough)
	case allReadBy(keys, byBroker) && hasAny(keys, decisiveBroker) && !strings.Contains(path.Base(file), "topic"):
		t.broker = max(t.broker, enough)
	}
}

func allReadBy(keys []string, by readers) bool {
	return !slices.ContainsFunc(keys, func(k string) bool { return names()[k]&by == 0 })
}
