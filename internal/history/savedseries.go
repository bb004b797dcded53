package history

import (
	"fmt"
	"slices"
)

func (c *codec) series(s *series) {
	list(c, &s.class, longestList, func(k *class) { whole(c, k) })
	list(c, &s.born, longestList, c.number)
	c.check(len(s.born) == len(s.class)*pageSize, "slots that are not in pages")
	c.check(!slices.ContainsFunc(s.class, func(k class) bool { return k >= classes }), "the class of a page")
	c.ring(&s.fine, len(s.born))
	c.ring(&s.coarse, len(s.born))
}

func (c *codec) ring(r *ring, slots int) {
	list(c, &r.last, longestList, c.number)
	c.check(len(r.last) == slots, "the slots of a ring")
	whole(c, &r.pushed)
	c.check(r.pushed < 1<<40, "the number of frames")
	var frames []frame // the oldest first
	for back := len(r.frames) - 1; back >= 0; back-- {
		frames = append(frames, *r.frame(back))
	}
	list(c, &frames, r.size, c.frame)
	c.check(len(frames) == min(r.pushed, r.size), "the frames of a ring")
	if c.err != nil || !c.reading() {
		return
	}
	r.frames, r.still = make([]frame, len(frames)), make([]uint16, slots)
	for i := range frames {
		*r.frame(len(frames) - 1 - i) = frames[i]
	}
}

func (c *codec) frame(f *frame) {
	c.number(&f.at)
	list(c, &f.pages, longestList, func(p *uint32) { whole(c, p) })
	c.data(&f.data, longestData)
	for _, p := range f.pages {
		c.check(f.holds(p), "a page")
	}
}

// claimSlots gives the slots back to those who had them, and the others to
// nobody. It is an error if two claim one, or one claims what is not there.
func (s *Store) claimSlots() error {
	claims := claims{of: &s.series, taken: make([]bool, len(s.series.born))}
	for _, t := range s.topics {
		for i := range t.parts {
			claims.claim(t.parts[i].end, logEnds)
			claims.claim(t.parts[i].start, logStarts)
			claims.claim(t.parts[i].unstable, unstables)
		}
	}
	for _, g := range s.groups {
		for _, c := range g.topics {
			for _, p := range c.parts {
				claims.claim(p.offset, offsets)
			}
		}
	}
	for _, b := range s.brokers {
		for _, g := range b.usable {
			claims.claim(g.number, others)
		}
	}
	for _, g := range s.voters {
		claims.claim(g.number, others)
	}
	s.series.releaseAllBut(claims.taken)
	s.series.noteAll()
	return claims.err
}

// claims are the slots that somebody has.
type claims struct {
	of    *series
	taken []bool
	err   error
}

func (c *claims) claim(n slot, k class) {
	switch {
	case n == nowhere:
	case int(n) >= len(c.taken) || c.taken[n] || c.of.class[n/pageSize] != k || c.of.born[n] == unowned:
		c.err = fmt.Errorf("slot %d: %w", n, errMalformed)
	default:
		c.taken[n] = true
		c.of.owned++
	}
}

// releaseAllBut empties the slots that are not taken. The lowest is the first
// that will be.
func (s *series) releaseAllBut(taken []bool) {
	s.told = make([]int64, len(taken))
	for i := len(taken) - 1; i >= 0; i-- {
		s.told[i] = hole
		if !taken[i] {
			s.born[i], s.fine.last[i], s.coarse.last[i] = unowned, hole, hole
			c := s.class[i/pageSize]
			s.free[c] = append(s.free[c], slot(i))
		}
	}
}
