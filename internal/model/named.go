package model

import "slices"

// FactNamed is the fact that String calls by that name.
func FactNamed(name string) (Fact, bool) {
	i := slices.Index(factNames[:], name)
	return Fact(max(i, 0)), i >= 0
}

// ReasonNamed is the reason of a gap that String calls by that name.
func ReasonNamed(name string) (GapReason, bool) {
	i := slices.Index(gapNames[:], name)
	return GapReason(max(i, 0)), i > 0
}

// KindNamed is the kind that String calls by that name.
func KindNamed(name string) (Kind, bool) {
	i := slices.Index(kindNames[:], name)
	return Kind(max(i, 0)), i > 0
}
