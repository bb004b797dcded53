package format

import (
	"bytes"
	"errors"
	"path"
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

// IsKafkaTemplate tells whether a text that no format claims is a template of
// what one would claim: it is a template, it speaks of Kafka or of this
// program, and it is no page or program itself.
func IsKafkaTemplate(in Input) bool {
	return !Quotes(in.Path) && IsTemplate(in.Text) && speaksOfKafka(in)
}

func speaksOfKafka(in Input) bool {
	for _, mark := range [...]string{"breakwater/", SuppressionMark} {
		if bytes.Contains(in.Text, []byte(mark)) {
			return true
		}
	}
	return hasKafka([]byte(path.Base(in.Path))) || hasKafka(in.Text)
}

func hasKafka(text []byte) bool { return bytes.Contains(bytes.ToLower(text), []byte("kafka")) }

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
