package terraform

import (
	"encoding/json"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// maxDepth is how deep a JSON text may nest. A plan with modules ten deep
// nests some fifty levels.
const maxDepth = 500

// parser reads JSON with the place of every value. It is not encoding/json,
// because that neither tells where a value stands nor keeps a key that stands
// twice.
type parser struct {
	places
	text []byte
	pos  int
}

func newParser(in format.Input) *parser { return &parser{places: newPlaces(in), text: in.Text} }

func (p *parser) fail(message string, args ...any) *format.SyntaxError {
	line, column := p.place(min(p.pos, len(p.text)))
	return format.Errorf(line, column, "is not valid JSON: "+message, args...)
}

// peek is the next byte that is not white space; 0 at the end.
func (p *parser) peek() byte {
	for p.pos < len(p.text) {
		switch c := p.text[p.pos]; c {
		case ' ', '\t', '\r', '\n':
			p.pos++
		default:
			return c
		}
	}
	return 0
}

// expect steps over one sign.
func (p *parser) expect(sign byte) *format.SyntaxError {
	switch c := p.peek(); {
	case c == sign:
		p.pos++
		return nil
	case c == 0:
		return p.fail("it ends where %q is expected", sign)
	default:
		return p.fail("%q stands where %q is expected", c, sign)
	}
}

// members walks an object: each has to read or skip the value of its key.
func (p *parser) members(each func(key string, at model.Origin) *format.SyntaxError) *format.SyntaxError {
	return p.sequence('{', '}', func() *format.SyntaxError {
		p.peek()
		start := p.pos
		key, err := p.string()
		if err == nil {
			err = p.expect(':')
		}
		if err != nil {
			return err
		}
		return each(key, p.at(start))
	})
}

// elements walks an array: each has to read or skip one element.
func (p *parser) elements(each func() *format.SyntaxError) *format.SyntaxError {
	return p.sequence('[', ']', each)
}

func (p *parser) sequence(open, closed byte, each func() *format.SyntaxError) *format.SyntaxError {
	if err := p.expect(open); err != nil {
		return err
	}
	for first := true; ; first = false {
		if p.peek() == closed && first {
			break
		}
		if err := each(); err != nil {
			return err
		}
		if p.peek() == closed {
			break
		}
		if err := p.expect(','); err != nil {
			return err
		}
	}
	p.pos++
	return nil
}

// value reads one value. Without keep it only steps over it.
func (p *parser) value(depth int, keep bool) (node, *format.SyntaxError) {
	c := p.peek()
	if depth > maxDepth {
		return node{}, p.fail("it nests more than %d levels deep", maxDepth)
	}
	n := node{}
	if keep {
		n.at = p.at(p.pos)
	}
	switch c {
	case '{':
		return p.object(n, depth, keep)
	case '[':
		return p.list(n, depth, keep)
	case '"':
		text, err := p.string()
		n.kind, n.text = scalar, text
		return n, err
	case 0:
		return n, p.fail("it ends where a value is expected")
	default:
		return p.word(n)
	}
}

func (p *parser) object(n node, depth int, keep bool) (node, *format.SyntaxError) {
	n.kind = object
	err := p.members(func(key string, at model.Origin) *format.SyntaxError {
		v, err := p.value(depth+1, keep)
		if keep {
			n.fields = append(n.fields, field{name: key, at: at, value: v})
		}
		return err
	})
	return n, err
}

func (p *parser) list(n node, depth int, keep bool) (node, *format.SyntaxError) {
	n.kind = list
	err := p.elements(func() *format.SyntaxError {
		v, err := p.value(depth+1, keep)
		if keep {
			n.items = append(n.items, v)
		}
		return err
	})
	return n, err
}

// skip steps over one value.
func (p *parser) skip() *format.SyntaxError {
	_, err := p.value(0, false)
	return err
}

// word reads a number, true, false or null. A number keeps its text, however
// large it is.
func (p *parser) word(n node) (node, *format.SyntaxError) {
	end := p.pos
	for end < len(p.text) && isWord(p.text[end]) {
		end++
	}
	word := p.text[p.pos:end]
	if !json.Valid(word) {
		if len(word) == 0 {
			return n, p.fail("%q stands where a value is expected", p.text[p.pos])
		}
		return n, p.fail("%.40q is not a value", word)
	}
	p.pos = end
	if string(word) != "null" {
		n.kind, n.text = scalar, string(word)
	}
	return n, nil
}

func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.'
}

// string reads a string and takes its escapes apart.
func (p *parser) string() (string, *format.SyntaxError) {
	if p.peek() != '"' {
		return "", p.expect('"')
	}
	escaped := false
	for i := p.pos + 1; i < len(p.text); i++ {
		switch c := p.text[i]; {
		case c == '\\':
			escaped = true
			i++
		case c == '"':
			raw := p.text[p.pos : i+1]
			if !escaped {
				p.pos = i + 1
				return string(raw[1 : len(raw)-1]), nil
			}
			var s string
			if json.Unmarshal(raw, &s) != nil {
				return "", p.fail("the string has an escape that JSON does not know")
			}
			p.pos = i + 1
			return s, nil
		case c < ' ':
			return "", p.fail("the string is not closed on its line")
		}
	}
	return "", p.fail("the string is not closed")
}
