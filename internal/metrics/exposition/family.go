package exposition

import "strings"

// The formats, as Content-Type names them.
const (
	TextFormat = "text/plain; version=0.0.4; charset=utf-8"
	OpenFormat = "application/openmetrics-text; version=1.0.0; charset=utf-8"
)

// End is how an OpenMetrics page ends, so that one that was cut off is noticed.
const End = "# EOF\n"

// Kind is the type of a family in Prometheus' words.
type Kind string

// The kinds of families.
const (
	Gauge     Kind = "gauge"
	Counter   Kind = "counter" // its name ends in _total
	Histogram Kind = "histogram"
)

// Family is all series of one name.
type Family struct {
	Name string
	Kind Kind
	Help string // one line, without a backslash
}

// Head appends what stands above a family's samples. OpenMetrics names a counter
// without its suffix, and escapes quotes in help texts, of which there are to be none.
func (f Family) Head(to []byte, open bool) []byte {
	name := f.Name
	if open && f.Kind == Counter {
		name = strings.TrimSuffix(name, "_total")
	}
	for _, part := range []string{"# HELP ", name, " ", f.Help, "\n# TYPE ", name, " ", string(f.Kind), "\n"} {
		to = append(to, part...)
	}
	return to
}

// Sample appends a sample of a gauge or a counter.
func (f Family) Sample(to []byte, l Labels, value float64) []byte {
	return Sample(to, f.Name, l, value)
}

// Spread appends all samples of one series of a histogram: how many values there were up
// to each bound, of which the last stands for all, their sum and their number. counts
// are those between two bounds, and one more for what is above the last. Without labels.
func (f Family) Spread(to []byte, bounds []float64, counts []uint64, sum float64) []byte {
	total := uint64(0)
	for i, n := range counts {
		total += n
		le := "+Inf"
		if i < len(bounds) {
			le = string(number(nil, bounds[i]))
		}
		to = Sample(to, f.Name+"_bucket", Labels("").With("le", le), float64(total))
	}
	to = Sample(to, f.Name+"_sum", "", sum)
	return Sample(to, f.Name+"_count", "", float64(total))
}
