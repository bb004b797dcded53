package yamlx

import (
	"bytes"
	"iter"
	"strings"
)

// Line is one line of a YAML text, as far as it can be told without parsing:
// enough to find comments in a text, which a parser throws away.
type Line struct {
	Number  int    // from 1
	Indent  int    // spaces before the text
	Text    string // without the line end
	Bare    string // the text without quoted parts and comment
	Comment int    // where the "#" of a comment stands in Text; -1: none
	Inside  bool   // begins inside a quoted value or a block scalar
}

// IsBlank tells whether the line holds nothing but a comment.
func (l Line) IsBlank() bool {
	text := l.Text
	if l.Comment >= 0 {
		text = text[:l.Comment]
	}
	return !l.Inside && strings.TrimSpace(text) == ""
}

// IsMarker tells whether a document begins or ends at the line.
func (l Line) IsMarker() bool { return !l.Inside && startsWithMarker(l.Text) }

func startsWithMarker(text string) bool {
	if !strings.HasPrefix(text, "---") && !strings.HasPrefix(text, "...") {
		return false
	}
	return len(text) == 3 || isSpace(text[3])
}

// Lines walks a text's lines.
func Lines(text []byte) iter.Seq[Line] {
	return func(yield func(Line) bool) {
		var s scanner
		for number := 1; len(text) > 0; number++ {
			var raw []byte
			raw, text, _ = bytes.Cut(text, []byte("\n"))
			line := Line{Number: number, Text: strings.TrimSuffix(string(raw), "\r"), Comment: -1}
			line.Indent = len(line.Text) - len(strings.TrimLeft(line.Text, " "))
			s.scan(&line)
			if !yield(line) {
				return
			}
		}
	}
}

// scanner is what one line leaves behind for the next.
type scanner struct {
	quote byte // the quote that is open
	flow  int  // brackets and braces that are open
	block bool // in a block scalar
	base  int  // the indentation that a block scalar must exceed

	// On this line:
	plain    bool // inside a value without quotes
	property bool // inside an anchor or a tag
	start    int  // where the last key or value begins
}

func (s *scanner) scan(l *Line) {
	if s.block && s.belongs(l) {
		l.Inside = true
		return
	}
	s.block, s.plain, s.property, s.base, s.start = false, false, false, l.Indent-1, l.Indent
	l.Inside = s.quote != 0
	var bare strings.Builder
	for i := 0; i < len(l.Text); i++ {
		if s.quote != 0 {
			i = s.inQuotes(l.Text, i)
			continue
		}
		if l.Text[i] == '#' && (i == 0 || isSpace(l.Text[i-1])) {
			l.Comment = i
			break
		}
		if s.step(l.Text, i) {
			bare.WriteByte(l.Text[i])
		}
	}
	l.Bare = bare.String()
}

// belongs tells whether a line belongs to the block scalar above it.
func (s *scanner) belongs(l *Line) bool {
	return strings.TrimSpace(l.Text) == "" || l.Indent > s.base && !l.IsMarker()
}

// inQuotes steps over one character of a quoted value.
func (s *scanner) inQuotes(text string, i int) int {
	switch {
	case text[i] == '\\' && s.quote == '"':
		return i + 1
	case text[i] != s.quote:
	case s.quote == '\'' && i+1 < len(text) && text[i+1] == '\'':
		return i + 1
	default:
		s.quote, s.plain = 0, true
	}
	return i
}

// step looks at one character outside quotes, and tells whether it is bare
// text.
func (s *scanner) step(text string, i int) bool {
	c := text[i]
	ends := i+1 == len(text) || isSpace(text[i+1])
	switch {
	case isSpace(c):
		s.property = false
	case s.property:
	case c == ':' && (ends || s.flow > 0):
		if s.flow == 0 {
			s.base = s.start
		}
		s.plain = false
	case s.plain:
		s.flowEnd(c)
	case c == '"' || c == '\'':
		s.quote, s.start = c, i
		return false
	default:
		s.begin(c, i, ends, text)
	}
	return true
}

// flowEnd looks at a character inside a plain value: inside brackets some end
// it.
func (s *scanner) flowEnd(c byte) {
	if s.flow == 0 {
		return
	}
	switch c {
	case ',', '[', '{':
		s.plain = false
		if c != ',' {
			s.flow++
		}
	case ']', '}':
		s.flow--
	}
}

// begin looks at the first character of something.
func (s *scanner) begin(c byte, i int, ends bool, text string) {
	switch {
	case i < 3 && startsWithMarker(text):
		s.base = -1
	case (c == '-' || c == '?') && ends:
		s.base = i
	case c == '&' || c == '!':
		s.property = true
	case c == '[' || c == '{':
		s.flow++
	case c == ']' || c == '}':
		s.flow, s.plain = max(s.flow-1, 0), true
	case c == ',' && s.flow > 0:
	case (c == '|' || c == '>') && s.flow == 0:
		s.block, s.plain = true, true
	default:
		s.plain, s.start = true, i
	}
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' }
