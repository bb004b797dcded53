package config

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/policy/strict"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// period is a field that takes a time between least and most.
func (d decoder) period(name string, to *time.Duration, least, most time.Duration) strict.Field {
	return strict.Field{Name: name, Read: func(e yamlx.Entry) {
		text, ok := d.Text(e.Value, name)
		if !ok {
			return
		}
		length, ok := parsePeriod(text)
		switch {
		case !ok:
			d.Errorf(e.Value.At(), "%s is %s: write a whole number with ms, s, min or h, as 30s or 5min", name, strict.Quote(text))
		case length < least || length > most:
			d.Errorf(e.Value.At(), "%s is %s: it must lie between %s and %s", name, strict.Quote(text), inWords(least), inWords(most))
		default:
			*to = length
		}
	}}
}

// parsePeriod reads a whole number with its unit: a number alone would be
// milliseconds to some readers and seconds to others. More than a day is a day.
func parsePeriod(text string) (time.Duration, bool) {
	const day = 24 * time.Hour
	digits := strings.TrimRight(text, "abcdefghijklmnopqrstuvwxyz")
	units := map[string]time.Duration{"ms": time.Millisecond, "s": time.Second, "m": time.Minute, "min": time.Minute, "h": time.Hour}
	unit, known := units[text[len(digits):]]
	n, err := strconv.ParseUint(digits, 10, 64)
	if !known || errors.Is(err, strconv.ErrSyntax) {
		return 0, false
	}
	return time.Duration(min(n, uint64(day/unit))) * unit, true
}
