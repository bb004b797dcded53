package history

import (
	"encoding/binary"
	"math"
)

// pageSize is how many slots share one width. Numbers that behave alike have
// to lie in one page for it to be narrow: see class.
const pageSize = 64

// page is what the slots of one page differ from the frame before.
type page [pageSize]int64

// width is how the numbers of a page are stored in a frame.
type width uint32

const (
	nothing width = iota // no slot was told
	zeros                // every slot was told, and none has changed
	sparse               // how many have changed or were not told; of each of these the place in the page and the number
	bytes1               // each in as many bytes; the lowest number stands for a hole
	bytes2
	bytes3
	bytes4
	bytes8
	widths
)

// The numbers that fit into three bytes.
const (
	minInt24 = -1 << 23
	maxInt24 = 1<<23 - 1
)

// sparseEach is how many bytes one number of a sparse page takes.
const sparseEach = 1 + 8

// bytes is how many bytes a page of the width takes; of a sparse one that is
// its first alone.
func (w width) bytes() int {
	return [widths]int{sparse: 1, bytes1: pageSize, bytes2: 2 * pageSize, bytes3: 3 * pageSize, bytes4: 4 * pageSize, bytes8: 8 * pageSize}[w]
}

// width is the one that holds a page in the fewest bytes.
func (p *page) width() width {
	low, high, told, other := int64(0), int64(0), 0, 0
	for _, n := range p {
		if n != 0 {
			other++
		}
		if n != hole {
			told++
			low, high = min(low, n), max(high, n)
		}
	}
	full := bytes8
	switch {
	case told == 0:
		return nothing
	case other == 0:
		return zeros
	case low > math.MinInt8 && high <= math.MaxInt8:
		full = bytes1
	case low > math.MinInt16 && high <= math.MaxInt16:
		full = bytes2
	case low > minInt24 && high <= maxInt24:
		full = bytes3
	case low > math.MinInt32 && high <= math.MaxInt32:
		full = bytes4
	}
	if sparse.bytes()+sparseEach*other < full.bytes() {
		return sparse
	}
	return full
}

// appendTo writes a page in a width that holds it. A hole becomes the
// lowest number of the width, which no difference is.
func (p *page) appendTo(data []byte, w width) []byte {
	switch w {
	case sparse:
		data = p.appendSparse(data)
	case bytes1:
		for _, n := range p {
			data = append(data, byte(orLowest(n, math.MinInt8)))
		}
	case bytes2:
		for _, n := range p {
			data = binary.LittleEndian.AppendUint16(data, uint16(orLowest(n, math.MinInt16)))
		}
	case bytes3:
		for _, n := range p {
			n = orLowest(n, minInt24)
			data = append(data, byte(n), byte(n>>8), byte(n>>16))
		}
	case bytes4:
		for _, n := range p {
			data = binary.LittleEndian.AppendUint32(data, uint32(orLowest(n, math.MinInt32)))
		}
	case bytes8:
		for _, n := range p {
			data = binary.LittleEndian.AppendUint64(data, uint64(n))
		}
	}
	return data
}

func orLowest(n, lowest int64) int64 {
	if n == hole {
		return lowest
	}
	return n
}

func (p *page) appendSparse(data []byte) []byte {
	count := len(data)
	data = append(data, 0)
	for i, n := range p {
		if n != 0 {
			data[count]++
			data = binary.LittleEndian.AppendUint64(append(data, byte(i)), uint64(n))
		}
	}
	return data
}
