// Package properties reads the .properties files of Kafka's brokers,
// controllers and Java clients, in Java's own syntax and with the place of
// every key and value.
package properties

import (
	"bytes"
	"slices"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// Format reads Java .properties files of brokers, controllers and clients.
type Format struct{}

var _ format.Format = Format{}

// Name is the format's name in reports.
func (Format) Name() string { return "properties" }

// Claims tells by the keys whether the text configures Kafka or software
// beside it; the file's name has a say where the keys only hint.
func (Format) Claims(in format.Input) bool {
	return hasTellingKey(in.Text) && kindOf(in) != foreign
}

// Read adds the broker or the client that the text configures. Software
// beside Kafka is told by a format.Unjudged.
func (Format) Read(in format.Input, doc *model.Document, b *model.Builder) error {
	kind := kindOf(in)
	switch {
	case kind == foreign:
		return format.ErrNotKafka
	case unjudged[kind] != "":
		return format.Unjudged{Reason: unjudged[kind]}
	case format.IsTemplate(in.Text):
		return format.TemplateError{}
	case in.Marked:
		return format.Errorf(1, 1, "begins with a byte order mark, which Java takes for part of the first key: save it as UTF-8 without one")
	}
	entries, err := parse(in.Text)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(entries, func(e entry) bool { return format.IsField(e.key) }) {
		return format.TemplateError{}
	}
	s := settingsOf(in, doc, entries)
	if kind == broker {
		b.Broker(s.broker())
	} else {
		b.Client(s.client())
	}
	return nil
}

// hasTellingKey tells whether any line starts with a key that has a dot, as
// almost every key of Kafka, or with acks, and a separator behind it. It is
// what keeps sources and documents from being parsed.
func hasTellingKey(text []byte) bool {
	lineEnd := byte('\n')
	if bytes.IndexByte(text, lineEnd) < 0 {
		lineEnd = '\r'
	}
	for len(text) > 0 {
		end := bytes.IndexByte(text, lineEnd)
		if end < 0 {
			end = len(text)
		}
		if startsWithTellingKey(bytes.TrimLeft(text[:end], " \t\f")) {
			return true
		}
		text = text[min(end+1, len(text)):]
	}
	return false
}

func startsWithTellingKey(line []byte) bool {
	dotted := false
	for i, c := range line {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '_':
		case c == '.':
			dotted = true
		default:
			return dotted && (isSeparator(c) || isSpace(c)) || string(line[:i]) == acks && startsWithSeparator(line[i:])
		}
	}
	return false
}

// startsWithSeparator tells whether a sign separates key and value. A sentence
// may begin with the word.
func startsWithSeparator(line []byte) bool {
	line = bytes.TrimLeft(line, " \t\f")
	return len(line) > 0 && isSeparator(line[0])
}
