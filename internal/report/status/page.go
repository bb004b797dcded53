package status

import (
	"bufio"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/web/api"
)

// page writes lines of a width. Its writer keeps the first error until it is
// flushed.
type page struct {
	out   *bufio.Writer
	width int
	paint painter
}

// line writes a text that may be longer than a line; what follows its first
// line is indented.
func (p *page) line(indent, s string) {
	lead := s[:len(s)-len(strings.TrimLeft(s, " "))]
	words := strings.Fields(s)
	column := len(lead)
	_, _ = p.out.WriteString(lead)
	for i, word := range words {
		length := visible(word)
		switch {
		case i == 0:
		case column+1+length > p.width:
			_, _ = p.out.WriteString("\n" + lead + indent)
			column = len(lead) + len(indent)
		default:
			_ = p.out.WriteByte(' ')
			column++
		}
		p.word(word, lead+indent, &column)
	}
	_ = p.out.WriteByte('\n')
}

// word writes a word, and breaks one that fits on no line.
func (p *page) word(word, indent string, column *int) {
	for visible(word) > p.width-*column {
		head, rest := cut(word, max(1, p.width-*column))
		_, _ = p.out.WriteString(head + "\n" + indent)
		word, *column = rest, len(indent)
	}
	_, _ = p.out.WriteString(word)
	*column += visible(word)
}

// cut divides a text after so many columns.
func cut(s string, columns int) (head, rest string) {
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

// visible is how many columns a text takes, colours apart.
func visible(s string) int {
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

// painter puts ANSI colours around text, or does nothing.
type painter bool

// The codes of the colours.
const (
	red    = "1;31"
	yellow = "1;33"
	green  = "32"
	cyan   = "1;36"
)

func (p painter) code(code, s string) string {
	if !p || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func (p painter) bold(s string) string { return p.code("1", s) }
func (p painter) dim(s string) string  { return p.code("2", s) }

func (p painter) state(state api.State, s string) string {
	switch state {
	case api.Trouble:
		return p.code(red, s)
	case api.Healthy:
		return p.code(green, s)
	}
	return p.code(yellow, s)
}

func (p painter) severity(severity, s string) string {
	switch severity {
	case "error":
		return p.code(red, s)
	case "warning":
		return p.code(yellow, s)
	}
	return p.code(cyan, s)
}
