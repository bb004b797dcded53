package catalog

import (
	_ "embed" // for the data
	"slices"
	"sync"
)

// Advisory is a known fault of some versions of a product. What stands in it was
// read at its source; advisories.txt says how.
type Advisory struct {
	ID       string   // the number of the issue or of the CVE, as KAFKA-19012
	Products []string // keys of a product, as kafka-clients
	Affected []Span
	Fixed    []Patch // the first versions without it, the oldest first
	Effect   Effect
	Only     Circumstance
	What     string // what happens, and its consequence
	Source   string // where the versions were read: an address
	Read     string // when, as 2026-11-30
}

// Effect is what a fault does to those who have it.
type Effect uint8

// The effects, the mildest first.
const (
	EffectSecurity Effect = iota // somebody may do what he must not
	EffectOutage                 // something stops serving, or does not start
	EffectDelivery               // records are lost, doubled, misplaced or skipped under some circumstances
	EffectLoss                   // acknowledged records are lost with default settings
)

var effectNames = [...]string{"security", "outage", "delivery", "loss"}

// String is the effect as it stands in the data.
func (e Effect) String() string { return effectNames[min(e, EffectLoss)] }

// Circumstance is a setting without which a fault does not show. The zero
// Circumstance is always given.
type Circumstance struct{ Key, Word string }

//go:embed advisories.txt
var advisoryText string

var advisories = sync.OnceValue(func() []Advisory {
	all, err := parseAdvisories(advisoryText)
	if err != nil {
		panic("advisories.txt is broken: " + err.Error()) // a test proves that it is not
	}
	return all
})

// Advisories lists the known faults, in the order of the data.
func Advisories() []Advisory { return slices.Clone(advisories()) }

// Affecting lists the known faults that a version of a product has, or may have
// where only a part of its number is given.
func Affecting(product string, v Patch) []Advisory {
	var out []Advisory
	for _, a := range advisories() {
		if slices.Contains(a.Products, product) && a.Affects(v) {
			out = append(out, a)
		}
	}
	return out
}

// Affects tells whether a version has the fault, or may have it where only a
// part of its number is given, or where it comes before the release that is
// fixed.
func (a Advisory) Affects(v Patch) bool {
	before := v.Prerelease() && slices.ContainsFunc(a.Fixed, func(f Patch) bool { return f.Compare(v) == 0 })
	return before || slices.ContainsFunc(a.Affected, func(s Span) bool { return s.Touches(v) })
}

// FixFor is the version to raise another one to: the first without the fault of
// the same line, else the first above it.
func (a Advisory) FixFor(v Patch) Patch {
	for _, f := range a.Fixed {
		if f.SameLine(v) {
			return f
		}
	}
	for _, f := range a.Fixed {
		if f.Compare(v) > 0 {
			return f
		}
	}
	return a.Fixed[len(a.Fixed)-1]
}
