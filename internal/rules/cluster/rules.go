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
	LeaderOutsideISR,
	ReplicasMismatch,
	NoPartitions,
	MetadataDisagrees,
	LogDirOffline,
	OffsetsTopicUnavailable,
	LeadersSkewed,
	PreferredLeaderImbalance,
	RackOverlap,
}
