package audit

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// json reads one object a line. Empty lines are passed over.
func (r *reader) json(in *bufio.Reader) error {
	var buf []byte
	for n := 1; ; n++ {
		text, err := line(in, buf[:0])
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return r.broken(n, 1, "the line cannot be read: %v", err)
		case len(bytes.TrimSpace(text)) == 0:
			continue
		}
		buf = text
		if err := r.object(n, text); err != nil {
			return err
		}
	}
}

func (r *reader) object(n int, text []byte) error {
	if err := r.utf8(n, text); err != nil {
		return err
	}
	text = bytes.TrimRight(text, " \t")
	var whole map[string]json.RawMessage
	err := json.Unmarshal(text, &whole)
	if err != nil {
		syntax, is := errors.AsType[*json.SyntaxError](err)
		if is && syntax.Error() == "unexpected end of JSON input" {
			return r.broken(n, len(text)+1, "the line ends in the middle of its JSON: it was cut, or is not one object a line")
		}
		if is {
			return r.broken(n, int(syntax.Offset), "no JSON: %v", syntax)
		}
	}
	if whole == nil || err != nil {
		return r.broken(n, 1, "a line must be a JSON object, as {\"%s\": …}", r.fields.ID)
	}
	return r.take(n, 1, func(field string) (cell, error) { return r.member(n, whole, field) })
}

// member follows a field's names into the objects of a line.
func (r *reader) member(n int, object map[string]json.RawMessage, field string) (cell, error) {
	names := strings.Split(field, ".")
	for i, name := range names[:len(names)-1] {
		inner, there := object[name]
		if !there || string(inner) == "null" {
			return cell{}, nil
		}
		object = nil
		if json.Unmarshal(inner, &object) != nil {
			return cell{}, r.broken(n, 1, "%s is no object, so that it has no %s", strings.Join(names[:i+1], "."), field)
		}
	}
	raw, there := object[names[len(names)-1]]
	if !there {
		return cell{}, nil
	}
	c := cell{there: true, column: 1, text: raw}
	switch raw[0] {
	case 'n':
		c.null = true
	case '"':
		var text string
		if err := json.Unmarshal(raw, &text); err != nil {
			return cell{}, r.broken(n, 1, "%s is no text: %v", field, err)
		}
		c.text, c.isText = []byte(text), true
	case '{', '[':
		c.nested = true
	}
	return c, nil
}
