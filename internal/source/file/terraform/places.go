package terraform

import (
	"bytes"
	"sort"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// places tells lines and columns from byte offsets. Columns are characters. A
// plan is one line of megabytes, and counting its characters again for each
// value would never end, so they are counted block by block.
type places struct {
	in     format.Input
	starts []int // where each line starts, so that a place costs no walk
	inside []int // how many bytes before each block are inside a character
}

const block = 1 << 10

func newPlaces(in format.Input) places {
	p := places{in: in, starts: []int{0}, inside: []int{0}}
	for start := 0; start < len(in.Text); start += block {
		end := min(start+block, len(in.Text))
		p.inside = append(p.inside, p.inside[len(p.inside)-1]+continuations(in.Text[start:end]))
	}
	for i := 0; ; {
		n := bytes.IndexByte(in.Text[i:], '\n')
		if n < 0 {
			return p
		}
		i += n + 1
		p.starts = append(p.starts, i)
	}
}

func (p places) place(offset int) (line, column int) {
	line = sort.SearchInts(p.starts, offset+1)
	start := p.starts[line-1]
	return line, offset - start - (p.insideBefore(offset) - p.insideBefore(start)) + 1
}

// insideBefore is how many bytes before an offset are inside a character.
func (p places) insideBefore(offset int) int {
	whole := offset / block
	return p.inside[whole] + continuations(p.in.Text[whole*block:offset])
}

// continuations counts the bytes that do not begin a character of UTF-8.
func continuations(text []byte) int {
	n := 0
	for _, b := range text {
		if b&0xc0 == 0x80 {
			n++
		}
	}
	return n
}

func (p places) at(offset int) model.Origin { return p.in.At(p.place(offset)) }
