package history

import (
	"encoding/binary"
	"math"
	"slices"
)

// slot is the place of one number in every frame.
type slot uint32

// nowhere is the slot of a number that was never told.
const nowhere slot = math.MaxUint32

// hole stands for a number that was not told.
const hole = math.MinInt64

// frame is one look at all slots.
type frame struct {
	at    int64
	pages []uint32 // where each page starts in data, shifted left by widthBits, and its width
	data  []byte
}

const widthBits = 3

// delta is by how much a slot differs from what it was when it was last told;
// false where it was not told.
func (f *frame) delta(s slot) (int64, bool) {
	p, i := int(s/pageSize), int(s%pageSize)
	if p >= len(f.pages) {
		return 0, false
	}
	data := f.data[f.pages[p]>>widthBits:]
	var n, none int64
	switch width(f.pages[p] & (1<<widthBits - 1)) {
	case nothing:
		return 0, false
	case zeros:
		return 0, true
	case sparse:
		n, none = sparseDelta(data, i), hole
	case bytes1:
		n, none = int64(int8(data[i])), math.MinInt8
	case bytes2:
		n, none = int64(int16(binary.LittleEndian.Uint16(data[2*i:]))), math.MinInt16
	case bytes3:
		high := int64(int8(data[3*i+2]))
		n, none = high<<16|int64(binary.LittleEndian.Uint16(data[3*i:])), minInt24
	case bytes4:
		n, none = int64(int32(binary.LittleEndian.Uint32(data[4*i:]))), math.MinInt32
	default:
		n, none = int64(binary.LittleEndian.Uint64(data[8*i:])), hole
	}
	return n, n != none
}

// sparseDelta is a number of a sparse page.
func sparseDelta(data []byte, of int) int64 {
	for each := range slices.Chunk(data[1:1+sparseEach*int(data[0])], sparseEach) {
		if int(each[0]) == of {
			return int64(binary.LittleEndian.Uint64(each[1:]))
		}
	}
	return 0
}

// holds tells whether a page lies in the data of the frame.
func (f *frame) holds(p uint32) bool {
	w, start := width(p&(1<<widthBits-1)), int(p>>widthBits)
	if w >= widths || start+w.bytes() > len(f.data) {
		return false
	}
	return w != sparse || start+sparse.bytes()+sparseEach*int(f.data[start]) <= len(f.data)
}
