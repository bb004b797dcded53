package cluster

import "slices"

// span is a run of offsets, both ends included.
type span struct{ from, to int64 }

// mostSpans is how many runs of a partition are remembered: those at the end of its
// log, where offsets come a second time after a cut.
const mostSpans = 1024

// spans are the offsets that were acknowledged, in runs that ascend and do not touch.
type spans []span

// add takes an offset in, and tells whether it was there.
func (s *spans) add(offset int64) (twice bool) {
	i, found := slices.BinarySearchFunc(*s, offset, func(r span, offset int64) int {
		switch {
		case r.to < offset:
			return -1
		case r.from > offset:
			return 1
		}
		return 0
	})
	if found {
		return true
	}
	all := *s
	after, before := i > 0 && all[i-1].to == offset-1, i < len(all) && all[i].from == offset+1
	switch {
	case after && before:
		all[i-1].to = all[i].to
		*s = slices.Delete(all, i, i+1)
	case after:
		all[i-1].to = offset
	case before:
		all[i].from = offset
	default:
		*s = slices.Insert(all, i, span{offset, offset})
	}
	if over := len(*s) - mostSpans; over > 0 {
		*s = slices.Delete(*s, 0, over)
	}
	return false
}

// from forgets what lies behind an offset: the log was cut there.
func (s *spans) cut(offset int64) {
	all := *s
	for len(all) > 0 && all[len(all)-1].from >= offset {
		all = all[:len(all)-1]
	}
	if n := len(all); n > 0 {
		all[n-1].to = min(all[n-1].to, offset-1)
	}
	*s = all
}
