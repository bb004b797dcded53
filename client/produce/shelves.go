package produce

import (
	"math"
	"time"
)

// Shelves hold the entries of a guard, each at its place, whether it is free or not. A shelf
// knows a deadline before which none of its entries is over, so that who keeps the time
// looks at few of them, and a record that is answered in time costs nothing for its
// deadline. There are as many entries as there ever were records on their way at once.
type shelves struct {
	guard *Guard
	list  []shelf
	spare []*entry // those that are free, from next on
	next  int
}

type shelf struct {
	earliest time.Duration
	entries  *[perShelf]*entry
}

const (
	// tick is how exactly a deadline is kept.
	tick = 10 * time.Millisecond
	// perShelf is how many entries are looked at for one whose deadline has come.
	perShelf = 64
	// never is behind every deadline.
	never time.Duration = math.MaxInt64
)

// take takes a free entry for an errand; nil if there is none.
func (s *shelves) take(o *errand) *entry {
	if s.next == len(s.spare) {
		return nil
	}
	e := s.spare[s.next]
	s.next++
	if at := &s.list[e.place/perShelf]; o.deadline < at.earliest {
		at.earliest = o.deadline
	}
	e.serves(o)
	return e
}

// grow makes a shelf of free entries.
func (s *shelves) grow() {
	first := int32(len(s.list) * perShelf)
	s.list = append(s.list, shelf{never, new([perShelf]*entry)})
	for i := range int32(perShelf) {
		s.replace(first + i)
	}
}

// replace puts a new entry in a place whose entry others may keep.
func (s *shelves) replace(place int32) {
	e := &entry{guard: s.guard, place: place}
	e.state.Store(ended)
	s.list[place/perShelf].entries[place%perShelf] = e
	s.spare = append(s.spare, e)
}

// over adds the entries of which nothing was told and whose deadline has come.
func (s *shelves) over(now time.Duration, out []*entry) []*entry {
	for i := range s.list {
		if s.list[i].earliest <= now {
			out = s.list[i].over(now, out)
		}
	}
	return out
}

func (s *shelf) over(now time.Duration, out []*entry) []*entry {
	s.earliest = never
	for _, e := range s.entries {
		switch {
		case !e.owed():
		case e.deadline <= now:
			out = append(out, e)
		default:
			s.earliest = min(s.earliest, e.deadline)
		}
	}
	return out
}

// oldest is when the oldest record was given on these shelves of which nothing was told.
func oldest(of []shelf) (given time.Duration, any bool) {
	for _, s := range of {
		for _, e := range s.entries {
			if e.owed() && (!any || e.given < given) {
				given, any = e.given, true
			}
		}
	}
	return given, any
}
