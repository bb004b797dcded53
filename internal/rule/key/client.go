package key

// Keys of producers that only their own rules read.
var (
	ProducerBufferMemory         = producer("buffer.memory")
	ProducerCompressionType      = producer("compression.type")
	ProducerLingerMs             = producer("linger.ms")
	ProducerMaxInFlight          = producer("max.in.flight.requests.per.connection")
	ProducerMetadataMaxAgeMs     = producer("metadata.max.age.ms")
	ProducerRequestTimeoutMs     = producer("request.timeout.ms")
	ProducerRetries              = producer("retries")
	ProducerTransactionTimeoutMs = producer("transaction.timeout.ms")
	ProducerTwoPhaseCommit       = producer("transaction.two.phase.commit.enable")
)

// Keys of consumers.
var (
	ConsumerAutoOffsetReset             = consumer("auto.offset.reset")
	ConsumerEnableAutoCommit            = consumer("enable.auto.commit")
	ConsumerFetchMaxBytes               = consumer("fetch.max.bytes")
	ConsumerGroupID                     = consumer("group.id")
	ConsumerGroupInstanceID             = consumer("group.instance.id")
	ConsumerGroupProtocol               = consumer("group.protocol")
	ConsumerGroupRemoteAssignor         = consumer("group.remote.assignor")
	ConsumerHeartbeatIntervalMs         = consumer("heartbeat.interval.ms")
	ConsumerIsolationLevel              = consumer("isolation.level")
	ConsumerMaxPartitionFetchBytes      = consumer("max.partition.fetch.bytes")
	ConsumerMaxPollIntervalMs           = consumer("max.poll.interval.ms")
	ConsumerMaxPollRecords              = consumer("max.poll.records")
	ConsumerMetadataMaxAgeMs            = consumer("metadata.max.age.ms")
	ConsumerPartitionAssignmentStrategy = consumer("partition.assignment.strategy")
	ConsumerSessionTimeoutMs            = consumer("session.timeout.ms")
)

// Keys of brokers that bound what a client may ask for.
var (
	BrokerGroupMaxSessionTimeoutMs = broker("group.max.session.timeout.ms")
	BrokerGroupMinSessionTimeoutMs = broker("group.min.session.timeout.ms")
	BrokerTransactionMaxTimeoutMs  = broker("transaction.max.timeout.ms")
)
