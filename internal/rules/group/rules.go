package group

import "github.com/breakwaterhq/breakwater/internal/rule"

// Rules lists the family.
var Rules = []*rule.Rule{
	DataLost,
	MembersDiffer,
	IdleMembers,
	Abandoned,
}
