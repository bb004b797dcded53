// Package strict reads a YAML file of which every key and every value is
// known: what is not, is a problem with its line and column. It goes on after
// a problem, so that one run tells all of them.
package strict

import (
	"bytes"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// Reader reads one file and gathers what is wrong with it.
type Reader struct {
	file     string
	problems Errors
	told     map[Problem]bool // an alias leads to one place many times
}

// New starts a file, named as the user named it.
func New(file string) *Reader {
	return &Reader{file: file, told: map[Problem]bool{}}
}

// Errorf adds a problem.
func (r *Reader) Errorf(at model.Origin, format string, args ...any) {
	p := Problem{r.file, max(at.Line, 1), max(at.Column, 1), fmt.Sprintf(format, args...)}
	if !r.told[p] {
		r.told[p] = true
		r.problems = append(r.problems, &p)
	}
}

// Err is what was wrong, as Errors in the order of the text; nil if nothing.
func (r *Reader) Err() error {
	if len(r.problems) == 0 {
		return nil
	}
	r.problems.sort()
	return r.problems
}

// Document is the file's only document. ok is false if there is none: the
// file is empty, or cannot be read, which is then a problem.
func (r *Reader) Document(text []byte) (doc yamlx.Node, ok bool) {
	text = bytes.TrimPrefix(text, mark)
	if end := validPrefix(text); end < len(text) {
		line := 1 + bytes.Count(text[:end], newline)
		r.Errorf(r.at(text, line, end-bytes.LastIndexByte(text[:end], '\n')), "the file is not UTF-8 text: save it as UTF-8")
		return doc, false
	}
	docs, err := yamlx.Parse(format.Input{Path: r.file, Text: text})
	var syntax *format.SyntaxError
	switch {
	case errors.As(err, &syntax):
		r.Errorf(r.at(text, syntax.Line, syntax.Column), "the file %s", syntax.Message)
		return doc, false
	case err != nil:
		r.Errorf(r.at(text, 1, 1), "the file cannot be read: %s", err)
		return doc, false
	}
	for _, d := range docs {
		switch {
		case !d.Exists():
		case ok:
			r.Errorf(d.At(), "a second document starts here: only one is read, so take the line with --- before it out")
		default:
			doc, ok = d, true
		}
	}
	return doc, ok
}

var (
	mark    = []byte("\xef\xbb\xbf")
	newline = []byte("\n")
)

// validPrefix is how many bytes at the start are UTF-8.
func validPrefix(text []byte) int {
	for i := 0; i < len(text); {
		c, size := utf8.DecodeRune(text[i:])
		if c == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(text)
}

// at is a place of the text, kept inside it: the YAML library reads ahead, and
// may name a place behind the end.
func (r *Reader) at(text []byte, line, column int) model.Origin {
	lines := bytes.Split(text, newline)
	line = max(1, min(line, len(lines)))
	return model.AtFile(r.file, line, max(1, min(column, len(lines[line-1])+1)))
}
