package produce

import (
	"math"
	"math/bits"
	"time"
)

// Shelves hold the entries of a guard, each at its place, whether it is free or not. A shelf
// knows a deadline before which none of its entries is over, so that who keeps the time
// looks at few of them, and a record that is answered in time costs nothing for its
// deadline. There are a quarter more entries than there ever were records on their way at once.
//
// Entries that are made together mostly lie side by side, and are taken by their places, round
// and round: so who sends goes through the memory in its order, and who answers does where
// records are answered in the order in which they came. It is fetched before it is wanted. By
// the quarter, those that were taken a lap ago are mostly free, also where records of several
// partitions are answered in another order; without it what is free were crumbs. A lap is as
// long as many records are on their way, so that few have few entries.
type shelves struct {
	list []shelf
	at   int    // the shelf of which entries are taken; -1 where a lap begins
	here uint64 // those that are free there, by bits
	more int    // how many more are taken in this lap
}

type shelf struct {
	earliest time.Duration
	free     uint64 // entries that are free, by bits, where none are taken now
	entries  *[perShelf]*entry
}

const (
	// tick is how exactly a deadline is kept.
	tick = 10 * time.Millisecond
	// perShelf is how many entries are looked at for one whose deadline has come.
	perShelf = 64
	// lap is how many entries are taken before the first place has its turn again, at least,
	// where so many are free.
	lap = 512
	// never is behind every deadline.
	never time.Duration = math.MaxInt64
)

// take takes a free entry for an errand; nil if there is none in this lap.
func (s *shelves) take(o *errand) *entry {
	if s.more == 0 || s.here == 0 && !s.next() {
		return nil
	}
	s.more--
	at := &s.list[s.at]
	e := at.entries[bits.TrailingZeros64(s.here)]
	s.here &= s.here - 1
	fetchNext(e)
	if o.deadline < at.earliest {
		at.earliest = o.deadline
	}
	e.serves(o)
	return e
}

// next goes to the next shelf with free entries, and tells whether there is one.
func (s *shelves) next() bool {
	for i := s.at + 1; i < len(s.list); i++ {
		if at := &s.list[i]; at.free != 0 {
			s.at, s.here, at.free = i, at.free, 0
			return true
		}
	}
	return false
}

// again begins a lap at the first place.
func (s *shelves) again(onTheirWay int) {
	if s.here != 0 {
		s.list[s.at].free |= s.here
	}
	s.at, s.here, s.more = -1, 0, max(ample(onTheirWay), lap)
}

// ample is how many entries there are to be for so many records.
func ample(onTheirWay int) int { return onTheirWay + onTheirWay/4 }

// tight tells whether there are fewer.
func (s *shelves) tight(onTheirWay int) bool { return len(s.list)*perShelf < ample(onTheirWay) }

// frees has entries free again that were left at these places.
func (s *shelves) frees(places []int32) {
	for _, place := range places {
		s.list[place/perShelf].free |= 1 << (place % perShelf)
	}
}

// grow makes a shelf of free entries, which are taken next.
func (s *shelves) grow() {
	first := int32(len(s.list) * perShelf)
	s.list = append(s.list, shelf{never, math.MaxUint64, new([perShelf]*entry)})
	for i := range int32(perShelf) {
		s.puts(first + i)
	}
	s.more += perShelf
}

// puts makes an entry for a place.
func (s *shelves) puts(place int32) {
	e := new(entry)
	e.state.at(place)
	s.list[place/perShelf].entries[place%perShelf] = e
}

// all goes through the entries at all places, also those that are free.
func (s *shelves) all(yield func(*entry) bool) {
	for i := range s.list {
		for _, e := range s.list[i].entries {
			if !yield(e) {
				return
			}
		}
	}
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
