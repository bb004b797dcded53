package watch

import (
	"runtime"
	"testing"
)

func TestACollectionThatTheNextLookWouldBringAbout(t *testing.T) {
	const mb = 1 << 20
	for _, c := range []struct {
		name                         string
		before, allocated, goal, now uint64
		due                          bool
	}{
		{"there is room for another look", 0, 40 * mb, 160 * mb, 100 * mb, false},
		{"just enough", 0, 60 * mb, 160 * mb, 100 * mb, false},
		{"one byte too few", 0, 60*mb + 1, 160 * mb, 100 * mb, true},
		{"what was allocated before counts no more", 500 * mb, 540 * mb, 160 * mb, 100 * mb, false},
		{"a small heap is left alone", 0, 60 * mb, smallHeap, smallHeap, false},
	} {
		h := heap{allocated: c.before}
		if got := h.due(c.allocated, c.goal, c.now); got != c.due || h.allocated != c.allocated {
			t.Errorf("%s: due %v, allocated %d", c.name, got, h.allocated)
		}
	}
}

// TestAHeapIsCollected when it is due, and by one at a time.
func TestAHeapIsCollected(t *testing.T) {
	kept := make([]byte, 2*smallHeap) // so that the goal is that of a large heap
	runtime.GC()
	collections := func() uint32 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.NumGC
	}
	h := &heap{}
	before := collections()
	h.ended() // all that was ever allocated counts for the first look
	if collections() == before {
		t.Error("it is due, and was not made")
	}
	before = collections()
	h.ended()
	if n := collections() - before; n > 1 { // the runtime may begin one by itself
		t.Errorf("%d more, and nothing was allocated", n)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ended() // would wait for ever
	runtime.KeepAlive(kept)
}
