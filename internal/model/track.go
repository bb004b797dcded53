package model

// Sample is one number at one time, in ms since 1970.
type Sample struct{ At, N int64 }

// Track is the past of one number, the newest sample first: a function that
// hands out one sample after the other, as iter.Seq does. The nil Track has
// none. Times between two samples in which the number was not known are just
// longer than others.
type Track func(yield func(Sample) bool)

// Latest is the newest sample.
func (t Track) Latest() (Sample, bool) {
	return t.first(func(Sample) bool { return true })
}

// Before is the newest sample that is not younger than a time.
func (t Track) Before(at int64) (Sample, bool) {
	return t.first(func(s Sample) bool { return s.At <= at })
}

// Oldest is the sample that was made first.
func (t Track) Oldest() (oldest Sample, ok bool) {
	t.each(func(s Sample) bool {
		oldest, ok = s, true
		return true
	})
	return oldest, ok
}

// Standing is since when the number has been what it is now: the time of the
// oldest sample of those that are equal to the newest without a break. How long
// before that it may have changed already is the distance to the sample before.
func (t Track) Standing() (since Sample, ok bool) {
	t.each(func(s Sample) bool {
		if ok && s.N != since.N {
			return false
		}
		since, ok = s, true
		return true
	})
	return since, ok
}

// Moved is when the number was first seen to be what it is now. It is not ok
// where it has been the same in all samples: it may have been that for ever.
func (t Track) Moved() (at int64, ok bool) {
	var since Sample
	seen := false
	t.each(func(s Sample) bool {
		if ok = seen && s.N != since.N; ok {
			return false
		}
		since, seen = s, true
		return true
	})
	return since.At, ok
}

// Rate is by how much the number has grown a second, between the newest sample
// and the newest that is at least span ms older, or the oldest that there is.
// Over is how many ms these are apart. It is not ok where there are no two.
func (t Track) Rate(span int64) (perSecond float64, over int64, ok bool) {
	var newest, then Sample
	seen := 0
	t.each(func(s Sample) bool {
		if seen == 0 {
			newest = s
		}
		then = s
		seen++
		return newest.At-s.At < span
	})
	over = newest.At - then.At
	if seen < 2 || over <= 0 {
		return 0, 0, false
	}
	return float64(newest.N-then.N) / float64(over) * 1000, over, true
}

// Crossing is between which two samples the number has last gone from at most n
// to above n. It is not ok where it is at most n now, or was above n in all
// samples: it went above before the first.
func (t Track) Crossing(n int64) (before, after Sample, ok bool) {
	first := true
	t.each(func(s Sample) bool {
		switch {
		case s.N > n:
			after, first = s, false
			return true
		case !first:
			before, ok = s, true
		}
		return false
	})
	return before, after, ok
}

func (t Track) first(good func(Sample) bool) (found Sample, ok bool) {
	t.each(func(s Sample) bool {
		if good(s) {
			found, ok = s, true
		}
		return !ok
	})
	return found, ok
}

func (t Track) each(yield func(Sample) bool) {
	if t != nil {
		t(yield)
	}
}
