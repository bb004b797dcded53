package strict_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/policy/strict"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// read runs a reader over a text and gives back what it tells.
func read(t *testing.T, text string, with func(*strict.Reader, yamlx.Node)) []string {
	t.Helper()
	r := strict.New("f.yaml")
	if doc, ok := r.Document([]byte(text)); ok {
		with(r, doc)
	}
	err := r.Err()
	if err == nil {
		return nil
	}
	var problems strict.Errors
	if !errors.As(err, &problems) {
		t.Fatalf("the error is of type %T", err)
	}
	return strings.Split(err.Error(), "\n")
}

func expect(t *testing.T, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestMapReadsItsFieldsAndTellsTheRest(t *testing.T) {
	var a string
	fields := func(r *strict.Reader) []strict.Field {
		return []strict.Field{
			{Name: "alpha", Required: true, Read: func(e yamlx.Entry) { a = e.Value.Text() }},
			{Name: "beta", Refused: "beta is for later"},
			{Name: "gamma", Read: func(e yamlx.Entry) { r.Errorf(e.KeyAt, "gamma is read") }},
		}
	}
	for name, c := range map[string]struct {
		text, alpha string
		want        []string
	}{
		"right":                   {"alpha: 1", "1", nil},
		"required":                {"{}", "", []string{"f.yaml:1:1: it lacks the key alpha"}},
		"refused":                 {"alpha: 1\nbeta: 2", "1", []string{"f.yaml:2:1: beta is for later"}},
		"slip":                    {"alhpa: 1", "", []string{`f.yaml:1:1: it has no key "alhpa": did you mean alpha?`}},
		"unknown":                 {"alpha: 1\nomega: 2", "1", []string{`f.yaml:2:1: it has no key "omega": known are alpha, beta, gamma`}},
		"twice, the first counts": {"alpha: 1\nalpha: 2", "1", []string{`f.yaml:2:1: it has the key "alpha" twice: the first one stands in line 1`}},
		"no value":                {"alpha: 1\ngamma:", "1", []string{"f.yaml:2:1: gamma has no value: give it one, or take the line out"}},
		"no mapping":              {"[1]", "", []string{"f.yaml:1:1: it is a list: it must be a mapping with the keys alpha, beta, gamma"}},
		"order of the text":       {"gamma: 1\nomega: 1\nalpha: 1", "1", []string{"f.yaml:1:1: gamma is read", `f.yaml:2:1: it has no key "omega": known are alpha, beta, gamma`}},
	} {
		t.Run(name, func(t *testing.T) {
			a = ""
			expect(t, read(t, c.text, func(r *strict.Reader, n yamlx.Node) { r.Map(n, "it", fields(r)...) }), c.want...)
			if a != c.alpha {
				t.Errorf("alpha is %q, want %q", a, c.alpha)
			}
		})
	}
}

func TestScalars(t *testing.T) {
	text := func(r *strict.Reader, n yamlx.Node) { r.Text(n, "it") }
	word := func(r *strict.Reader, n yamlx.Node) { r.Word(n, "it", "red", "green") }
	boolean := func(r *strict.Reader, n yamlx.Node) { r.Bool(n, "it") }
	for name, c := range map[string]struct {
		read func(*strict.Reader, yamlx.Node)
		text string
		want []string
	}{
		"text":         {text, "some words", nil},
		"number":       {text, "5", nil},
		"spaces":       {text, `"  "`, []string{"f.yaml:1:1: it is empty"}},
		"mapping":      {text, "{a: b}", []string{"f.yaml:1:1: it is a mapping: it must be a single value"}},
		"word":         {word, "red", nil},
		"slip":         {word, "grene", []string{`f.yaml:1:1: it is "grene": did you mean green?`}},
		"no word":      {word, "ultraviolet", []string{`f.yaml:1:1: it is "ultraviolet": known are red, green`}},
		"true":         {boolean, "true", nil},
		"false quoted": {boolean, `"false"`, nil},
		"yes":          {boolean, "yes", []string{`f.yaml:1:1: it is "yes": it must be true or false`}},
	} {
		t.Run(name, func(t *testing.T) { expect(t, read(t, c.text, c.read), c.want...) })
	}
}

func TestTexts(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		list []string
		want []string
	}{
		"list":    {"[a, b]", []string{"a", "b"}, nil},
		"twice":   {"[a, b, a]", []string{"a", "b"}, []string{`f.yaml:1:8: it has "a" twice`}},
		"nested":  {"[a, [b]]", []string{"a"}, []string{"f.yaml:1:5: an entry of it is a list: it must be a single value"}},
		"null":    {"[a, ~]", []string{"a"}, []string{"f.yaml:1:5: an entry of it is nothing: it must be a single value"}},
		"empty":   {"[]", nil, []string{"f.yaml:1:1: it is an empty list: give it an entry, or take it out"}},
		"word":    {"a", nil, []string{`f.yaml:1:1: it is a single value: it must be a list, as ["a"]`}},
		"mapping": {"{a: b}", nil, []string{"f.yaml:1:1: it is a mapping: it must be a list"}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			expect(t, read(t, c.text, func(r *strict.Reader, n yamlx.Node) { got = r.Texts(n, "it") }), c.want...)
			if !reflect.DeepEqual(got, c.list) {
				t.Errorf("got %q, want %q", got, c.list)
			}
		})
	}
}

func TestOneProblemIsToldOnce(t *testing.T) {
	got := read(t, "[&a {x: 1}, *a]", func(r *strict.Reader, n yamlx.Node) {
		for item := range r.List(n, "it") {
			for e := range item.Entries() {
				r.Errorf(e.KeyAt, "x is wrong")
			}
		}
	})
	expect(t, got, "f.yaml:1:6: x is wrong")
}

func TestADocumentStandsAlone(t *testing.T) {
	none := func(*strict.Reader, yamlx.Node) {}
	expect(t, read(t, "a: 1\n---\nb: 2\n---\nc: 3\n", none),
		"f.yaml:3:1: a second document starts here: only one is read, so take the line with --- before it out",
		"f.yaml:5:1: a second document starts here: only one is read, so take the line with --- before it out")
	expect(t, read(t, "---\n---\na: 1\n", none))
	if got := read(t, "a: [", none); len(got) != 1 || !strings.Contains(got[0], "the file is not valid YAML") {
		t.Errorf("got %q", got)
	}
}

func TestIsEmptyMap(t *testing.T) {
	for text, want := range map[string]bool{"{}": true, "{a: b}": false, "[]": false, "x": false} {
		read(t, text, func(_ *strict.Reader, n yamlx.Node) {
			if got := strict.IsEmptyMap(n); got != want {
				t.Errorf("%s: got %v", text, got)
			}
		})
	}
}

func TestQuoteKeepsASentenceShort(t *testing.T) {
	if got := strict.Quote("a\nb"); got != `"a\nb"` {
		t.Errorf("got %s", got)
	}
	if got := []rune(strict.Quote(strings.Repeat("é", 1000))); len(got) != 63 {
		t.Errorf("got %d characters", len(got))
	}
}

func TestTextThatIsNoUTF8IsRefusedAtItsPlace(t *testing.T) {
	none := func(*strict.Reader, yamlx.Node) {}
	const sentence = "the file is not UTF-8 text: save it as UTF-8"
	expect(t, read(t, "a: 1\nb: \xff\n", none), "f.yaml:2:4: "+sentence)
	expect(t, read(t, "\xff\xfea\x00", none), "f.yaml:1:1: "+sentence)
	expect(t, read(t, "a: caf\xe9", none), "f.yaml:1:7: "+sentence)
	expect(t, read(t, "\xef\xbb\xbfa: \"é\ufffd\"", none))
}
