package metrics

import "github.com/breakwaterhq/breakwater/internal/metrics/exposition"

// rows are the samples of a page, by family.
type rows map[*family]*blocks

// add writes one sample. A family's rows stand together, whoever writes them.
func (r rows) add(f *family, l labels, value float64) {
	to := r[f]
	if to == nil {
		to = &blocks{}
		r[f] = to
	}
	last := to.roomFor(len(f.name) + len(l) + exposition.LongestValue)
	*last = exposition.Sample(*last, f.name, l, value)
}

// blocks are a text that grows without being copied: both formats hold the same
// ones.
type blocks [][]byte

const (
	firstBlock   = 1 << 10
	largestBlock = 64 << 10
)

// roomFor is a block to which so many bytes may be added.
func (b *blocks) roomFor(n int) *[]byte {
	size := firstBlock
	if last := len(*b) - 1; last >= 0 {
		if block := (*b)[last]; cap(block)-len(block) >= n {
			return &(*b)[last]
		}
		size = min(2*cap((*b)[last]), largestBlock)
	}
	*b = append(*b, make([]byte, 0, max(size, n)))
	return &(*b)[len(*b)-1]
}

// size is how many bytes there are.
func (b blocks) size() (n int) {
	for _, block := range b {
		n += len(block)
	}
	return n
}

// labels are rendered once for all series that share them.
type labels = exposition.Labels

func truth(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

// seconds are those of a number of ms.
func seconds(ms int64) float64 { return float64(ms) / 1000 }
