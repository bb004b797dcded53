package yamlx

import (
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// Errorf is an error that points to the node.
func (n Node) Errorf(message string, args ...any) *format.SyntaxError {
	at := n.At()
	return format.Errorf(max(at.Line, 1), max(at.Column, 1), message, args...)
}

// Describe is the node in a sentence: a mapping, a list, nothing, or the
// value in quotes, cut if it is long.
func (n Node) Describe() string {
	switch {
	case n.IsMap():
		return "a mapping"
	case n.IsList():
		return "a list"
	case !n.Exists():
		return "nothing"
	}
	const longest = 40
	text := n.Text()
	if runes := []rune(text); len(runes) > longest {
		text = string(runes[:longest]) + "…"
	}
	return strconv.Quote(text)
}
