package watch

import (
	"runtime"
	"runtime/metrics"
	"sync"
)

// heap decides when garbage is collected. A collection that falls into a look
// makes it longer: it takes a processor, and slows down whoever allocates. So one
// that the next look would bring about is made when a look has ended and nobody
// waits. There are no more of them for that. All clusters share one heap.
type heap struct {
	mu        sync.Mutex
	allocated uint64 // bytes since the program began, when the last look ended
}

// smallHeap is the goal, in bytes, of a heap that is collected in no time.
const smallHeap = 32 << 20

// ended is called when a look has been told.
func (h *heap) ended() {
	if !h.mu.TryLock() { // another cluster's look has just done so
		return
	}
	defer h.mu.Unlock()
	s := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}, {Name: "/gc/heap/goal:bytes"}, {Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	allocated, goal, now := s[0].Value.Uint64(), s[1].Value.Uint64(), s[2].Value.Uint64()
	if h.due(allocated, goal, now) {
		runtime.GC()
	}
}

// due tells whether the heap will reach its goal before the next look has ended, if
// that allocates as much as this one.
func (h *heap) due(allocated, goal, now uint64) bool {
	grown := allocated - h.allocated
	h.allocated = allocated
	return goal > smallHeap && now+grown > goal
}
