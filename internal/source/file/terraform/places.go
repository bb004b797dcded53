package terraform

import (
	"bytes"
	"sort"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// places tells lines and columns from byte offsets. Columns are bytes: a plan
// is one line of megabytes, and counting its characters again for each value
// would never end.
type places struct {
	in     format.Input
	starts []int // where each line starts, so that a place costs no walk
}

func newPlaces(in format.Input) places {
	p := places{in: in, starts: []int{0}}
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
	return line, offset - p.starts[line-1] + 1
}

func (p places) at(offset int) model.Origin { return p.in.At(p.place(offset)) }
