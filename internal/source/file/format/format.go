// Package format is what every file format shares: the input, the error that
// points into it, and how a format is recognised.
package format

import (
	"fmt"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// Input is one file: its path as the user named it, and its text without a
// byte order mark.
type Input struct {
	Path   string
	Text   []byte
	Marked bool // a byte order mark stood before the text

	// Place tells where something stands of a text that is a value in another
	// one; nil: the text is a file of its own.
	Place func(line, column int) model.Origin
}

// At is a place in the input.
func (in Input) At(line, column int) model.Origin {
	if in.Place != nil {
		return in.Place(line, column)
	}
	return model.AtFile(in.Path, line, column)
}

// Format reads one kind of file.
type Format interface {
	// Name is the format's name in reports, as "properties".
	Name() string

	// Claims tells whether the text is of this format, by its content. It
	// must be quick and may be wrong about text that Read then refuses.
	Claims(in Input) bool

	// Read adds what the text declares to the builder, and notes duplicates
	// and unresolved values in the document. A *SyntaxError means that the
	// text claims to be of this format and cannot be read; the builder may
	// then hold what stood before the error.
	Read(in Input, doc *model.Document, b *model.Builder) error
}

// SyntaxError is text that claims to be a Kafka configuration and cannot be
// parsed. Its message is one sentence that says what stands there and what
// was expected.
type SyntaxError struct {
	Line, Column int
	Message      string
}

// Error is the sentence, without the place.
func (e *SyntaxError) Error() string { return e.Message }

// Errorf makes a SyntaxError.
func Errorf(line, column int, format string, args ...any) *SyntaxError {
	return &SyntaxError{Line: line, Column: column, Message: fmt.Sprintf(format, args...)}
}

// TemplateError is a template that nobody has rendered. Its file is ignored,
// with the sentence that says what to do.
type TemplateError struct{}

// Error is the reason that stands in the list of ignored files.
func (TemplateError) Error() string { return "a template: lint its rendered output" }
