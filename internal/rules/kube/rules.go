package kube

import "github.com/breakwaterhq/breakwater/internal/rule"

// Rules lists the family, in the order of its documentation.
var Rules = []*rule.Rule{
	LogDirEphemeral,
	NoNodeSpread,
	NoZoneSpread,
	SelectorMissesOwnPods,
	SpreadUnsatisfiable,
	MisplacedKey,
	UnknownKey,
	PDBMissing,
	PDBTooLoose,
	PDBBlocksForever,
	MemoryLimitMissing,
	HeapExceedsLimit,
	HeapSizedFromNode,
	GracePeriodShort,
	VolumeDeletedWithClaim,
	ControllersColocated,
	APIVersionRemoved,
	AnnotationIgnored,
	DangerousAnnotation,
	ScaleBelowReplication,
	BrokersAutoscaled,
	ProbeKillsRecovery,
	AdvertisedPortMismatch,
}
