package broker

import "github.com/breakwaterhq/breakwater/internal/rule"

// Rules lists the family.
var Rules = []*rule.Rule{
	UnknownKey,
	RemovedKey,
	ValueInvalid,
	AutoCreateTopics,
	DefaultReplicationOne,
	DefaultMinISROne,
	InternalTopicReplication,
	RequestSmallerThanBatch,
	ReplicaFetchBelowBatch,
	RetentionKeysConflict,
	FlushOverride,
	QuorumConfig,
	ProcessRolesMissing,
	OffsetRetentionShort,
	ZooKeeperMode,
	MigrationUnfinished,
}
