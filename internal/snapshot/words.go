package snapshot

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// inWords is what is wrong with a document, and where, for who wrote or cut it:
// the types of this program say nothing to them.
func inWords(text []byte, err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case len(bytes.TrimSpace(text)) == 0:
		return errors.New("it is empty")
	case errors.As(err, &syntax) && syntax.Offset >= int64(len(text)):
		return fmt.Errorf("it ends too early, in %s: it was cut off (%w)", place(text, syntax.Offset), err)
	case errors.As(err, &syntax):
		return fmt.Errorf("%s: %w", place(text, syntax.Offset), err)
	case errors.As(err, &kind):
		return wrongKind(text, kind, err)
	}
	said := strings.ReplaceAll(err.Error(), "json: ", "")
	if strings.Contains(said, "struct tag") || strings.Contains(said, "Go ") {
		return errors.New("a field holds what this version does not write there")
	}
	return errors.New(said)
}

// wrongKind tells a value of another kind than its field has. Inside a value,
// the library counts from its start, so the setting stands for the place.
func wrongKind(text []byte, kind *json.UnmarshalTypeError, err error) error {
	at, _, wrapped := strings.Cut(err.Error(), ": json: ")
	if !wrapped {
		at = place(text, kind.Offset)
	}
	field := kind.Field
	if field == "" {
		field = "what stands there"
	}
	return fmt.Errorf("%s: %s is %s, and must be %s", at, field, found(kind.Value), wanted(kind.Type))
}

// found is a kind of JSON, as the library calls it, in words.
func found(value string) string {
	switch kind, rest, _ := strings.Cut(value, " "); {
	case kind == "number" && rest != "":
		return "the number " + rest
	case kind == "string":
		return "a text"
	case kind == "array":
		return "a list"
	case kind == "object":
		return "an object"
	case kind == "bool":
		return "true or false"
	}
	return "a " + value
}

// wanted is what is written in JSON for a type.
func wanted(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return wanted(t.Elem())
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.String:
		return "a text"
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int32, reflect.Int64, reflect.Uint64:
		return "a whole number that fits"
	}
	return "an object"
}

// place is a line and column, both from 1, of what stands before an offset.
func place(text []byte, offset int64) string {
	before := text[:min(max(offset, 1), int64(len(text)))]
	line := bytes.Count(before, []byte("\n")) + 1
	return fmt.Sprintf("line %d, column %d", line, len(before)-(bytes.LastIndexByte(before, '\n')+1))
}
