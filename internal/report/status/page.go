package status

import (
	"bufio"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/report/paint"
	"github.com/breakwaterhq/breakwater/internal/web/api"
)

// page writes lines of a width. Its writer keeps the first error until it is
// flushed.
type page struct {
	out   *bufio.Writer
	width int
	paint paint.Painter
}

// line writes a text that may be longer than a line; what follows its first
// line is indented.
func (p *page) line(indent, s string) {
	lead := s[:len(s)-len(strings.TrimLeft(s, " "))]
	words := strings.Fields(s)
	column := len(lead)
	_, _ = p.out.WriteString(lead)
	for i, word := range words {
		length := paint.Width(word)
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
	for paint.Width(word) > p.width-*column {
		head, rest := paint.Cut(word, max(1, p.width-*column))
		_, _ = p.out.WriteString(head + "\n" + indent)
		word, *column = rest, len(indent)
	}
	_, _ = p.out.WriteString(word)
	*column += paint.Width(word)
}

// state is a text in the colour of a verdict: only healthy is green.
func (p *page) state(state api.State, s string) string {
	switch state {
	case api.Trouble:
		return p.paint.Severity(finding.Error, s)
	case api.Healthy:
		return p.paint.Green(s)
	}
	return p.paint.Severity(finding.Warning, s)
}
