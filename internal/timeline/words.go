package timeline

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// split cuts a line into its words. Double quotes hold words together, and #
// begins a comment.
func split(line string) ([]string, error) {
	var words []string
	var word strings.Builder
	inWord, quoted := false, false
	for _, r := range line {
		switch {
		case r == '"':
			quoted, inWord = !quoted, true
		case quoted:
			word.WriteRune(r)
		case r == '#' && !inWord:
			return words, nil
		case r == ' ' || r == '\t' || r == '\r':
			if inWord {
				words = append(words, word.String())
			}
			word.Reset()
			inWord = false
		default:
			word.WriteRune(r)
			inWord = true
		}
	}
	if quoted {
		return nil, errors.New("a quote is not closed")
	}
	if inWord {
		words = append(words, word.String())
	}
	return words, nil
}

// cutOption cuts NAME=VALUE, if it is one of the names.
func cutOption(word string, names ...string) (name, value string, ok bool) {
	name, value, ok = strings.Cut(word, "=")
	return name, value, ok && slices.Contains(names, name)
}

// duration reads 5s, 1m30s, 2h or 7d; 0 needs no unit.
func duration(word string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(word, "d"); ok {
		if n, err := strconv.ParseUint(days, 10, 16); err == nil {
			return time.Duration(n) * 24 * time.Hour, nil
		}
	}
	d, err := time.ParseDuration(word)
	if err != nil || d < 0 {
		return 0, fmt.Errorf("%q is no length of time: want 5s, 10m, 2h or 7d", word)
	}
	return d, nil
}

// size reads 4096 or 10GiB; it may be negative.
func size(word string) (int64, error) {
	digits, unit := word, int64(1)
	for i, suffix := range []string{"KiB", "MiB", "GiB", "TiB"} {
		if cut, ok := strings.CutSuffix(word, suffix); ok {
			digits, unit = cut, int64(1)<<(10*(i+1))
		}
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%q is no size: want 4096 or 10GiB", word)
	}
	return n * unit, nil
}

// rate reads 10/s or 0.5/s.
func rate(word string) (float64, bool) {
	number, ok := strings.CutSuffix(word, "/s")
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseFloat(number, 64)
	return n, err == nil && n >= 0
}

func number(word string) (int64, error) {
	n, err := strconv.ParseInt(word, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%q is no whole number", word)
	}
	return n, nil
}

func id(word string) (int32, error) {
	n, err := strconv.ParseInt(word, 10, 32)
	if err != nil || n < -1 {
		return 0, fmt.Errorf("%q is no id", word)
	}
	return int32(n), nil
}

// ids reads 1,2,3, or none.
func ids(word string) ([]int32, error) {
	if word == "none" {
		return nil, nil
	}
	var out []int32
	for w := range strings.SplitSeq(word, ",") {
		n, err := id(w)
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, nil
}

// names reads a,b,c, or none.
func names(word string) []string {
	if word == "none" || word == "" {
		return nil
	}
	return strings.Split(word, ",")
}
