package history

import (
	"math"
	"slices"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// ring is the last frames of all slots in one resolution.
type ring struct {
	size   int     // how many frames it keeps
	frames []frame // frame number n lies at n modulo size
	pushed int     // how many there ever were
	last   []int64 // the newest number of each slot; hole: none yet

	// still is in how many of the newest frames, at the least, a slot was told
	// and unchanged: most numbers of a large cluster never change, and what is
	// known of them need not be looked up frame by frame.
	still []uint16
}

// grow makes room for a page of slots.
func (r *ring) grow() {
	for range pageSize {
		r.last, r.still = append(r.last, hole), append(r.still, 0)
	}
}

// frame is the one that was pushed back looks before the newest.
func (r *ring) frame(back int) *frame { return &r.frames[(r.pushed-1-back)%r.size] }

// newest is when the newest frame was pushed; false where there is none.
func (r *ring) newest() (int64, bool) {
	if len(r.frames) == 0 {
		return 0, false
	}
	return r.frame(0).at, true
}

// push adds a frame of what a look told. A slot that nobody owns counts as
// unchanged, so that it does not make its page wider.
func (r *ring) push(at int64, told, born []int64, w *workspace) {
	w.pages, w.data = w.pages[:0], w.data[:0]
	var p page
	for first := 0; first < len(told); first += pageSize {
		r.differ(&p, first, told, born)
		width := p.width()
		w.pages = append(w.pages, uint32(len(w.data))<<widthBits|uint32(width))
		w.data = p.appendTo(w.data, width)
	}
	if len(r.frames) < r.size {
		r.frames = append(r.frames, frame{})
	}
	r.pushed++
	f := r.frame(0)
	f.at, f.pages, f.data = at, refill(f.pages, w.pages), refill(f.data, w.data)
}

// differ fills in a page, and remembers what is now the newest of each slot.
func (r *ring) differ(p *page, first int, told, born []int64) {
	last, still := r.last[first:first+pageSize], r.still[first:first+pageSize]
	for i, n := range told[first : first+pageSize] {
		if n == last[i] && n != hole {
			p[i], still[i] = 0, min(still[i]+1, uint16(r.size))
			continue
		}
		still[i] = 0
		switch {
		case n != hole && last[i] != hole:
			p[i], last[i] = n-last[i], n
		case n != hole:
			p[i], last[i] = 0, n
		case born[first+i] == unowned:
			p[i] = 0
		default:
			p[i] = hole
		}
	}
}

// workspace is where a frame is put together before its size is known.
type workspace struct {
	pages []uint32
	data  []byte
}

// refill copies into the old place where that neither overflows nor wastes
// more than a quarter.
func refill[E any](old, with []E) []E {
	if n := len(with); cap(old) < n || cap(old) > n+n/4 {
		return slices.Clone(with)
	}
	return append(old[:0], with...)
}

// walk hands out what a slot was, the newest first, less what another slot was
// at the same time. It leaves out frames that are not older than before, and
// ends at the one in which the slots had another owner. It is false where the
// reader has had enough.
func (r *ring) walk(d difference, before int64, yield func(model.Sample) bool) bool {
	of, less := r.cursor(d.of), r.cursor(d.less)
	if of.now == hole || less.now == hole {
		return true
	}
	at := r.pushed % r.size
	for back := range len(r.frames) {
		if at--; at < 0 {
			at = r.size - 1
		}
		f := &r.frames[at]
		if f.at < d.born {
			return true
		}
		n, told := of.in(f, back)
		by, also := less.in(f, back)
		if told && also && f.at < before && !yield(model.Sample{At: f.at, N: n - by}) {
			return false
		}
	}
	return true
}

// cursor goes back through the frames with one slot. That of nowhere is always
// at 0.
type cursor struct {
	of    slot
	now   int64
	still int // in how many of the newest frames it is known to be at now
}

func (r *ring) cursor(of slot) cursor {
	if of == nowhere {
		return cursor{of: of, still: math.MaxInt}
	}
	return cursor{of, r.last[of], int(r.still[of])}
}

// in is what the slot was in the frame that was pushed back looks before the
// newest; false where it was not told. The frames have to come one after the
// other, from the newest.
func (c *cursor) in(f *frame, back int) (n int64, told bool) {
	if back < c.still {
		return c.now, true
	}
	by, told := f.delta(c.of)
	if n = c.now; told {
		c.now -= by
	}
	return n, told
}
