package text

import (
	"strings"
	"unicode/utf8"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

// painter puts ANSI colours around text, or does nothing.
type painter bool

func (p painter) code(code, s string) string {
	if !p || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func (p painter) bold(s string) string   { return p.code("1", s) }
func (p painter) dim(s string) string    { return p.code("2", s) }
func (p painter) green(s string) string  { return p.code("32", s) }
func (p painter) yellow(s string) string { return p.code("33", s) }

func (p painter) severity(level finding.Severity, s string) string {
	switch level {
	case finding.Error:
		return p.code("1;31", s)
	case finding.Warning:
		return p.code("1;33", s)
	default:
		return p.code("1;36", s)
	}
}

// wrap breaks a paragraph at about 100 columns and indents what follows the
// first line.
func wrap(s, indent string) string {
	const width = 100
	var b strings.Builder
	column := 0
	for i, word := range strings.Fields(s) {
		long := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case column+1+long > width:
			b.WriteString("\n" + indent)
			column = 0
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(printable(word))
		column += long
	}
	return b.String()
}

// clip cuts a text after so many characters, and shows that it did.
func clip(s string, longest int) string {
	if len(s) <= longest || utf8.RuneCountInString(s) <= longest {
		return s
	}
	return string([]rune(s)[:longest-1]) + "…"
}
