package metrics

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// rows are the samples of a page, by family.
type rows map[*family]*blocks

// add writes one sample. A family's rows stand together, whoever writes them.
func (r rows) add(f *family, l labels, value float64) {
	to := r[f]
	if to == nil {
		to = &blocks{}
		r[f] = to
	}
	last := to.roomFor(len(f.name) + len(l) + longestValue)
	*last = sample(*last, f.name, l, value)
}

// blocks are a text that grows without being copied: both formats hold the same
// ones.
type blocks [][]byte

const (
	firstBlock   = 1 << 10
	largestBlock = 64 << 10
	longestValue = 32 // with what stands between it and the labels
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

func sample(to []byte, name string, l labels, value float64) []byte {
	to = append(to, name...)
	if len(l) > 0 {
		to = append(to, '{')
		to = append(to, l...)
		to = append(to, '}')
	}
	to = append(to, ' ')
	return append(number(to, value), '\n')
}

// exact is up to where a float64 holds every whole number.
const exact = 1 << 53

// number writes what is neither huge nor tiny without an exponent, since people
// read it, too.
func number(to []byte, v float64) []byte {
	switch {
	case math.IsInf(v, 1):
		return append(to, "+Inf"...)
	case v == math.Trunc(v) && math.Abs(v) < exact:
		return strconv.AppendInt(to, int64(v), 10)
	}
	if a := math.Abs(v); a > 1e-6 && a < exact {
		return strconv.AppendFloat(to, v, 'f', -1, 64)
	}
	return strconv.AppendFloat(to, v, 'g', -1, 64)
}

// labels are rendered once for all series that share them.
type labels string

// with adds a label.
func (l labels) with(name, value string) labels {
	text := name + `="` + escaped(value) + `"`
	if l == "" {
		return labels(text)
	}
	return l + labels(","+text)
}

// withID adds the id of a broker or partition.
func (l labels) withID(name string, id int32) labels {
	return l.with(name, strconv.Itoa(int(id)))
}

// escaped is a label value as both formats want it. One byte that is no UTF-8
// would make Prometheus drop the whole page.
func escaped(value string) string {
	if !utf8.ValidString(value) {
		value = strings.ToValidUTF8(value, "\uFFFD")
	}
	if !strings.ContainsAny(value, "\\\"\n") {
		return value
	}
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(value)
}

func truth(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

// seconds are those of a number of ms.
func seconds(ms int64) float64 { return float64(ms) / 1000 }
