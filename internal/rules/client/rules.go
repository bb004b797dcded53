package client

import "github.com/breakwaterhq/breakwater/internal/rule"

// Rules lists the family, in the order of its documentation.
var Rules = []*rule.Rule{
	UnknownKey,
	ValueInvalid,
	AcksWeak,
	IdempotenceOff,
	IdempotenceLost,
	InFlightExceedsFive,
	RequestExceedsTopic,
	BufferBelowRequest,
	FetchBelowBatch,
	DeliveryTimeoutShort,
	MetadataTooOld,
	TransactionTimeout,
	ReadsUncommitted,
	HeartbeatTooSlow,
	SessionOutOfBounds,
	PollIntervalShort,
	ProtocolKeysConflict,
	EagerAssignor,
	DynamicMembership,
	OffsetResetLatest,
	AutoCommit,
}
