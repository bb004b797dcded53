package produce

import (
	"math"
	"time"
)

// Shelves hold the entries of a guard, each at its place, whether it is free or not. A shelf
// knows a deadline before which none of its entries is over, so that who keeps the time
// looks at few of them, and a record that is answered in time costs nothing for its
// deadline. There are hardly more entries than there ever were records on their way at once.
//
// Entries that are made together mostly lie side by side, and records are mostly answered in
// the order in which they came. In that order entries are taken again, so that who sends and
// who answers go through the memory in its order, in which it is fetched before it is wanted.
// What was free last goes first, so that few records on their way have few entries; but not
// fewer of them in a row than records are on their way, which would mix that order.
type shelves struct {
	list  []shelf
	spare []*entry // some of those that are free, in the order in which they were
	taken int      // of the spare ones, the first
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
	// lap is how many free entries are taken in their order at least, before those that were
	// free since. The memory is waited for with the first ones.
	lap = 512
	// never is behind every deadline.
	never time.Duration = math.MaxInt64
	// early is how many records before its own an entry is fetched: as many as come while
	// the memory answers.
	early = 8
)

// take takes a free entry for an errand; nil if there is none.
func (s *shelves) take(o *errand) *entry {
	if s.taken == len(s.spare) {
		return nil
	}
	e := s.spare[s.taken]
	s.spare[s.taken] = nil // it may be replaced, and would keep its record
	s.taken++
	if next := s.taken + early; next < len(s.spare) {
		fetch(s.spare[next])
	}
	if at := &s.list[e.state.place()/perShelf]; o.deadline < at.earliest {
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
		s.spare = append(s.spare, s.puts(first+i))
	}
}

// puts makes an entry for a place.
func (s *shelves) puts(place int32) *entry {
	e := new(entry)
	e.state.at(place)
	s.list[place/perShelf].entries[place%perShelf] = e
	return e
}

// refill takes entries of what was left, when all spare ones were taken, those that were free
// last: a lap, or as many as records are on their way now. It returns the rest.
func (s *shelves) refill(free []*entry, now int) (rest []*entry) {
	if s.taken < len(s.spare) {
		return free
	}
	first := len(free) - max(now, lap)
	if first <= 0 {
		rest, s.spare, s.taken = s.spare[:0], free, 0
		return rest
	}
	s.spare, s.taken = append(s.spare[:0], free[first:]...), 0
	clear(free[first:]) // they may be replaced, and would keep their records
	return free[:first]
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
