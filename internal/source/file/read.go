package file

import (
	"bytes"
	"encoding/binary"
	"errors"
	"maps"
	"slices"
	"unicode/utf8"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/build"
	"github.com/breakwaterhq/breakwater/internal/source/file/describe"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
	"github.com/breakwaterhq/breakwater/internal/source/file/properties"
	"github.com/breakwaterhq/breakwater/internal/source/file/terraform"
)

// formats is every format, the surest about its own text first.
var formats = []format.Format{
	build.Format{}, terraform.Plan{}, manifests{}, terraform.HCL{}, describe.Topics{}, describe.Configs{}, properties.Format{},
}

// Reasons why a file is ignored.
const (
	notKafka   = "not a Kafka configuration"
	binaryFile = "a binary file"
)

// Read recognises one text and adds what it declares to the builder. Its
// document is always added, ignored or not.
func Read(path string, text []byte, b *model.Builder) {
	doc := &model.Document{Path: path}
	b.Document(doc)
	text, mark := plain(text)
	if bytes.IndexByte(text[:min(len(text), 8<<10)], 0) >= 0 {
		doc.Ignored = binaryFile
		return
	}
	in := format.Input{Path: path, Text: text, Marked: mark != ""}
	f := claimant(in)
	switch {
	case f == nil && format.IsKafkaTemplate(in):
		doc.Ignored = format.TemplateError{}.Error()
	case f == nil:
		doc.Ignored = notKafka
	case mark == utf16Big || mark == utf16Little:
		refuse(doc, format.Errorf(1, 1, "is UTF-16: save it as UTF-8, as Kafka's own tools expect"), b)
	default:
		doc.Format, doc.Lines = f.Name(), model.LinesOf(text)
		finish(doc, in, f.Read(in, doc, b), b)
	}
}

// claimant is the format whose text this is; nil if it is none's.
func claimant(in format.Input) format.Format {
	for _, f := range formats {
		if f.Claims(in) {
			return f
		}
	}
	return nil
}

func finish(doc *model.Document, in format.Input, err error, b *model.Builder) {
	if err == nil {
		doc.Suppressions = append(doc.Suppressions, suppressions(in, doc.Format)...)
		return
	}
	passOver(doc, err, b)
}

// passOver notes why a document is not judged: it is none of Kafka's, or it claims
// to be and cannot be read.
func passOver(doc *model.Document, err error, b *model.Builder) {
	var syntax *format.SyntaxError
	var template format.TemplateError
	var unjudged format.Unjudged
	switch {
	case errors.Is(err, format.ErrNotKafka):
		doc.Ignored = notKafka
	case errors.As(err, &template):
		doc.Ignored = template.Error()
	case errors.As(err, &unjudged):
		doc.Ignored = unjudged.Reason
	case errors.As(err, &syntax):
		refuse(doc, syntax, b)
	default:
		refuse(doc, &format.SyntaxError{Line: 1, Column: 1, Message: err.Error()}, b)
	}
}

// refuse notes that a file claims to be a Kafka configuration and cannot be
// read.
func refuse(doc *model.Document, err *format.SyntaxError, b *model.Builder) {
	doc.Refused = true
	b.Gap(model.Gap{
		Fact: model.FactDocuments, Why: model.Malformed, Detail: err.Message,
		Scope:  model.Subject{Kind: model.KindFile, Name: doc.Path},
		Origin: model.AtFile(doc.Path, err.Line, err.Column),
	})
}

// Byte order marks.
const (
	utf8Mark    = "\xef\xbb\xbf"
	utf16Little = "\xff\xfe"
	utf16Big    = "\xfe\xff"
)

// plain is a text as UTF-8 without its byte order mark, and that mark; "" if
// it has none. UTF-16 is decoded only to see whether it is Kafka's: many other
// files are UTF-16 with good reason.
func plain(text []byte) (narrow []byte, mark string) {
	switch {
	case bytes.HasPrefix(text, []byte(utf16Little)):
		return fromUTF16(text[len(utf16Little):], binary.LittleEndian), utf16Little
	case bytes.HasPrefix(text, []byte(utf16Big)):
		return fromUTF16(text[len(utf16Big):], binary.BigEndian), utf16Big
	case bytes.HasPrefix(text, []byte(utf8Mark)):
		return text[len(utf8Mark):], utf8Mark
	}
	return text, ""
}

func fromUTF16(text []byte, order binary.ByteOrder) []byte {
	var out []byte
	for ; len(text) >= 2; text = text[2:] {
		out = utf8.AppendRune(out, rune(order.Uint16(text)))
	}
	return out
}

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
