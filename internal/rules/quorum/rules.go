package quorum

import "github.com/breakwaterhq/breakwater/internal/rule"

// Rules lists the family.
var Rules = []*rule.Rule{
	NoLeader,
	Unresponsive,
	VoterLagging,
	ObserverAbsent,
	ObserverLagging,
	EpochChurn,
	EvenVoters,
	FewVoters,
}
