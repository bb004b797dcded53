// Package paint is what all reports for a terminal share: colours, how wide a
// text is there, and what must not reach a terminal.
package paint

import "github.com/breakwaterhq/breakwater/internal/finding"

// Widest is how many columns a text uses at the most.
const Widest = 100

// Painter puts ANSI colours around text, or does nothing. What is empty stays
// so.
type Painter bool

func (p Painter) code(code, s string) string {
	if !p || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

// Bold is for names and first words.
func (p Painter) Bold(s string) string { return p.code("1", s) }

// Dim is for what stands beside.
func (p Painter) Dim(s string) string { return p.code("2", s) }

// Green is for what is well, and for remedies.
func (p Painter) Green(s string) string { return p.code("32", s) }

// Yellow is for what could not be judged.
func (p Painter) Yellow(s string) string { return p.code("33", s) }

// Severity is the colour of a severity: red, yellow, and cyan for all that is
// milder.
func (p Painter) Severity(level finding.Severity, s string) string {
	switch level {
	case finding.Error:
		return p.code("1;31", s)
	case finding.Warning:
		return p.code("1;33", s)
	default:
		return p.code("1;36", s)
	}
}
