package describe

import (
	"iter"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// span is a part of a line, with the column where it begins, in characters
// from 1.
type span struct {
	text   string
	column int
}

// from is the part that begins at byte i.
func (s span) from(i int) span {
	return span{s.text[i:], s.column + utf8.RuneCountInString(s.text[:i])}
}

// upTo is the part before byte i.
func (s span) upTo(i int) span { return span{s.text[:i], s.column} }

// trimmed is the span without white space around it.
func (s span) trimmed() span {
	s = s.from(len(s.text) - len(strings.TrimLeft(s.text, " \t")))
	return s.upTo(len(strings.TrimRight(s.text, " \t")))
}

// cut parts the span at the first separator.
func (s span) cut(separator string) (before, after span, found bool) {
	i := strings.Index(s.text, separator)
	if i < 0 {
		return s, s.from(len(s.text)), false
	}
	return s.upTo(i), s.from(i + len(separator)), true
}

// lines walks a text's lines by their number, from 1, without line ends.
func lines(text []byte) iter.Seq2[int, span] {
	return func(yield func(int, span) bool) {
		number := 1
		for line := range strings.SplitSeq(string(text), "\n") {
			if !yield(number, span{strings.TrimSuffix(line, "\r"), 1}) {
				return
			}
			number++
		}
	}
}

// items walks KEY=VALUE,KEY=VALUE. A value may hold commas itself, as
// compact,delete does: a comma ends it only where KEY= follows.
func items(list span) iter.Seq2[span, span] {
	return func(yield func(key, value span) bool) {
		for list.text != "" {
			end := itemEnd(list.text)
			if key, value, found := list.upTo(end).cut("="); found && !yield(key.trimmed(), value) {
				return
			}
			list = list.from(min(end+1, len(list.text)))
		}
	}
}

func itemEnd(text string) int {
	for i := range len(text) {
		if text[i] == ',' && beginsItem(text[i+1:]) {
			return i
		}
	}
	return len(text)
}

func beginsItem(text string) bool {
	for i := range len(text) {
		switch c := text[i]; {
		case c == '=':
			return i > 0
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
		case i > 0 && (c >= '0' && c <= '9' || c == '.' || c == '_' || c == '-'):
		default:
			return false
		}
	}
	return false
}

// isProse tells the names of files that quote a tool's output to explain it,
// or to test a program against it, and of those that have settings of their
// own. They describe nobody's cluster.
func isProse(file string) bool {
	switch strings.ToLower(path.Ext(file)) {
	case ".yaml", ".yml", ".json", ".xml", ".properties":
		return true
	}
	return format.Quotes(file)
}

// declare adds a setting. A tool never prints one twice.
func declare(doc *model.Document, config *model.Config, name string, v model.Value, at model.Origin) {
	format.Note(doc, name, v, at)
	config.Set(name, v, at)
}
