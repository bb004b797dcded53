package history

import (
	"math"

	"github.com/breakwaterhq/breakwater/internal/model"
)

const (
	fineLooks   = 24     // samples of the fine ring
	coarseLooks = 360    // samples of the coarse ring
	coarseEvery = 60_000 // ms from one sample of the coarse ring to the next, at the least

	// largest is the largest number that is kept: any two differ by less than
	// what stands for a hole.
	largest = 1<<62 - 1

	unowned = math.MaxInt64 // when a slot was born that nobody owns
)

// class is a kind of number. Numbers of one class share pages, because they
// change alike: most log starts never do, while log ends always do.
type class uint8

const (
	logEnds   class = iota
	logStarts       // seldom change
	unstables       // how far the last stable offset is behind the log end: nearly always 0
	offsets         // that were committed
	others
	classes
)

// series are all numbers of a cluster.
type series struct {
	class  []class // of each page
	free   [classes][]slot
	born   []int64 // since when each slot has had its owner, in ms; unowned: it has none
	told   []int64 // what the look that is being recorded has told of each slot
	any    bool    // it has told something
	owned  int     // slots
	fine   ring
	coarse ring
	changes
	work workspace
}

func newSeries() series {
	return series{fine: ring{size: fineLooks}, coarse: ring{size: coarseLooks}}
}

// take gives a slot to a new owner.
func (s *series) take(c class, at int64) slot {
	if len(s.free[c]) == 0 {
		s.addPage(c)
	}
	last := len(s.free[c]) - 1
	taken := s.free[c][last]
	s.free[c] = s.free[c][:last]
	s.born[taken] = at
	s.owned++
	return taken
}

// addPage adds a page of slots, the lowest of which is taken first.
func (s *series) addPage(c class) {
	first := len(s.born)
	s.class = append(s.class, c)
	s.fine.grow()
	s.coarse.grow()
	s.changes.grow()
	for i := range pageSize {
		s.born, s.told = append(s.born, unowned), append(s.told, hole)
		s.free[c] = append(s.free[c], slot(first+pageSize-1-i))
	}
}

// release takes a slot from its owner; the next one sees nothing of what it was.
func (s *series) release(of slot) {
	if of == nowhere {
		return
	}
	s.born[of], s.told[of], s.fine.last[of], s.coarse.last[of] = unowned, hole, hole, hole
	s.moved[of], s.fell[of] = 0, 0
	c := s.class[of/pageSize]
	s.free[c] = append(s.free[c], of)
	s.owned--
}

// tell notes what a look tells of a number, and gives it a slot if it has none.
// What is negative, or beyond any offset or size, is not told.
func (s *series) tell(of *slot, c class, at, n int64) {
	if kept(n) {
		s.tellDifference(of, c, at, n)
	}
}

func (s *series) tellDifference(of *slot, c class, at, n int64) {
	if *of == nowhere {
		*of = s.take(c, at)
	}
	s.told[*of] = n
	s.any = true
}

// endLook turns what was told into frames. A look that told nothing makes none.
func (s *series) endLook(at int64) {
	if !s.any {
		return
	}
	s.changes.note(at, s.told, s.fine.last)
	s.fine.push(at, s.told, s.born, &s.work)
	if newest, has := s.coarse.newest(); !has || at-newest >= coarseEvery {
		s.coarse.push(at, s.told, s.born, &s.work)
	}
	for i := range s.told {
		s.told[i] = hole
	}
	s.any = false
}

// difference is one number, or by how much it is above another.
type difference struct {
	of, less slot
	born     int64
}

// track is the past of a number.
func (s *series) track(of slot) model.Track { return s.trackLess(of, nowhere) }

// trackLess is the past of a number less another one.
func (s *series) trackLess(of, less slot) model.Track {
	if of == nowhere {
		return nil
	}
	d := difference{of: of, less: less, born: s.born[of]}
	if less != nowhere {
		d.born = max(d.born, s.born[less])
	}
	return func(yield func(model.Sample) bool) { s.walk(d, yield) }
}

// walk goes through the fine samples, and then through the coarse ones that are
// older than all of these.
func (s *series) walk(d difference, yield func(model.Sample) bool) {
	if len(s.fine.frames) == 0 || !s.fine.walk(d, math.MaxInt64, yield) {
		return
	}
	s.coarse.walk(d, s.fine.frame(len(s.fine.frames)-1).at, yield)
}

// kept tells whether a number is one that is kept.
func kept(n int64) bool { return n >= 0 && n <= largest }
