package paint

import "strings"

// Width is how many columns a text takes, colours apart.
func Width(s string) int {
	n, inside := 0, false
	for _, r := range s {
		switch {
		case r == '\x1b':
			inside = true
		case inside:
			inside = r != 'm'
		default:
			n++
		}
	}
	return n
}

// Cut divides a text after so many columns.
func Cut(s string, columns int) (head, rest string) {
	inside := false
	for at, r := range s {
		switch {
		case r == '\x1b':
			inside = true
		case inside:
			inside = r != 'm'
		case columns == 0:
			return s[:at], s[at:]
		default:
			columns--
		}
	}
	return s, ""
}

// Printable keeps a hostile text from writing to the terminal: control
// characters, and those that turn the direction of writing, are shown as dots.
// Tabs stay.
func Printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r != '\t' && (r < 0x20 || r == 0x7f || r >= 0x80 && r < 0xa0 || Turns(r)) {
			return '·'
		}
		return r
	}, s)
}

// Turns tells a character that begins a line or changes the direction of
// writing: with it, a name could show another text than it has.
func Turns(r rune) bool {
	return r == 0x61c || r == 0x200e || r == 0x200f || r >= 0x2028 && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}
