package history

import (
	"math"
	"testing"
)

// pageOf is a page of zeros with the given numbers at its start.
func pageOf(numbers ...int64) (p page) {
	copy(p[:], numbers)
	return p
}

// pageOfAll is a page of one number in every place, but for those at its start.
func pageOfAll(n int64, but ...int64) (p page) {
	for i := range p {
		p[i] = n
	}
	copy(p[:], but)
	return p
}

func TestPageKeepsEveryNumber(t *testing.T) {
	cases := []struct {
		name string
		page page
		want width
	}{
		{"no slot was told", pageOfAll(hole), nothing},
		{"nothing has changed", page{}, zeros},
		{"one has changed", pageOf(5), sparse},
		{"one was not told", pageOf(hole), sparse},
		{"one alone was told", pageOfAll(hole, 0), bytes1},
		{"few have changed by much", pageOf(1<<40, -1<<40, hole, 1), sparse},
		{"several have changed, one by much", pageOf(1<<40, 1, 1, 1, 1, 1, 1, 1), sparse},
		{"one byte", pageOfAll(1, math.MaxInt8, -math.MaxInt8, hole), bytes1},
		{"more than one byte", pageOfAll(1, math.MaxInt8+1, hole), bytes2},
		{"the lowest of one byte is a hole's", pageOfAll(1, math.MinInt8, hole), bytes2},
		{"two bytes", pageOfAll(1, math.MaxInt16, -math.MaxInt16, hole), bytes2},
		{"the lowest of two bytes is a hole's", pageOfAll(1, math.MinInt16, hole), bytes3},
		{"three bytes", pageOfAll(-1, maxInt24, -maxInt24, hole), bytes3},
		{"more than three bytes", pageOfAll(1, maxInt24+1, hole), bytes4},
		{"the lowest of three bytes is a hole's", pageOfAll(1, minInt24, hole), bytes4},
		{"four bytes", pageOfAll(1, math.MaxInt32, -math.MaxInt32, hole), bytes4},
		{"more than four bytes", pageOfAll(1, math.MaxInt32+1, hole), bytes8},
		{"the lowest of four bytes is a hole's", pageOfAll(1, math.MinInt32, hole), bytes8},
		{"the largest there are", pageOfAll(largest, -largest, hole), bytes8},
	}
	for _, c := range cases {
		w := c.page.width()
		if w != c.want {
			t.Errorf("%s: width %d, want %d", c.name, w, c.want)
		}
		before := []byte("before")
		f := frame{data: c.page.appendTo(before, w), pages: []uint32{uint32(len(before))<<widthBits | uint32(w)}}
		for i, n := range c.page {
			got, told := f.delta(slot(i))
			if told != (n != hole) || told && got != n {
				t.Errorf("%s: place %d is %d, %v; want %d", c.name, i, got, told, n)
			}
		}
		if !f.holds(f.pages[0]) {
			t.Errorf("%s: the page is not in the frame", c.name)
		}
		if taken := len(f.data) - len(before); taken > 8*pageSize {
			t.Errorf("%s: takes %d bytes", c.name, taken)
		}
	}
}

func TestPageThatIsNotInItsFrame(t *testing.T) {
	cases := []struct {
		name string
		data []byte
		page uint32
		good bool
	}{
		{"nothing takes no room", nil, uint32(nothing), true},
		{"nothing behind the end", nil, 1<<widthBits | uint32(nothing), false},
		{"one byte each", make([]byte, pageSize), uint32(bytes1), true},
		{"one byte too few", make([]byte, pageSize-1), uint32(bytes1), false},
		{"a start that leaves too little", make([]byte, pageSize), 1<<widthBits | uint32(bytes1), false},
		{"sparse without a count", nil, uint32(sparse), false},
		{"sparse with its numbers", make([]byte, 1+sparseEach), uint32(sparse), true},
		{"sparse with too few numbers", append([]byte{2}, make([]byte, sparseEach)...), uint32(sparse), false},
	}
	for _, c := range cases {
		f := frame{data: c.data}
		if f.holds(c.page) != c.good {
			t.Errorf("%s: want %v", c.name, c.good)
		}
	}
	if _, told := (&frame{}).delta(3); told {
		t.Error("a page that came later was told in a frame before it")
	}
}
