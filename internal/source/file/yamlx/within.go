package yamlx

import (
	"bytes"

	"go.yaml.in/yaml/v3"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// Within is where a line and a column of the node's own text stand in the file,
// both counted from 1. That is known of a literal block (|), whose lines are those
// of the file; of any other text it is the place of the node.
func (n Node) Within(line, column int) model.Origin {
	y := target(n.yaml)
	if y == nil || y.Style&yaml.LiteralStyle == 0 || n.doc.text == nil {
		return n.At()
	}
	indent, found := indentBelow(n.doc.text, y.Line)
	if !found {
		return n.At()
	}
	return model.AtFile(n.doc.file, y.Line+line, indent+column)
}

// indentBelow is by how much the block below a line is indented, which its first line
// that is not empty tells. A block whose first line is indented further says so by
// a digit, which nobody writes for settings.
func indentBelow(text []byte, line int) (int, bool) {
	for range line {
		_, rest, more := bytes.Cut(text, []byte("\n"))
		if !more {
			return 0, false
		}
		text = rest
	}
	for {
		first, rest, more := bytes.Cut(text, []byte("\n"))
		if filled := bytes.TrimLeft(first, " "); len(bytes.TrimSpace(filled)) > 0 {
			return len(first) - len(filled), true
		}
		if !more {
			return 0, false
		}
		text = rest
	}
}
