package history

import (
	"math"

	"github.com/breakwaterhq/breakwater/internal/model"
)

var _ model.Changes = (*Store)(nil)

// changes are when numbers were last told to be others than in the look before
// that told them. Most of a large cluster's numbers never change, or never fall,
// and rules need not go through their past to know it.
type changes struct {
	moved []int64 // of each slot, in ms since 1970; 0: never
	fell  []int64 // to a lower one
}

func (c *changes) grow() {
	for range pageSize {
		c.moved, c.fell = append(c.moved, 0), append(c.fell, 0)
	}
}

// note takes in what a look tells, held against what was told before.
func (c *changes) note(at int64, told, last []int64) {
	for i, n := range told {
		if was := last[i]; n != was && n != hole && was != hole {
			c.moved[i] = at
			if n < was {
				c.fell[i] = at
			}
		}
	}
}

// noteAll finds out of all samples that are kept when numbers changed.
func (s *series) noteAll() {
	slots := len(s.born)
	s.changes = changes{moved: make([]int64, slots), fell: make([]int64, slots)}
	for i := range slots {
		if s.born[i] == unowned {
			continue
		}
		var younger model.Sample
		first := true
		for sample := range s.track(slot(i)) {
			if !first && sample.N != younger.N {
				s.changes.moved[i] = max(s.changes.moved[i], younger.At)
				if sample.N > younger.N {
					s.changes.fell[i] = younger.At
					break
				}
			}
			younger, first = sample, false
		}
	}
}

// remembered is a time of change, if any sample may be older than it; else 0: what
// is remembered is all alike.
func (s *series) remembered(at int64) int64 {
	if at <= min(s.fine.oldest(), s.coarse.oldest()) {
		return 0
	}
	return at
}

// oldest is when the oldest frame was pushed.
func (r *ring) oldest() int64 {
	if len(r.frames) == 0 {
		return math.MaxInt64
	}
	return r.frame(len(r.frames) - 1).at
}

// EndMoved is when the log end offset of a partition has changed last; 0: in no
// sample of LogEnd.
func (s *Store) EndMoved(topic string, index int32) int64 {
	if p := s.partition(topic, index); p != nil && p.end != nowhere {
		return s.series.remembered(s.series.changes.moved[p.end])
	}
	return 0
}

// EndFell is when a look has last told a lower log end offset than before; 0: in
// no sample of LogEnd.
func (s *Store) EndFell(topic string, index int32) int64 {
	if p := s.partition(topic, index); p != nil && p.end != nowhere {
		return s.series.remembered(s.series.changes.fell[p.end])
	}
	return 0
}

// CommitsMoved is when any of a group's committed offsets has changed last; 0: in
// no sample of Committed.
func (s *Store) CommitsMoved(id string) (at int64) {
	g := s.groups[id]
	if g == nil {
		return 0
	}
	for _, c := range g.topics {
		for i := range c.parts {
			if of := c.parts[i].offset; of != nowhere {
				at = max(at, s.series.changes.moved[of])
			}
		}
	}
	return s.series.remembered(at)
}
