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
	list  []shelf
	spare []*entry // those that are free; the last ones were so last, and are taken first
}

type shelf struct {
	earliest time.Duration
	entries  *[perShelf]*entry
	came     *[perShelf]arrival
}

// An arrival is what is known of a record when it comes, and asked for seldom.
type arrival struct {
	topic *topicLimit // its topic's; nil without Options
	given time.Duration
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
	last := len(s.spare) - 1
	if last < 0 {
		return nil
	}
	e := s.spare[last]
	s.spare[last] = nil // it may be replaced, and would keep its record
	s.spare = s.spare[:last]
	place := e.state.place()
	at := &s.list[place/perShelf]
	if o.deadline < at.earliest {
		at.earliest = o.deadline
	}
	came := &at.came[place%perShelf]
	if came.given = o.given; came.topic != o.topic { // mostly it is the same, and the garbage collector looks at what is written
		came.topic = o.topic
	}
	e.serves(o)
	return e
}

// grow makes a shelf of free entries.
func (s *shelves) grow() {
	first := int32(len(s.list) * perShelf)
	s.list = append(s.list, shelf{never, new([perShelf]*entry), new([perShelf]arrival)})
	for i := range int32(perShelf) {
		s.replace(first + perShelf - 1 - i) // so that the first is taken first
	}
}

// replace puts a new entry in a place whose entry others may keep.
func (s *shelves) replace(place int32) {
	e := new(entry)
	e.state.at(place)
	s.list[place/perShelf].entries[place%perShelf] = e
	s.spare = append(s.spare, e)
}

// arrived is what is known of the arrival of an entry's record.
func (s *shelves) arrived(e *entry) arrival {
	place := e.state.place()
	return s.list[place/perShelf].came[place%perShelf]
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
		for i, e := range s.entries {
			if e.owed() && (!any || s.came[i].given < given) {
				given, any = s.came[i].given, true
			}
		}
	}
	return given, any
}
