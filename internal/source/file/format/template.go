package format

import (
	"bytes"
	"errors"
)

// ErrNotKafka is text that a format took for its own at first sight, and that
// holds nothing of Kafka's after all. Its file is ignored.
var ErrNotKafka = errors.New("not a Kafka configuration")

// templateMarks enclose a placeholder of Helm, Jinja or ERB.
var templateMarks = [...][2]string{{"{{", "}}"}, {"{%", "%}"}, {"<%", "%>"}}

// IsTemplate tells whether text holds what only a template engine removes, on
// a line that is no comment. It is asked of every foreign file, so it looks
// closely only at lines that have a mark.
func IsTemplate(text []byte) bool {
	for _, mark := range templateMarks {
		if holdsPair(text, []byte(mark[0]), []byte(mark[1])) {
			return true
		}
	}
	return false
}

func holdsPair(text, open, closing []byte) bool {
	for {
		i := bytes.Index(text, open)
		if i < 0 {
			return false
		}
		before := text[bytes.LastIndexByte(text[:i], '\n')+1 : i]
		line, rest, _ := bytes.Cut(text[i+len(open):], []byte("\n"))
		if bytes.IndexByte(before, '#') < 0 && bytes.Contains(line, closing) {
			return true
		}
		text = rest
	}
}
