package change

import "github.com/breakwaterhq/breakwater/internal/rule"

// Rules lists the family, in the order of its documentation.
var Rules = []*rule.Rule{
	TopicDestroyed,
	PartitionsDecrease,
	PartitionsIncreaseKeyed,
	CleanupPolicyFlip,
	RetentionCut,
	OverrideRemoved,
}
