package rule

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// Reading is one value that a rule has read: what it is, and where it came
// from. Given to Report, it becomes evidence.
type Reading struct {
	Key     model.Key
	Name    string // the key under which it was written, as log.retention.hours for retention.ms
	Written string // its text there
	Value   model.Value
	Default bool // nobody wrote it
	guessed bool // a default of a version that nobody declared
}

// Is tells whether somebody wrote the value, in a file or on a broker.
func (r Reading) Is() bool { return r.Value.IsSet() && !r.Default }

// String is the text as written.
func (r Reading) String() string { return r.Written }

func (r Reading) readings() []Reading { return []Reading{r} }

// reader is anything that a finding can rest on: one value, or several.
type reader interface{ readings() []Reading }

func (r Reading) evidence() finding.Evidence {
	at := r.Value.Origin()
	if r.guessed && at.Default != "" {
		at.Default += ", version not declared"
	}
	return finding.Evidence{Name: r.Name, Value: r.Written, Origin: at}
}

// Bytes is a size. Negative is "no limit", where the key allows it.
type Bytes struct {
	Reading
	N int64
}

// String is the size as a person reads it, with the exact number beside it
// where they differ.
func (b Bytes) String() string { return FormatBytes(b.N) }

// Millis is a time in milliseconds. Negative is "no limit", where the key
// allows it.
type Millis struct {
	Reading
	N int64
}

// String is the time as a person reads it.
func (m Millis) String() string { return FormatMillis(m.N) }

// Int is a number without a unit.
type Int struct {
	Reading
	N int64
}

// String is the number in digits.
func (i Int) String() string { return strconv.FormatInt(i.N, 10) }

// Bool is a switch.
type Bool struct {
	Reading
	On bool
}

// Text is a word, or a value that a rule takes as it stands.
type Text struct {
	Reading
	S string
}

// String is the text in quotes if it is empty, so that it can be seen.
func (t Text) String() string {
	if t.S == "" {
		return `""`
	}
	return t.S
}

// List is a comma-separated list, without spaces around its items.
type List struct {
	Reading
	Items []string
}

// String is the items with commas between them.
func (l List) String() string { return strings.Join(l.Items, ", ") }

// Has tells whether an item is in the list.
func (l List) Has(item string) bool {
	for _, i := range l.Items {
		if i == item {
			return true
		}
	}
	return false
}

// byteUnits are those of sizes, the largest first.
var byteUnits = []struct {
	name string
	size int64
}{{"TiB", 1 << 40}, {"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}}

// FormatBytes is a size as a person reads it: 1 MiB, 12 MiB, 1048588 (1 MiB +
// 12 B), -1 (no limit).
func FormatBytes(n int64) string {
	if n < 0 {
		return fmt.Sprintf("%d (no limit)", n)
	}
	for _, unit := range byteUnits {
		whole, rest := n/unit.size, n%unit.size
		switch {
		case whole == 0:
		case rest == 0:
			return fmt.Sprintf("%d %s", whole, unit.name)
		case rest < 1<<10 && whole < 1<<10:
			return fmt.Sprintf("%d B (%d %s + %d B)", n, whole, unit.name, rest)
		default:
			return fmt.Sprintf("%d B (%.1f %s)", n, float64(n)/float64(unit.size), unit.name)
		}
	}
	return fmt.Sprintf("%d B", n)
}

// RoughBytes is a size that was measured, to three digits or four: 8.6 GiB, 512 B.
func RoughBytes(n int64) string {
	for _, unit := range byteUnits {
		if n >= unit.size {
			digits := strconv.FormatFloat(float64(n)/float64(unit.size), 'f', 1, 64)
			return strings.TrimSuffix(digits, ".0") + " " + unit.name
		}
	}
	return fmt.Sprintf("%d B", n)
}

// FormatMillis is a time as a person reads it: 7 d, 36 h, 90 s, 500 ms, -1 (no
// limit). A time that is whole in a smaller unit is given in that one.
func FormatMillis(n int64) string {
	if n < 0 {
		return fmt.Sprintf("%d (no limit)", n)
	}
	about := ""
	for _, unit := range []struct {
		name string
		size int64
	}{{"d", 86400000}, {"h", 3600000}, {"min", 60000}, {"s", 1000}} {
		switch count := n / unit.size; {
		case count == 0:
		case n%unit.size == 0 && (about == "" || count < 100):
			return fmt.Sprintf("%d %s", count, unit.name)
		case about == "":
			about = fmt.Sprintf(" (%.1f %s)", float64(n)/float64(unit.size), unit.name)
		}
	}
	return fmt.Sprintf("%d ms%s", n, about)
}
