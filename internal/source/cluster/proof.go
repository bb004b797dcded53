package cluster

import "github.com/breakwaterhq/breakwater/internal/model"

// image is between which offsets of the metadata log that one lies of which a
// story is told: a broker is asked before it tells, and again after. Either is
// -1 if it does not say.
type image struct{ from, to int64 }

// between tells whether b was told of an image that lies between those of a
// and c, or is one of them. What a and c both say was so when b was told.
func between(a, b, c image) bool {
	return a.from >= 0 && b.from >= 0 && c.from >= 0 && a.to >= 0 && b.to >= 0 &&
		b.from >= a.to && c.from >= b.to
}

// prove tells whether differences that stood in three looks cannot be news of
// which one of the two has not heard yet. What the broker lacked or told
// otherwise in the second look was said by the others in the first and in the
// last; what it alone knows it said itself in those, and the others did not
// know it between them.
func prove(common, own []image, last *model.View) bool {
	if len(common) < looks || len(own) < looks || last.Agrees {
		return false
	}
	if last.Lacks+last.Differs > 0 {
		return between(common[0], own[1], common[2])
	}
	return between(own[0], common[1], own[2])
}
