package ledger

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/twmb/franz-go/pkg/kgo"
)

// Header is the header by which a replay names what it sends.
const Header = "breakwater.id"

// Match says where a record in the log has the application's id.
type Match struct {
	header string
	fields []string // of the value, which is JSON
	key    bool
}

// ParseMatch reads header:NAME, value:FIELD or key.
func ParseMatch(text string) (Match, error) {
	kind, name, _ := strings.Cut(text, ":")
	switch {
	case text == "key":
		return Match{key: true}, nil
	case kind == "header" && name != "":
		return Match{header: name}, nil
	case kind == "value" && name != "" && !strings.Contains("."+name+".", ".."):
		return Match{fields: strings.Split(name, ".")}, nil
	}
	return Match{}, fmt.Errorf("%q does not say where a record has its id: give header:NAME, value:FIELD for a field of JSON (a dot leads into an object), or key", text)
}

// id is the id of a record; nil if it has none.
func (m *Match) id(r *kgo.Record) []byte {
	switch {
	case m.key:
		return r.Key
	case m.header != "":
		return header(r, m.header)
	}
	return field(r.Value, m.fields)
}

func header(r *kgo.Record, name string) []byte {
	for i := len(r.Headers) - 1; i >= 0; i-- {
		if r.Headers[i].Key == name {
			return r.Headers[i].Value
		}
	}
	return nil
}

// field is the text or the number at a place of a JSON object.
func field(text []byte, names []string) []byte {
	for _, name := range names {
		var object map[string]json.RawMessage
		if json.Unmarshal(text, &object) != nil {
			return nil
		}
		text = object[name]
	}
	if len(text) == 0 || text[0] == '{' || text[0] == '[' || text[0] == 'n' {
		return nil
	}
	if text[0] != '"' {
		return text
	}
	var out string
	if json.Unmarshal(text, &out) != nil {
		return nil
	}
	return []byte(out)
}
