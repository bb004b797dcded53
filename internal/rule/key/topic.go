package key

// Keys of topics.
var (
	CleanupPolicy               = topic("cleanup.policy")
	DeleteRetentionMs           = topic("delete.retention.ms")
	FollowerThrottledReplicas   = topic("follower.replication.throttled.replicas")
	LeaderThrottledReplicas     = topic("leader.replication.throttled.replicas")
	LocalRetentionBytes         = topic("local.retention.bytes")
	LocalRetentionMs            = topic("local.retention.ms")
	MaxCompactionLagMs          = topic("max.compaction.lag.ms")
	MaxMessageBytes             = topic("max.message.bytes")
	MessageTimestampBeforeMax   = topic("message.timestamp.before.max.ms")
	MessageTimestampType        = topic("message.timestamp.type")
	MinCleanableDirtyRatio      = topic("min.cleanable.dirty.ratio")
	MinCompactionLagMs          = topic("min.compaction.lag.ms")
	MinInsyncReplicas           = topic("min.insync.replicas")
	RemoteStorageEnable         = topic("remote.storage.enable")
	RetentionBytes              = topic("retention.bytes")
	RetentionMs                 = topic("retention.ms")
	SegmentBytes                = topic("segment.bytes")
	SegmentMs                   = topic("segment.ms")
	UncleanLeaderElectionEnable = topic("unclean.leader.election.enable")
)
