package yamlx

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// FromJSON reads one JSON value within the limits of Parse, into the tree that
// Parse makes of the same text: duplicate keys stay, and numbers are as they
// were written. Values stand at their line and column in the file of the given
// path; without a path, as in a request, at their path inside the object. A
// *format.SyntaxError says where the text is no JSON.
func FromJSON(path string, text []byte) (Node, error) { return fromJSON(path, text, path == "") }

// FromObject is FromJSON of a Kubernetes object that stands in a text of some name:
// its values stand at their line and column there, and at their path as well.
func FromObject(name string, text []byte) (Node, error) { return fromJSON(name, text, true) }

func fromJSON(path string, text []byte, paths bool) (Node, error) {
	if len(text) > maxNodes && separators(text) > maxNodes {
		return Node{}, format.Errorf(1, 1, "has more than %d values", maxNodes)
	}
	if !json.Valid(text) {
		return Node{}, invalid(text)
	}
	r := jsonReader{text: text, doc: &document{file: path, paths: paths}, line: 1}
	root := r.value(0)
	if r.refused != nil {
		return Node{}, r.refused
	}
	return Node{yaml: root, doc: r.doc}, nil
}

// invalid says where and why a text is no JSON.
func invalid(text []byte) *format.SyntaxError {
	var raw json.RawMessage
	err := json.Unmarshal(text, &raw)
	var syntax *json.SyntaxError
	at := len(text)
	if errors.As(err, &syntax) {
		at = min(max(int(syntax.Offset)-1, 0), len(text))
	}
	line, start := 1+bytes.Count(text[:at], []byte("\n")), bytes.LastIndexByte(text[:at], '\n')+1
	return format.Errorf(line, 1+utf8.RuneCount(text[start:at]), "is not valid JSON: %v", err)
}

// place notes in a node where it stands in the one above it. A node of JSON has no
// anchor, no alias and no comment, so these fields hold the step, the node above and,
// once somebody has asked, the path: a table beside the tree would cost more than the
// tree.
func place(y, above *yaml.Node, step string) { y.Alias, y.Anchor = above, step }

// pathOf is the path of a node from the top of its object, as
// spec.containers[0].image.
func pathOf(y *yaml.Node) string {
	above := y.Alias
	if above == nil {
		return ""
	}
	if y.FootComment == "" {
		switch path := pathOf(above); {
		case above.Kind == yaml.SequenceNode:
			y.FootComment = path + "[" + y.Anchor + "]"
		case path == "":
			y.FootComment = y.Anchor
		default:
			y.FootComment = path + "." + y.Anchor
		}
	}
	return y.FootComment
}

// jsonReader makes nodes of a text that is known to be JSON, and follows the
// line that it is in.
type jsonReader struct {
	text      []byte
	doc       *document
	at        int
	line      int
	lineStart int // where the line begins
	counted   int // up to where the columns of the line are counted
	column    int // how many characters stand before that
	refused   *format.SyntaxError
	fresh     []yaml.Node // that are made already, many at once
}

// value reads the value that comes next. Beyond the limits it reads no more.
func (r *jsonReader) value(depth int) *yaml.Node {
	y := r.node()
	if depth >= maxDepth {
		r.refused = format.Errorf(y.Line, y.Column, "nests deeper than %d levels", maxDepth)
		return y
	}
	switch r.text[r.at] {
	case '{':
		y.Kind, y.Tag, y.Style = yaml.MappingNode, "!!map", yaml.FlowStyle
		r.mapping(y, depth)
	case '[':
		y.Kind, y.Tag, y.Style = yaml.SequenceNode, "!!seq", yaml.FlowStyle
		r.sequence(y, depth)
	case '"':
		y.Value, y.Tag, y.Style = r.quoted(), "!!str", yaml.DoubleQuotedStyle
	default:
		y.Value = r.bare()
		y.Tag = tagOf(y.Value)
	}
	return y
}

// node begins a node at the next token, behind the space and the marks that
// separate it from the one before.
func (r *jsonReader) node() *yaml.Node {
	r.skip()
	if r.counted < r.lineStart {
		r.counted, r.column = r.lineStart, 0
	}
	r.column += utf8.RuneCount(r.text[r.counted:r.at])
	r.counted = r.at
	y := r.next()
	y.Kind, y.Line, y.Column = yaml.ScalarNode, r.line, r.column+1
	return y
}

// next is a node that nobody has used.
func (r *jsonReader) next() *yaml.Node {
	if len(r.fresh) == 0 {
		const perByte = 16 // of an object of Kubernetes about so many bytes are one node
		r.fresh = make([]yaml.Node, 1+min((len(r.text)-r.at)/perByte, 255))
	}
	y := &r.fresh[0]
	r.fresh = r.fresh[1:]
	return y
}

func (r *jsonReader) skip() {
	for r.at < len(r.text) {
		switch r.text[r.at] {
		case '\n':
			r.line, r.lineStart = r.line+1, r.at+1
		case ' ', '\t', '\r', ',', ':':
		default:
			return
		}
		r.at++
	}
}

// ends tells whether the mapping or the sequence ends here, and steps over its
// end.
func (r *jsonReader) ends() bool {
	r.skip()
	if c := r.text[r.at]; c != '}' && c != ']' {
		return false
	}
	r.at++
	return true
}

func (r *jsonReader) mapping(y *yaml.Node, depth int) {
	for r.at++; r.refused == nil && !r.ends(); {
		key := r.node()
		key.Value, key.Tag, key.Style = r.quoted(), "!!str", yaml.DoubleQuotedStyle
		value := r.value(depth + 1)
		y.Content = append(y.Content, key, value)
		if r.doc.paths {
			place(key, y, key.Value)
			place(value, y, key.Value)
		}
	}
}

func (r *jsonReader) sequence(y *yaml.Node, depth int) {
	for r.at++; r.refused == nil && !r.ends(); {
		value := r.value(depth + 1)
		if r.doc.paths {
			place(value, y, strconv.Itoa(len(y.Content)))
		}
		y.Content = append(y.Content, value)
	}
}

// quoted reads a text in quotes.
func (r *jsonReader) quoted() string {
	start, escaped := r.at, false
	for r.at++; r.text[r.at] != '"'; r.at++ {
		if r.text[r.at] == '\\' {
			escaped = true
			r.at++
		}
	}
	r.at++
	raw := r.text[start:r.at]
	if plain := raw[1 : len(raw)-1]; !escaped && utf8.Valid(plain) {
		return string(plain)
	}
	var out string
	_ = json.Unmarshal(raw, &out) // it is a part of a valid text
	return out
}

// bare reads a number, true, false or null.
func (r *jsonReader) bare() string {
	start := r.at
	for r.at < len(r.text) && strings.IndexByte(" \t\r\n,]}", r.text[r.at]) < 0 {
		r.at++
	}
	return string(r.text[start:r.at])
}

// tagOf is what YAML makes of a word or number of JSON: of one without a
// fraction that 64 bits hold a whole number.
func tagOf(s string) string {
	switch s {
	case "true", "false":
		return "!!bool"
	case "null":
		return "!!null"
	}
	if _, err := strconv.ParseInt(s, 10, 64); err == nil {
		return "!!int"
	}
	if _, err := strconv.ParseUint(s, 10, 64); err == nil {
		return "!!int"
	}
	if _, err := strconv.ParseFloat(s, 64); err != nil {
		return "!!str" // beyond any float
	}
	return "!!float"
}
