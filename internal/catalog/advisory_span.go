package catalog

import (
	"fmt"
	"strings"
)

// Span is a range of versions.
type Span struct {
	From, To Patch // To belongs to the range, unless Below
	Below    bool
}

// Touches tells whether the version is in the range, or may be where only a part
// of its number is given.
func (s Span) Touches(v Patch) bool {
	if s.Below && v.Compare(s.To) >= 0 {
		return false
	}
	return v.last().Compare(s.From) >= 0 && (s.Below || v.Compare(s.To) <= 0)
}

// String is the range as it stands in the data.
func (s Span) String() string {
	switch {
	case s.Below:
		return "< " + s.To.String()
	case s.From == s.To:
		return s.To.String()
	}
	return s.From.String() + " - " + s.To.String()
}

// parseSpans reads "2.8.0 - 3.9.1, 4.0.0" or "< 1.9.0".
func parseSpans(s string) ([]Span, error) {
	var out []Span
	for word := range strings.SplitSeq(s, ", ") {
		span, err := parseSpan(word)
		if err != nil {
			return nil, err
		}
		out = append(out, span)
	}
	return out, nil
}

func parseSpan(s string) (Span, error) {
	if below, is := strings.CutPrefix(s, "< "); is {
		to, err := parsePatches(below)
		if err != nil {
			return Span{}, err
		}
		return Span{To: to[0], Below: true}, nil
	}
	first, last, two := strings.Cut(s, " - ")
	if !two {
		last = first
	}
	from, err := parsePatches(first)
	if err != nil {
		return Span{}, err
	}
	to, err := parsePatches(last)
	if err != nil {
		return Span{}, err
	}
	if two && from[0].Compare(to[0]) >= 0 {
		return Span{}, fmt.Errorf("the range %q does not rise", s)
	}
	return Span{From: from[0], To: to[0]}, nil
}
