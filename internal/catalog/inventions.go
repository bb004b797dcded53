package catalog

import "github.com/breakwaterhq/breakwater/internal/model"

// Layers that several inventions share.
var (
	ofTopics  = []model.Layer{model.LayerTopic}
	ofBrokers = []model.Layer{model.LayerBroker}
	ofClients = []model.Layer{model.LayerProducer, model.LayerConsumer, model.LayerAdmin}
)

// inventions is sorted by name. A test proves each absent from every release
// line, and each Instead present in one.
var inventions = []Invention{
	{"KAFKA_OFF_HEAP_MEMORY_ENABLED", nil, "", "Kafka has no switch for memory outside the heap: watch the container's memory and the JVM's buffer pools."},
	{"advertised.host.name", ofBrokers, "advertised.listeners", "It was removed in Kafka 3.0."},
	{"advertised.port", ofBrokers, "advertised.listeners", "It was removed in Kafka 3.0."},
	{"auto.create.topics.enable", ofClients, "allow.auto.create.topics", "It is a key of brokers; of the clients only the consumer has a say, by allow.auto.create.topics."},
	{"block.on.buffer.full", ofClients, "max.block.ms", "It was removed from the producer long before Kafka 3."},
	{"controller.snapshot.checksum.enabled", nil, "", "Kafka checks the CRC-32C of each batch in a metadata snapshot since 3.3, and nothing turns that off."},
	{"controller.snapshot.compression.type", nil, "", "Kafka writes metadata snapshots without compression, and nothing changes that."},
	{"host.name", ofBrokers, "listeners", "It was removed in Kafka 3.0."},
	{"idempotence.enabled", nil, "enable.idempotence", "The words stand the other way round."},
	{"kafka.producer.metadata.age.ms", nil, "metadata.max.age.ms", "The age of metadata is a metric, metadata-age of producer-metrics, in seconds, and not a key."},
	{"log.level", ofBrokers, "", "Log levels are set on the resource type BROKER_LOGGER, and setting one refreshes no client's metadata."},
	{"log.retention.days", nil, "log.retention.hours", "Kafka has hours, minutes and ms, but no days."},
	{"log.segment.ms", nil, "log.roll.ms", "The broker's default for a topic's segment.ms is called log.roll.ms."},
	{"metadata.fetch.timeout.ms", ofClients, "max.block.ms", "It was removed from the producer long before Kafka 3."},
	{"min.in.sync.replicas", nil, "min.insync.replicas", "The key has insync in one word."},
	{"num.partitions", ofTopics, "", "The number of partitions is a field of the topic, not a setting; its default is the broker's num.partitions."},
	{"off.heap.memory.enabled", nil, "", "Kafka has no switch for memory outside the heap: watch the container's memory and the JVM's buffer pools."},
	{"port", ofBrokers, "listeners", "It was removed in Kafka 3.0."},
	{"quorum.provider", nil, "process.roles", "A node is part of a KRaft quorum by process.roles and the addresses of the controllers."},
	{"quota.consumer.default", ofBrokers, "", "It was removed in Kafka 3.0: quotas are set on users and client ids with kafka-configs."},
	{"quota.producer.default", ofBrokers, "", "It was removed in Kafka 3.0: quotas are set on users and client ids with kafka-configs."},
	{"replica.lag.max.messages", nil, "replica.lag.time.max.ms", "A follower falls out of sync by time alone since Kafka 0.9."},
	{"replication.factor", []model.Layer{model.LayerTopic, model.LayerBroker}, "default.replication.factor", "The number of replicas is a field of the topic, not a setting; its default is the broker's default.replication.factor."},
	{"retention.days", nil, "retention.ms", "A topic's retention is given in ms."},
	{"retention.hours", nil, "retention.ms", "A topic's retention is given in ms; only the broker's default has hours."},
	{"retention.minutes", nil, "retention.ms", "A topic's retention is given in ms; only the broker's default has minutes."},
	{"static.group.instance.id", nil, "group.instance.id", "A consumer becomes a static member by group.instance.id."},
	{"topic.config.sync.ms", nil, "", "A topic's settings travel in the metadata log and reach every broker within about half a second; no interval exists."},
	{"zookeeper.migration.enabled", nil, "zookeeper.metadata.migration.enable", "The key of the migration to KRaft was zookeeper.metadata.migration.enable, in Kafka 3.4 to 3.9 only."},
}
