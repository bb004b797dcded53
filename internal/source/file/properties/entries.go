package properties

import (
	"unicode/utf8"

	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// entry is one setting as java.util.Properties.load reads it, with white
// space at the end of the value. A value stands where its first character
// stands, on whatever line that is.
type entry struct {
	key, value     string
	keyAt, valueAt position
}

// parse reads a whole text. Java refuses the whole file for a malformed
// \uXXXX, and so does parse.
func parse(text []byte) ([]entry, *format.SyntaxError) {
	var entries []entry
	s, l := lines{text: text}, logical{}
	for s.next(&l) {
		if at := l.position(text, 0); len(entries) == most || l.long {
			return nil, format.Errorf(at.line, at.column, "holds more than %d settings, or one that continues over more than %d lines", most, most)
		}
		e, err := l.entry(text)
		if err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// entry takes the line apart.
func (l *logical) entry(text []byte) (entry, *format.SyntaxError) {
	keyEnd, valueStart := l.split()
	key, bad := unescape(l.text[:keyEnd])
	if bad < 0 {
		var value string
		value, bad = unescape(l.text[valueStart:])
		if bad < 0 {
			return entry{key, value, l.position(text, 0), l.position(text, valueStart)}, nil
		}
		bad += valueStart
	}
	at := l.position(text, bad)
	return entry{}, format.Errorf(at.line, at.column, `has \u without four hexadecimal digits behind it: Java refuses the whole file (a plain backslash is written \\)`)
}

// split finds the end of the key, which is the first separator that is not
// escaped, and the start of the value behind white space and at most one "="
// or ":".
func (l *logical) split() (keyEnd, valueStart int) {
	for keyEnd < len(l.text) && !isSeparator(l.text[keyEnd]) && !isSpace(l.text[keyEnd]) {
		if l.text[keyEnd] == '\\' {
			keyEnd++
		}
		keyEnd++
	}
	keyEnd = min(keyEnd, len(l.text))
	separated := false
	for valueStart = keyEnd; valueStart < len(l.text); valueStart++ {
		switch c := l.text[valueStart]; {
		case isSpace(c):
		case isSeparator(c) && !separated:
			separated = true
		default:
			return keyEnd, valueStart
		}
	}
	return keyEnd, valueStart
}

func isSeparator(c byte) bool { return c == '=' || c == ':' }

// position is where byte i of the line stands in the text.
func (l *logical) position(text []byte, i int) position {
	p := l.pieces[0]
	for _, next := range l.pieces[1:] {
		if next.at > i {
			break
		}
		p = next
	}
	return position{p.line, 1 + utf8.RuneCount(text[p.start:p.from+i-p.at])}
}
