package yamlx

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// maxNodes bounds the values of one text: each takes some 200 bytes of memory
// once it is parsed. A text of 16 MiB that somebody really keeps has less than
// half of it.
const maxNodes = 2_000_000

// Parse reads every document of a stream. A *format.SyntaxError says where
// the text is not YAML, or beyond the limits; the documents before it are
// returned, too.
func Parse(in format.Input) ([]Node, error) {
	if len(in.Text) > maxNodes && separators(in.Text) > maxNodes {
		return nil, format.Errorf(1, 1, "has more than %d values", maxNodes)
	}
	decoder := yaml.NewDecoder(bytes.NewReader(in.Text))
	var docs []Node
	for {
		var root yaml.Node
		switch err := decode(decoder, &root); {
		case errors.Is(err, io.EOF):
			return docs, nil
		case err != nil:
			return docs, syntaxError(err, in.Text)
		case len(root.Content) > 0:
			if err := withinLimits(root.Content[0]); err != nil {
				return docs, err
			}
			docs = append(docs, Node{yaml: root.Content[0], doc: &document{file: in.Path, text: in.Text}})
		}
	}
}

// separators counts what a text needs at least one of for each value.
func separators(text []byte) int {
	n := 0
	for _, mark := range [...]string{"\n", ",", "[", "{", "- ", "? "} {
		n += bytes.Count(text, []byte(mark))
	}
	return n
}

// decode turns a panic of the library into an error: the text is foreign.
func decode(d *yaml.Decoder, into *yaml.Node) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("yaml: %v", r)
		}
	}()
	return d.Decode(into)
}

// syntaxError finds the place in the library's sentence, "yaml: line 3: …".
// The library tells no column, so it is where the line's own text begins.
func syntaxError(err error, text []byte) *format.SyntaxError {
	message := strings.TrimPrefix(strings.ReplaceAll(err.Error(), "\n", " "), "yaml: ")
	line := 1
	if rest, ok := strings.CutPrefix(message, "line "); ok {
		number, after, _ := strings.Cut(rest, ": ")
		if n, err := strconv.Atoi(number); err == nil && n > 0 {
			line, message = n, after
		}
	} else if bad := firstUnprintable(text); bad >= 0 {
		line = 1 + bytes.Count(text[:bad], []byte("\n"))
	}
	if strings.Contains(message, "tab character") || strings.Contains(message, "cannot start any token") {
		if tabbed := tabIndented(text, line); tabbed > 0 {
			line, message = tabbed, "a tab indents this line, and YAML takes spaces alone"
		}
	}
	return format.Errorf(line, 1+len(indentOf(lineAt(text, line))), "is not valid YAML: %s%s", message, hint(message))
}

// hint says what to look for, where the library's sentence does not, and that
// the fault may be beside the line: the library tells where it gave up, or
// where the value began that it could not end.
func hint(message string) string {
	switch {
	case strings.HasPrefix(message, "mapping values are not allowed"):
		return " (check the indentation, and quote a value that holds \": \")"
	case strings.HasPrefix(message, "did not find expected"):
		return " (check the indentation, quotes and brackets around it)"
	case strings.HasPrefix(message, "could not find expected"):
		return " (check the lines around it, too)"
	case message == "found unexpected end of stream":
		return " (a quote here or above it is not closed)"
	case message == "found character that cannot start any token":
		return " (quote a value that begins with @, ` or %)"
	}
	return ""
}

// tabIndented is the first line from some line on that a tab indents. The
// library points to the value before it.
func tabIndented(text []byte, from int) int {
	for line := from; line <= from+2; line++ {
		if bytes.IndexByte(indentOf(lineAt(text, line)), '\t') >= 0 {
			return line
		}
	}
	return 0
}

func indentOf(line []byte) []byte { return line[:len(line)-len(bytes.TrimLeft(line, " \t"))] }

// firstUnprintable is where the first byte stands that no YAML may hold: one
// that is no UTF-8, or a control character.
func firstUnprintable(text []byte) int {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 || r < ' ' && r != '\n' && r != '\r' && r != '\t' || r == 0x7f {
			return i
		}
		i += size
	}
	return -1
}

func lineAt(text []byte, line int) []byte {
	for ; line > 1; line-- {
		_, text, _ = bytes.Cut(text, []byte("\n"))
	}
	text, _, _ = bytes.Cut(text, []byte("\n"))
	return text
}
