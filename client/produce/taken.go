package produce

import "slices"

// taken are the offsets of a partition that hold another record than one that is looked
// for: those that were acknowledged while something was in doubt, and those that were
// found for one that was. Records may be alike, and only one of them is at an offset.
type taken struct {
	acked []span // ascending, apart from each other
	found map[int64]bool
}

// A span is offsets from first to before behind.
type span struct{ first, behind int64 }

// acknowledge takes an offset in that is above all that were acknowledged before.
func (t *taken) acknowledge(offset int64) {
	if n := len(t.acked); n > 0 && t.acked[n-1].behind == offset {
		t.acked[n-1].behind++
		return
	}
	t.acked = append(t.acked, span{offset, offset + 1})
}

// find takes an offset in that was found, and tells whether it was free.
func (t *taken) find(offset int64) bool {
	_, acked := slices.BinarySearchFunc(t.acked, offset, func(s span, offset int64) int {
		switch {
		case s.behind <= offset:
			return -1
		case s.first > offset:
			return 1
		}
		return 0
	})
	if acked || t.found[offset] {
		return false
	}
	if t.found == nil {
		t.found = map[int64]bool{}
	}
	t.found[offset] = true
	return true
}
