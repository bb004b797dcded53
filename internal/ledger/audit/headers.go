package audit

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"

	"github.com/twmb/franz-go/pkg/kgo"
)

// headers are those of a record, in their order: a JSON object of them, or a list of pairs
// or of objects with key and value, which may name one twice. In CSV, and in a text of
// JSON, it is the JSON that counts. Null and an empty text are no headers.
func (l *lineReader) headers(name string) []kgo.RecordHeader {
	c, ok := l.field("--headers-field", name)
	if !ok || c.null || c.isText && len(c.text) == 0 {
		return nil
	}
	out, err := parseHeaders(c.text, l.r.fields.Base64)
	if err != nil {
		l.err = l.r.broken(l.line, c.column, "%s are no headers: %v", name, err)
	}
	return out
}

var errShape = errors.New(`give an object as {"name": "value"}, or a list as [["name", "value"]] or [{"key": "name", "value": "value"}]`)

func parseHeaders(text []byte, encoded bool) (out []kgo.RecordHeader, err error) {
	in := json.NewDecoder(bytes.NewReader(text))
	open, err := in.Token()
	if err != nil || open != json.Delim('{') && open != json.Delim('[') {
		return nil, errShape
	}
	for in.More() {
		h, err := header(in, open == json.Delim('['), encoded)
		if err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	if _, err := in.Token(); err != nil {
		return nil, errShape
	}
	if _, err := in.Token(); !errors.Is(err, io.EOF) {
		return nil, errShape
	}
	return out, nil
}

// header is the next member of an object, or element of a list.
func header(in *json.Decoder, listed, encoded bool) (kgo.RecordHeader, error) {
	if listed {
		return element(in, encoded)
	}
	name, err := in.Token()
	text, is := name.(string)
	var value json.RawMessage
	if err != nil || !is || in.Decode(&value) != nil {
		return kgo.RecordHeader{}, errShape
	}
	return valued(text, value, encoded)
}

func element(in *json.Decoder, encoded bool) (kgo.RecordHeader, error) {
	var raw json.RawMessage
	if in.Decode(&raw) != nil {
		return kgo.RecordHeader{}, errShape
	}
	var one struct {
		Key   *string
		Value json.RawMessage
	}
	var pair []json.RawMessage
	if json.Unmarshal(raw, &pair) == nil && len(pair) == 2 {
		one.Value = pair[1]
		if json.Unmarshal(pair[0], &one.Key) != nil {
			return kgo.RecordHeader{}, errShape
		}
	} else if json.Unmarshal(raw, &one) != nil {
		return kgo.RecordHeader{}, errShape
	}
	if one.Key == nil {
		return kgo.RecordHeader{}, errShape
	}
	return valued(*one.Key, one.Value, encoded)
}

// valued is a header whose value is a text's own bytes, or other JSON as it stands.
func valued(name string, value json.RawMessage, encoded bool) (kgo.RecordHeader, error) {
	out := kgo.RecordHeader{Key: name}
	if len(value) == 0 || string(value) == "null" {
		return out, nil
	}
	var text string
	isText := json.Unmarshal(value, &text) == nil
	switch {
	case isText && !encoded:
		out.Value = []byte(text)
	case isText:
		raw, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return out, errors.New(name + " is no base64 with padding (RFC 4648)")
		}
		out.Value = raw
	case encoded:
		return out, errors.New(name + " is no text, and --base64 is given")
	default:
		out.Value = bytes.Clone(value)
	}
	return out, nil
}
