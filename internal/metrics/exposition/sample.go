package exposition

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// LongestValue is how many bytes a sample takes at most beside its name and its labels.
const LongestValue = 32

// Sample appends one line: name, labels and value.
func Sample(to []byte, name string, l Labels, value float64) []byte {
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

// Labels are rendered once for all series that share them. The zero value has none.
type Labels string

// With adds a label, whatever bytes its value holds.
func (l Labels) With(name, value string) Labels {
	text := name + `="` + escaped(value) + `"`
	if l == "" {
		return Labels(text)
	}
	return l + Labels(","+text)
}

// WithID adds the id of a broker or partition.
func (l Labels) WithID(name string, id int32) Labels {
	return l.With(name, strconv.Itoa(int(id)))
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
