package rule

import "github.com/breakwaterhq/breakwater/internal/model"

// Sure tells whether nothing but files and their declared places says that the
// value counts for the subject. An error that rests on a guess becomes a
// warning.
func (r Reading) Sure() bool { return r.Value.Certainty() != model.Assumed }

// Worst is the index of the size that a finding is to rest on, or -1 if there
// are none. A sure one that breaks what the rule asks for goes first: a guess
// that is still worse must not turn its error into a warning. Then before
// decides, and of equals the first one stays.
func Worst(sizes []Bytes, breaks func(int64) bool, before func(a, b int64) bool) int {
	worst := -1
	certain := func(i int) bool { return sizes[i].Sure() && breaks(sizes[i].N) }
	for i, size := range sizes {
		switch {
		case worst < 0, certain(i) && !certain(worst):
			worst = i
		case certain(i) == certain(worst) && before(size.N, sizes[worst].N):
			worst = i
		}
	}
	return worst
}

// Higher puts the larger of two sizes first.
func Higher(a, b int64) bool { return a > b }

// Lower puts the smaller of two sizes first.
func Lower(a, b int64) bool { return a < b }
