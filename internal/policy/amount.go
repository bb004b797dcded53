package policy

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/policy/strict"
)

// unit is a unit of sizes or times, in bytes or milliseconds.
type unit struct {
	name string
	size int64
}

// measure is how an amount of one kind is written.
type measure struct {
	what   string // in a sentence, as "a size"
	units  []unit
	hint   string              // ends the sentence about an amount that cannot be read
	meant  func(string) string // what a unit that is not there stands for; "" if nobody knows
	chains bool                // several amounts may follow each other, as 1h30m
}

var size = &measure{
	what:  "a size",
	units: []unit{{"B", 1}, {"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"TiB", 1 << 40}},
	hint:  "write a number of bytes, or one with KiB, MiB, GiB or TiB, as 512MiB",
	meant: meantSize,
}

var period = &measure{
	what: "a time",
	units: []unit{{"w", 7 * day}, {"d", day}, {"h", hour}, {"min", minute}, {"m", minute},
		{"s", 1000}, {"ms", 1}},
	hint:   "write a number of milliseconds, or one with d, h, min, s or ms, as 7d or 1h30min",
	meant:  meantPeriod,
	chains: true,
}

const (
	minute = 60 * 1000
	hour   = 60 * minute
	day    = 24 * hour
)

var count = &measure{what: "a whole number", hint: "write it in digits alone"}

// parse reads an amount in the base unit: "20MiB", "1h30m", "-1", "86400000".
func (m *measure) parse(text string) (int64, error) {
	text = strings.TrimSpace(text)
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && text[0] != '+' {
		return n, nil
	}
	var total int64
	smallest := int64(math.MaxInt64)
	for rest := text; rest != "" || text == ""; {
		digits, name, after := cut(rest)
		u, err := m.unit(text, digits, name)
		if err != nil {
			return 0, err
		}
		if u.size >= smallest || smallest != math.MaxInt64 && !m.chains {
			return 0, m.refuse(text)
		}
		n, err := strconv.ParseInt(digits, 10, 64)
		if err != nil || n > (math.MaxInt64-total)/u.size {
			return 0, fmt.Errorf("%s is more than a number of 64 bits holds", strict.Quote(text))
		}
		total, smallest, rest = total+n*u.size, u.size, after
	}
	return total, nil
}

// cut takes the digits and the unit off the start of a text.
func cut(text string) (digits, name, rest string) {
	end := len(text) - len(strings.TrimLeft(text, "0123456789"))
	digits, text = text[:end], strings.TrimLeft(text[end:], " ")
	if end = strings.IndexAny(text, " 0123456789"); end < 0 {
		end = len(text)
	}
	return digits, text[:end], strings.TrimLeft(text[end:], " ")
}

func (m *measure) unit(text, digits, name string) (unit, error) {
	if digits == "" {
		return unit{}, m.refuse(text)
	}
	for _, u := range m.units {
		if u.name == name {
			return u, nil
		}
	}
	if name == "" && digits == text {
		return unit{"", 1}, nil // too long for ParseInt
	}
	if m.meant != nil {
		if meant := m.meant(strings.ToLower(name)); meant != "" {
			return unit{}, fmt.Errorf("%s has the unit %s, which is not known: write %s", strict.Quote(text), name, meant)
		}
	}
	return unit{}, m.refuse(text)
}

func (m *measure) refuse(text string) error {
	switch whole, _, found := strings.Cut(text, "."); {
	case strings.HasPrefix(text, "-"):
		return fmt.Errorf("%s is negative", strict.Quote(text))
	case found && strings.Trim(whole, "0123456789") == "" && m.units != nil:
		return fmt.Errorf("%s has a fraction: write a whole number of a smaller unit", strict.Quote(text))
	}
	return fmt.Errorf("%s is not %s: %s", strict.Quote(text), m.what, m.hint)
}

// meantSize knows the other spellings of the units of sizes. Some tools take
// MB for 1000 × 1000 bytes, and some, Kafka's own documentation among them,
// for 1024 × 1024: so it is not guessed.
func meantSize(lower string) string {
	switch lower {
	case "k", "kb", "ki", "kib":
		return "KiB (1024 bytes)"
	case "m", "mb", "mi", "mib":
		return "MiB (1048576 bytes)"
	case "g", "gb", "gi", "gib":
		return "GiB (1073741824 bytes)"
	case "t", "tb", "ti", "tib":
		return "TiB (1099511627776 bytes)"
	case "b", "byte", "bytes":
		return "B"
	}
	return ""
}

func meantPeriod(lower string) string {
	switch lower {
	case "msec", "msecs", "millis", "millisecond", "milliseconds":
		return "ms"
	case "sec", "secs", "second", "seconds":
		return "s"
	case "mins", "minute", "minutes":
		return "min"
	case "h", "hr", "hrs", "hour", "hours":
		return "h"
	case "d", "day", "days":
		return "d"
	case "w", "week", "weeks":
		return "w"
	case "mo", "month", "months", "y", "yr", "year", "years":
		return "days, as 30d or 365d: months and years differ in length"
	}
	return ""
}
