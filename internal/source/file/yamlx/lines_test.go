package yamlx

import (
	"fmt"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// sketch is a line as "NUMBER BARE #COMMENT", with "…" before it where it
// begins inside something.
func sketch(text string) []string {
	var out []string
	for l := range Lines([]byte(text)) {
		s := fmt.Sprintf("%d %s", l.Number, strings.TrimSpace(l.Bare))
		if l.Inside {
			s = "…" + s
		}
		if l.Comment >= 0 {
			s += " " + l.Text[l.Comment:]
		}
		out = append(out, strings.TrimSpace(s))
	}
	return out
}

func TestLinesTellCommentsFromText(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"own line":               {"# a\n  # b", []string{"1  # a", "2  # b"}},
		"end of line":            {"a: 1 # b", []string{"1 a: 1 # b"}},
		"no space before":        {"a: b#c", []string{"1 a: b#c"}},
		"double quotes":          {`a: "b # c" # d`, []string{`1 a: # d`}},
		"single quotes":          {`a: 'b # ''c # ' # d`, []string{`1 a: # d`}},
		"escaped quote":          {`a: "b \" # c" # d`, []string{`1 a: # d`}},
		"quotes in a plain text": {`a: it's "so" # b`, []string{`1 a: it's "so" # b`}},
		"a quoted key":           {`"a # b": c # d`, []string{`1 : c # d`}},
		"an item":                {`- "a # b" # c`, []string{"1 - # c"}},
		"in brackets":            {`a: ["b # c", 'd', e"f] # g`, []string{`1 a: [, , e"f] # g`}},
		"in braces":              {`{"a":"b # c", d: e} # f`, []string{`1 {:, d: e} # f`}},
		"brackets over lines":    {"a: [ # b\n  'c # d', # e\n] # f", []string{"1 a: [ # b", "2 , # e", "3 ] # f"}},
		"plain with brackets":    {"a: b [c, 'd # e", []string{"1 a: b [c, 'd # e"}},
		"an anchor before":       {`a: &x "b # c" # d`, []string{"1 a: &x # d"}},
		"a tag before":           {`a: !!str "b # c" # d`, []string{"1 a: !!str # d"}},
		"quotes over lines":      {"a: \"b # c\n  # d\n\" # e", []string{"1 a:", "…2", "…3  # e"}},
		"block scalar":           {"a: |\n  # b\n\n  c # d\ne: f # g", []string{"1 a: |", "…2", "…3", "…4", "5 e: f # g"}},
		"block with a comment":   {"a: >- # b\n  # c\n# d", []string{"1 a: >- # b", "…2", "3  # d"}},
		"block in an item":       {"- a: |\n    # b\n  c: d # e", []string{"1 - a: |", "…2", "3 c: d # e"}},
		"block as an item":       {"- |\n # a\n- b # c", []string{"1 - |", "…2", "3 - b # c"}},
		"block behind a tag":     {"a: !x |\n  # b\nc: d", []string{"1 a: !x |", "…2", "3 c: d"}},
		"block as a document":    {"--- |\n# a\n---\nb # c", []string{"1 --- |", "…2", "3 ---", "4 b # c"}},
		"a bar in a text":        {"a: b | c\n  # d", []string{"1 a: b | c", "2  # d"}},
		"CRLF":                   {"a: 1 # b\r\nc: 2\r\n", []string{"1 a: 1 # b", "2 c: 2"}},
		"a quote never closed":   {"a: 'b\n# c", []string{"1 a:", "…2"}},
		"nothing":                {"", nil},
		"question mark":          {"? 'a # b'\n: c # d", []string{"1 ?", "2 : c # d"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := sketch(c.text); strings.Join(got, "\n") != strings.Join(c.want, "\n") {
				t.Errorf("got\n%q, want\n%q", got, c.want)
			}
		})
	}
}

func TestLinesKnowTheirIndentationAndBlankness(t *testing.T) {
	want := []struct {
		indent int
		blank  bool
	}{{0, true}, {2, true}, {2, false}, {4, true}, {4, false}, {0, false}}
	i := 0
	for l := range Lines([]byte("\n  # a\n  b: |\n    \n    # c\nd: 'x'")) {
		blank := want[i].blank && i != 3
		if l.Indent != want[i].indent || l.IsBlank() != blank {
			t.Errorf("line %d: indented by %d, blank %v, want %d and %v", l.Number, l.Indent, l.IsBlank(), want[i].indent, blank)
		}
		i++
	}
	for range Lines([]byte("a\nb")) {
		break
	}
}

// withoutComments is a text without what Lines takes for comments.
func withoutComments(text []byte) string {
	var b strings.Builder
	for l := range Lines(text) {
		switch {
		case l.Comment >= 0 && l.IsBlank():
			continue
		case l.Comment >= 0:
			l.Text = l.Text[:l.Comment]
		}
		b.WriteString(l.Text + "\n")
	}
	return b.String()
}

// written is all keys and values of a text.
func written(t testing.TB, text []byte) (string, bool) {
	docs, err := Parse(format.Input{Text: text})
	if err != nil {
		return "", false
	}
	var b strings.Builder
	for _, d := range docs {
		write(&b, d)
	}
	return b.String(), true
}

func write(b *strings.Builder, n Node) {
	fmt.Fprintf(b, "%q", strings.TrimRight(n.Text(), " \n")) // a comment ends a block scalar before blank lines
	for e := range n.Entries() {
		fmt.Fprintf(b, "{%q:", e.Key)
		write(b, e.Value)
		b.WriteString("}")
	}
	for item := range n.Items() {
		b.WriteString("[")
		write(b, item)
		b.WriteString("]")
	}
}

// FuzzLines takes away what Lines calls a comment: a text must mean the same
// without it.
func FuzzLines(f *testing.F) {
	for _, seed := range []string{
		"a: 1 # b\n", "a: 'b # c' # d\n", "a: |\n  # b\n# c\n", "a: \"b\n # c\" # d\n", "- - |\n    # a\n  - b # c\n",
		"a: [b # c\n , 'd # e']\n", "? 'a # b'\n: !x |+2 # c\n   # d\n", "--- # a\nb: >-\n\n  # c\n... # d\n", "a: b'c # d\n",
		"a: {b: \"c\", d: e} # f\n", "'a': &b \"c # d\"\n", "a: b\n  c # d\ne: f\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		// Other line ends than LF, and explicit indentation, are beyond Lines.
		if strings.ContainsAny(string(text), "\r\u0085\u2028\u2029\t%\ufeff\x00") || !strings.HasSuffix(string(text), "\n") {
			return
		}
		before, valid := written(t, text)
		if !valid {
			return
		}
		if after, _ := written(t, []byte(withoutComments(text))); after != before {
			t.Errorf("without comments %q means\n%s, want\n%s", withoutComments(text), after, before)
		}
	})
}
