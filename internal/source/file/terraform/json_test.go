package terraform

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// plainOf is a node as encoding/json would give it, numbers and booleans as
// text.
func plainOf(n node) any {
	switch n.kind {
	case nothing:
		return nil
	case object:
		m := map[string]any{}
		for _, f := range n.fields {
			m[f.name] = plainOf(f.value)
		}
		return m
	case list:
		l := []any{}
		for _, item := range n.items {
			l = append(l, plainOf(item))
		}
		return l
	default:
		return n.text
	}
}

// texts turns numbers and booleans of encoding/json into their text.
func texts(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k := range v {
			v[k] = texts(v[k])
		}
	case []any:
		for i := range v {
			v[i] = texts(v[i])
		}
	case json.Number:
		return v.String()
	case bool:
		if v {
			return "true"
		}
		return "false"
	}
	return v
}

func parsed(text string) (node, *format.SyntaxError) {
	p := newParser(format.Input{Path: "x.json", Text: []byte(text)})
	n, err := p.value(0, true)
	if err == nil && p.peek() != 0 {
		err = p.fail("something stands behind it")
	}
	return n, err
}

// agrees checks that the parser and encoding/json make the same of a text.
func agrees(t *testing.T, text string) {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var want any
	wanted := json.Valid([]byte(text)) && decoder.Decode(&want) == nil
	got, err := parsed(text)
	if wanted != (err == nil) {
		t.Fatalf("%q: encoding/json reads it: %v, this parser says: %v", text, wanted, err)
	}
	if wanted && !reflect.DeepEqual(plainOf(got), texts(want)) {
		t.Errorf("%q is %v, want %v", text, plainOf(got), want)
	}
}

var jsonTexts = []string{
	`{}`, `[]`, ` { "a" : [ 1 , -2.5e+10 , true , false , null , "x" ] } `, `{"a":{"b":{"c":[[],{}]}}}`,
	`"\u00e4\n\"\\\/"`, `"ä"`, `""`, `123456789012345678901234567890`, `-0`, `null`, `"\ud83d\ude00"`,
	"{\r\n\t\"a\":\r\n1}",
	// Not JSON:
	``, ` `, `{`, `[`, `{"a"`, `{"a":`, `{"a":1`, `{"a":1,`, `{"a":1,}`, `[1,]`, `[,1]`, `{,}`, `{1:2}`, `01`, `1.`, `.5`, `+1`, `-`, `1e`, `tru`,
	`True`, `nul`, `NaN`, `'a'`, `"a`, `"\x"`, `"\u12"`, "\"a\nb\"", `{"a":1}{}`, `[1 2]`, `{"a" 1}`, `]`, `}`, `"a" "b"`, "\"\\", "\x00", `/* c */ 1`,
}

func TestJSONAgreesWithTheStandardLibrary(t *testing.T) {
	for _, text := range jsonTexts {
		agrees(t, text)
	}
}

func FuzzJSON(f *testing.F) {
	for _, text := range jsonTexts {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Count(text, "[")+strings.Count(text, "{") >= maxDepth || strings.Contains(text, "\x00") ||
			strings.ToValidUTF8(text, "") != text {
			return // what this parser bounds, and what the library mends
		}
		agrees(t, text)
	})
}

func TestJSONKeepsWhatStandsTwice(t *testing.T) {
	n, err := parsed(`{"a":1,"b":2,"a":3}`)
	if err != nil || len(n.fields) != 3 || n.get("a").text != "3" {
		t.Errorf("%d fields, a is %q, error %v", len(n.fields), n.get("a").text, err)
	}
}

func TestJSONPlaces(t *testing.T) {
	n, err := parsed("{\"a\":\n  [ \"ä\", 12,\n{\"b\":true}]}")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what         string
		line, column int
		got          node
	}{
		{"the object", 1, 1, n},
		{"the list", 2, 3, n.get("a")},
		{"the string", 2, 5, n.get("a").items[0]},
		{"the number", 2, 10, n.get("a").items[1]}, // columns are characters
		{"the switch", 3, 6, n.get("a").items[2].get("b")},
	} {
		if c.got.at.Line != c.line || c.got.at.Column != c.column || c.got.at.File != "x.json" {
			t.Errorf("%s is at %s, want %d:%d", c.what, c.got.at, c.line, c.column)
		}
	}
	if key := n.fields[0].at; key.Line != 1 || key.Column != 2 {
		t.Errorf("the key is at %s", key)
	}
}

func TestSkippingReadsTheSameSyntax(t *testing.T) {
	for _, text := range jsonTexts {
		p := newParser(format.Input{Text: []byte(text)})
		skipped := p.skip()
		_, kept := newParser(format.Input{Text: []byte(text)}).value(0, true)
		if (skipped == nil) != (kept == nil) {
			t.Errorf("%q: stepping over it says %v, reading it says %v", text, skipped, kept)
		}
	}
}
