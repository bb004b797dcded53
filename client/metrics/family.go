package metrics

import (
	"strings"

	"github.com/breakwaterhq/breakwater/client/produce"
)

// Kind is how the values of a family go.
type Kind uint8

// The kinds.
const (
	Gauge     Kind = iota // up and down
	Counter               // up only, from 0 when the guard is made
	Histogram             // a distribution, from 0 when the guard is made
)

// String is the kind in Prometheus' words.
func (k Kind) String() string { return [...]string{"gauge", "counter", "histogram"}[k] }

// A Family is all samples of one name.
type Family struct {
	Name   string // as OpenTelemetry writes it: breakwater.client.metadata.age
	Unit   string // in UCUM: s, By, {record}; "" for a state
	Kind   Kind
	Labels []string
	Help   string // one sentence or two; what is absent, and when

	read func(*reading, yield)
}

// A Sample is one value of a family. The values of its labels are in the order of the
// family's. Latency is set for a Histogram alone.
type Sample struct {
	Family  *Family
	Labels  []string
	Value   float64
	Latency produce.Latency
}

// Prometheus is the name by Prometheus' conventions: with the unit in it, and _total behind
// a counter. OpenTelemetry's own exporters for Prometheus make the same of Name and Unit.
func (f *Family) Prometheus() string {
	name := strings.ReplaceAll(f.Name, ".", "_")
	switch f.Unit {
	case "s":
		name += "_seconds"
	case "By":
		name += "_bytes"
	}
	if f.Kind == Counter {
		name += "_total"
	}
	return name
}

// Families are all that a guard can tell, in the order in which they are documented.
func Families() []*Family { return all }
