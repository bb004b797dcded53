package cluster

import "github.com/breakwaterhq/breakwater/internal/rule"

// Rules lists the family, in the order of its documentation.
var Rules = []*rule.Rule{
	BrokerMissing,
	TooFewBrokers,
	PartitionLeaderless,
	UnderMinISR,
	AtMinISR,
	UnderReplicated,
	ISRFlapping,
	ReassignmentStuck,
	UncleanElection,
	OffsetsWentBack,
	AckedRecordMissing,
	LeaderOutsideISR,
	ReplicasMismatch,
	NoPartitions,
	TopicRecreated,
	TopicSilent,
	TransactionHanging,
	MetadataDisagrees,
	LogDirOffline,
	DiskFull,
	DiskFilling,
	CompactionStuck,
	OffsetsTopicUnavailable,
	LeadersSkewed,
	PreferredLeaderImbalance,
	RackOverlap,
	VersionMixed,
	MetadataVersionBehind,
	ConfigPropagationSlow,
	ThrottleLeftOver,
	CertificateExpiring,
}
