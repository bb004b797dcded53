package text

import (
	"strings"
	"unicode/utf8"

	"github.com/breakwaterhq/breakwater/internal/report/paint"
)

// wrap breaks a paragraph at about 100 columns and indents what follows the
// first line.
func wrap(s, indent string) string {
	var b strings.Builder
	column := 0
	for i, word := range strings.Fields(s) {
		long := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case column+1+long > paint.Widest:
			b.WriteString("\n" + indent)
			column = 0
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(paint.Printable(word))
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
