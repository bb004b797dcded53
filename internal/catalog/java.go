package catalog

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"unicode"
)

// javaTrim is String.trim: it takes off control characters as well as spaces,
// but no Unicode space.
func javaTrim(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return r <= ' ' })
}

// javaInt is Integer.parseInt and its like: a sign is allowed, space and
// underscores are not, and every decimal digit of Unicode counts.
func javaInt(s string, bits int) (int64, error) {
	return strconv.ParseInt(strings.Map(asciiDigit, s), 10, bits)
}

// asciiDigit turns a decimal digit of any script into that of ASCII. Java looks
// at UTF-16 units, so digits beyond the basic plane do not count. Each script's
// digits stand together from 0 to 9, and ranges start with a 0.
func asciiDigit(r rune) rune {
	if r < unicode.MaxASCII {
		return r
	}
	for _, digits := range unicode.Nd.R16 {
		if lo := rune(digits.Lo); lo <= r && r <= rune(digits.Hi) {
			return '0' + (r-lo)%10
		}
	}
	return r
}

var errNotANumber = errors.New("not a number")

// javaDouble is Double.parseDouble: unlike Go it takes a suffix of f or d, is
// strict in the case of NaN and Infinity, knows no underscores, and lets too
// large a number be infinite.
func javaDouble(s string) (float64, error) {
	digits := strings.TrimLeft(s, "+-")
	if len(s)-len(digits) > 1 {
		return 0, errNotANumber
	}
	switch digits {
	case "NaN":
		return math.NaN(), nil
	case "Infinity":
		return strconv.ParseFloat(s, 64)
	case "":
		return 0, errNotANumber
	}
	if c := digits[0]; c != '.' && (c < '0' || c > '9') || strings.Contains(s, "_") {
		return 0, errNotANumber
	}
	if last := s[len(s)-1]; strings.ContainsRune("fFdD", rune(last)) {
		s = s[:len(s)-1]
	}
	n, err := strconv.ParseFloat(s, 64)
	if errors.Is(err, strconv.ErrRange) {
		err = nil
	}
	return n, err
}
