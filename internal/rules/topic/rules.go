package topic

import "github.com/breakwaterhq/breakwater/internal/rule"

// Rules lists the family, in the order of its documentation.
var Rules = []*rule.Rule{
	UnknownKey,
	ValueInvalid,
	OutsideBaseline,
	BatchExceedsSegment,
	PayloadExceedsLimit,
	MinISRAboveReplicas,
	MinISREqualsReplicas,
	MinISROne,
	TooFewReplicas,
	ReplicasExceedBrokers,
	UncleanElection,
	RetentionUnbounded,
	RetentionBelowOutage,
	SegmentsExplode,
	SegmentOutlivesRetention,
	DiskOvercommitted,
	CompactEventStream,
	TombstonesTooShort,
	TieredRetention,
	CompactionLagConflict,
	TimestampsRefused,
	CleanupPolicyEmpty,
	NameInvalid,
	NameCollides,
	DeadLetterTooSmall,
	DeadLetterTooShort,
	DeadLetterCompacted,
	DeadLettersArriving,
	TwoOwners,
}
