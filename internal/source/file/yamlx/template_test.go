package yamlx

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

func TestIsTemplateLooksAtWhatBreaksYAML(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want bool
	}{
		"helm":                {"{{- if .Values.on }}\na: 1\n{{- end }}\n", true},
		"helm value":          {"a: {{ .Values.a }}-b\n", true},
		"helm with quotes":    {"a: {{ default \"x\" .Values.a | quote }}\n", true},
		"jinja":               {"{% for t in topics %}\n- name: t\n{% endfor %}\n", true},
		"erb":                 {"a: <%= size %>\n", true},
		"a comment":           {"# {{ x }}\na: [\n", false},
		"double quotes":       {"a: \"{{ x }}\"\nb: [\n", false},
		"single quotes":       {"a: 'it''s {{ x }}'\nb: [\n", false},
		"a block scalar":      {"a: |\n  {{- with secret }}\n  x\n  {{- end }}\nb: [\n", false},
		"behind a comment":    {"a: 1 # {{ x }}\nb: [\n", false},
		"not closed":          {"a: {{ x\n", false},
		"an apostrophe":       {"a: don't {{ x }}\n", true},
		"broken, no mark":     {"a: [\n", false},
		"quoted and unquoted": {"a: \"{{ x }}\"\n{{ y }}: [\n", true},
	} {
		t.Run(name, func(t *testing.T) {
			if got := IsTemplate([]byte(c.text)); got != c.want {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

func TestHasTemplate(t *testing.T) {
	for name, c := range map[string]struct {
		text         string
		bare, placed bool
	}{
		"bare":             {"a: {{ .x }}", true, true},
		"bare, below":      {"a: [{b: {{ .x }}}]", true, true},
		"quoted":           {"a: '{{ .x }}'", false, true},
		"in a plain value": {"a: b-{{ .x }}", false, true},
		"in a key":         {"'{{ .x }}': a", false, true},
		"in a list":        {"a: ['{% x %}']", false, true},
		"erb":              {"a: <%= x %>", false, true},
		"braces alone":     {"a: '{{'\nb: '}}'", false, false},
		"a variable":       {"a: ${x}", false, false},
		"mapping":          {"a: {b: {c: d}}", false, false},
		"nothing to see":   {"a: 1", false, false},
		"a mapping as key": {"{a: 1}: b", true, true},
		"a list as key":    {"[a]: b", false, false},
	} {
		t.Run(name, func(t *testing.T) {
			n := parseOne(t, c.text)
			if got := n.HasBareTemplate(); got != c.bare {
				t.Errorf("bare: %v, want %v", got, c.bare)
			}
			if got := n.HasTemplate(); got != c.placed {
				t.Errorf("anywhere: %v, want %v", got, c.placed)
			}
		})
	}
	if (Node{}).HasTemplate() || (Node{}).HasBareTemplate() {
		t.Error("nothing has a template")
	}
	if n := parseOne(t, "a: &a '{{ x }}'\nb: *a"); !n.Get("b").HasTemplate() {
		t.Error("what an alias stands for is not looked at")
	}
}

// FuzzYAML parses a text and asks for everything that can be asked.
func FuzzYAML(f *testing.F) {
	for _, seed := range []string{
		"a: 1\n---\nb: [1, 2]\n", "a: &a [*a]\nb: {<<: *a}\n", "a: &a {<<: [*a, *a], b: 1, b: 2}\n",
		"? [a]\n: {{ x }}\n", "a: |2\n  x\n", "\"a\": 'b # c' # d\n", "%TAG ! x\n--- !a b\n", "a:\n\t- b\n",
		"k: 0x_1\nl: 0o9\nm: !!int 99999999999999999999\nn: -0b1\n", "*a : b\n", "<<: <<\n", bomb(3, 3), mergeBomb(3, 3),
		strings.Repeat("[", 50), "--- |\n a\n...\n", "\xef\xbb\xbfa: b\r\n", "a: \x00\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		docs, err := Parse(format.Input{Path: "a.yaml", Text: text})
		if s, ok := err.(*format.SyntaxError); ok && (s.Line < 1 || s.Column < 1 || s.Message == "") {
			t.Errorf("an error without place or sentence: %+v", s)
		}
		IsTemplate(text)
		for l := range Lines(text) {
			if l.Comment >= len(l.Text) || l.Indent > len(l.Text) {
				t.Errorf("line %d ends before its comment or text", l.Number)
			}
		}
		for _, d := range docs {
			walk(d)
			d.HasTemplate()
			if first, last := d.Span(); first < 1 || last < first {
				t.Errorf("a document spans lines %d to %d", first, last)
			}
		}
	})
}
