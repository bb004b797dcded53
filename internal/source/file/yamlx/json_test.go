package yamlx

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// told is everything that a reader learns of a node, below it included.
func told(n Node, places bool) string {
	var b strings.Builder
	tell(&b, n, places)
	return b.String()
}

func tell(b *strings.Builder, n Node, places bool) {
	f, isFloat := n.Float()
	v, w := n.Value(), n.Word()
	fmt.Fprintf(b, "%v%v%v%v %q %q %v %q %v %v %v", n.IsMap(), n.IsList(), n.IsScalar(), n.IsNull(), n.Text(), v.Raw(), v.Usable(), w.Raw(), n.IsPlain(), f, isFloat)
	if places {
		fmt.Fprintf(b, " at %s", n.At())
	}
	b.WriteString("\n")
	for e := range n.Entries() {
		fmt.Fprintf(b, "%q:", e.Key)
		tell(b, e.Value, places)
	}
	for item := range n.Items() {
		b.WriteString("-")
		tell(b, item, places)
	}
}

// same holds the two readers of one text against each other.
func same(t *testing.T, text string) {
	t.Helper()
	byJSON, err := FromJSON("a.json", []byte(text))
	if err != nil {
		return
	}
	byYAML, err := Parse(format.Input{Path: "a.json", Text: []byte(text)})
	if err != nil || len(byYAML) != 1 {
		return
	}
	if got, want := told(byJSON, true), told(byYAML[0], true); got != want {
		t.Errorf("%s\nby JSON %s\nby YAML %s", text, got, want)
	}
}

func TestJSONIsReadAsYAMLReadsIt(t *testing.T) {
	for _, text := range []string{
		`{}`, `[]`, `"a"`, `1`, `true`, `null`, `{"a": {"b": [1, 2.5, -0, 1e3, 1E+20, 18446744073709551615, 18446744073709551616]}}`,
		`{"a":1,"a":2,"b":null}`, "{\n\t\"spec\": {\n\t\t\"é\": \"ü\", \"x\": [\"${HOME}\", \"$(POD)\", \"yes\", \"0x10\", \"~\", \"\"]\n\t}\n}\n",
		`{"<<": {"a": 1}, "b": "<<"}`, `{"a\/b": "c\"d\\e\tf\u00e4"}`, " \r\n [ 1 ,\n 2 ] ", `{"a": -12, "b": 0.0, "c": "1_000", "on": "on"}`,
	} {
		if _, err := FromJSON("a.json", []byte(text)); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		same(t, text)
	}
}

func TestJSONOfARequestHasPathsForPlaces(t *testing.T) {
	n, err := FromJSON("", []byte(`{"spec": {"containers": [{"name": "a"}, {"name": "kafka", "env": [{"name": "X", "value": "1"}]}]}}`))
	if err != nil {
		t.Fatal(err)
	}
	var second Node
	for item := range n.Get("spec", "containers").Items() {
		second = item
	}
	for item := range second.Get("env").Items() {
		if got := item.Get("value").At(); got.String() != "spec.containers[1].env[0].value" || got.File != "" {
			t.Errorf("it stands at %+v", got)
		}
	}
	for e := range second.Entries() {
		if want := "spec.containers[1]." + e.Key; e.KeyAt.String() != want {
			t.Errorf("the key stands at %s, want %s", e.KeyAt, want)
		}
	}
	if got := n.At(); !got.IsZero() {
		t.Errorf("the whole stands at %+v", got)
	}
}

func TestJSONThatIsNone(t *testing.T) {
	for text, want := range map[string]string{
		"":                  "1:1: is not valid JSON: unexpected end",
		`{"a": `:            "1:6: is not valid JSON: unexpected end",
		`{"a": 1} {"b": 2}`: "1:10: is not valid JSON: invalid character '{' after",
		"{\n \"a\": nul\n}": "2:10: is not valid JSON: invalid character",
		`{a: 1}`:            "is not valid JSON",
		`[1,]`:              "is not valid JSON",
		strings.Repeat("[", 2000) + strings.Repeat("]", 2000): "nests deeper than 1000 levels",
	} {
		_, err := FromJSON("a.json", []byte(text))
		syntax, is := err.(*format.SyntaxError)
		if !is {
			t.Errorf("%.20s: %v is no syntax error", text, err)
			continue
		}
		if got := fmt.Sprintf("%d:%d: %s", syntax.Line, syntax.Column, syntax.Message); !strings.Contains(got, want) {
			t.Errorf("%.20s: %s, want %s", text, got, want)
		}
	}
	if _, err := FromJSON("", []byte("["+strings.Repeat("1,", maxNodes)+"1]")); err == nil || !strings.Contains(err.Error(), "more than") {
		t.Errorf("too many values: %v", err)
	}
}

func TestJSONNestsAsDeepAsYAML(t *testing.T) {
	for levels, want := range map[int]bool{maxDepth - 1: true, maxDepth + 1: false} {
		_, err := FromJSON("", []byte(strings.Repeat("[", levels)+strings.Repeat("]", levels)))
		if (err == nil) != want {
			t.Errorf("%d levels: %v", levels, err)
		}
	}
}

// FuzzJSON: whatever both readers take they read alike.
func FuzzJSON(f *testing.F) {
	for _, seed := range []string{`{"a":[1,2.5,"x",null,true,{}]}`, `{"a":1,"a":2}`, "[\n1\n]", `"\u00e4\n"`, `{"kind":"Pod","spec":{"x":-1e-3}}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Contains(text, `\u`) || strings.ContainsFunc(text, foreignToYAML) {
			return
		}
		same(t, text)
	})
}

// foreignToYAML tells the characters that YAML folds as ends of lines, or
// takes for a mark of the byte order, and JSON for letters.
func foreignToYAML(r rune) bool {
	return r == 0x85 || r == 0x2028 || r == 0x2029 || r == 0xfeff || r == unicode.ReplacementChar || r == '\r'
}

func BenchmarkFromJSON(b *testing.B) {
	text := []byte(`{"kind":"Pod","spec":{"containers":[` + strings.Repeat(`{"name":"kafka","env":[{"name":"A","value":"1"}],"resources":{"limits":{"memory":"8Gi"}}},`, 20) + `{}]}}`)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if n, err := FromJSON("", text); err != nil || !n.Get("spec").IsMap() {
			b.Fatal(err)
		}
	}
}
