package produce

import "sync/atomic"

// The states of an entry.
const (
	entering uint32 = iota // nothing was told, and kgo has not given the record a partition
	waiting                // nothing was told
	held                   // nor was it of one that waits in a lane, and that kgo does not have
	fitting                // nor was it of one that the lane makes fit, so that nobody else may have it
	telling                // it is being told that it is in doubt
	doubtful               // it was told that it is in doubt
	ended
)

// states are in which one an entry is, with its place among the desk's shelves, which never
// changes, in the same word.
type states struct{ word atomic.Uint32 }

const stateBits = 3

// at gives the entry its place, where it has ended.
func (s *states) at(place int32) { s.word.Store(uint32(place)<<stateBits | ended) }

func (s *states) place() int32 { return int32(s.word.Load() >> stateBits) }

// Load is the state.
func (s *states) Load() uint32 { return s.word.Load() & (1<<stateBits - 1) }

// Store sets the state, where nobody else does.
func (s *states) Store(to uint32) { s.word.Store(s.word.Load()>>stateBits<<stateBits | to) }

// CompareAndSwap goes from one state to another, and tells whether it was in that.
func (s *states) CompareAndSwap(from, to uint32) bool {
	now := s.word.Load()
	return now&(1<<stateBits-1) == from && s.word.CompareAndSwap(now, now>>stateBits<<stateBits|to)
}

// Swap goes to a state, and returns the one before.
func (s *states) Swap(to uint32) (before uint32) {
	for {
		if before = s.Load(); s.CompareAndSwap(before, to) {
			return before
		}
	}
}

// turns goes from nothing told to another state, if that is still so and kgo has the record,
// or may have it.
func (s *states) turns(to uint32) bool {
	for {
		now := s.Load()
		if now > waiting {
			return false
		}
		if s.CompareAndSwap(now, to) {
			return true
		}
	}
}
