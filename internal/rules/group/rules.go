package group

import "github.com/breakwaterhq/breakwater/internal/rule"

// Rules lists the family.
var Rules = []*rule.Rule{
	PartitionStuck,
	LagGrowing,
	LagTooOld,
	DataAtRisk,
	OffsetsExpiring,
	RebalanceStorm,
	HotPartition,
	DataLost,
	MembersDiffer,
	IdleMembers,
	Abandoned,
}
