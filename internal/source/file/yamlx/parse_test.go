package yamlx

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

func parse(t testing.TB, text string) []Node {
	t.Helper()
	docs, err := Parse(format.Input{Path: "a.yaml", Text: []byte(text)})
	if err != nil {
		t.Fatal(err)
	}
	return docs
}

func parseOne(t testing.TB, text string) Node {
	t.Helper()
	docs := parse(t, text)
	if len(docs) != 1 {
		t.Fatalf("%d documents, want 1", len(docs))
	}
	return docs[0]
}

func TestParseCountsDocuments(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want int
	}{
		"empty":                {"", 0},
		"comments alone":       {"# nothing\n\n# here\n", 0},
		"one":                  {"a: 1\n", 1},
		"two":                  {"a: 1\n---\nb: 2\n", 2},
		"markers around":       {"---\na: 1\n...\n---\nb: 2\n...\n", 2},
		"CRLF":                 {"---\r\na: 1\r\n---\r\nb: 2\r\n", 2},
		"JSON":                 {"{\"a\": [1, 2],\n\t\"b\": \"\\u00e9\"}\n", 1},
		"an empty document":    {"---\n---\na: 1\n", 2},
		"a comment in between": {"a: 1\n---\n# b\n---\nc: 1\n", 3},
	} {
		t.Run(name, func(t *testing.T) {
			if docs := parse(t, c.text); len(docs) != c.want {
				t.Errorf("%d documents, want %d", len(docs), c.want)
			}
		})
	}
}

func TestParseSaysWhereTextIsNotYAML(t *testing.T) {
	for name, c := range map[string]struct {
		text     string
		position string
		message  string
	}{
		"tab":              {"a:\n  b: 1\n\tc: 2\n", "3:2", "is not valid YAML: a tab indents this line, and YAML takes spaces alone"},
		"unknown alias":    {"a: *b\n", "1:1", "is not valid YAML: unknown anchor 'b' referenced"},
		"two values":       {"a: 1\nb: c: d\n", "2:1", "is not valid YAML: mapping values are not allowed in this context (check the indentation, and quote a value that holds \": \")"},
		"bad indentation":  {"a:\n  - b\n c: 1\n", "2:3", "is not valid YAML: "},
		"open bracket":     {"x: 1\na: [1, 2\n", "", "is not valid YAML: did not find expected ',' or ']' (check the indentation, quotes and brackets around it)"},
		"no colon":         {"a: |\n x\nb\n", "3:1", "is not valid YAML: could not find expected ':' (check the lines around it, too)"},
		"open quote":       {"a: 1\nb: \"x\nc: 2\n", "2:1", "is not valid YAML: found unexpected end of stream (a quote here or above it is not closed)"},
		"a bare @":         {"a: @NAME@\n", "1:1", "is not valid YAML: found character that cannot start any token (quote a value that begins with @, ` or %)"},
		"no UTF-8":         {"a: 1\nb: \xff\n", "2:1", "is not valid YAML: invalid leading UTF-8 octet"},
		"a control letter": {"a: 1\n\n  b: \x01\n", "3:3", "is not valid YAML: control characters are not allowed"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(format.Input{Path: "a.yaml", Text: []byte(c.text)})
			var syntax *format.SyntaxError
			if !errors.As(err, &syntax) {
				t.Fatalf("got %v, want a syntax error", err)
			}
			if !strings.HasPrefix(syntax.Message, c.message) {
				t.Errorf("the sentence is %q, want %q", syntax.Message, c.message)
			}
			if at := fmt.Sprintf("%d:%d", syntax.Line, syntax.Column); c.position != "" && at != c.position {
				t.Errorf("points to %s, want %s", at, c.position)
			}
		})
	}
}

func TestParseKeepsTheDocumentsBeforeAnError(t *testing.T) {
	docs, err := Parse(format.Input{Path: "a.yaml", Text: []byte("a: 1\n---\nb: [\n")})
	if err == nil || len(docs) != 1 || docs[0].Get("a").Text() != "1" {
		t.Errorf("got %d documents and %v, want the first and an error", len(docs), err)
	}
}

// hugeTexts are shapes that have been slow in parsers before, each of 2 MiB.
func hugeTexts() map[string]string {
	const size = 2 << 20
	fill := func(s string) string { return strings.Repeat(s, size/len(s)) }
	return map[string]string{
		"comments":       fill("#\n"),
		"flow":           "[" + fill("a,") + "]",
		"brackets":       fill("["),
		"dashes":         fill("- "),
		"lines":          fill("- a: b # c\n  d: 'e'\n  f: \"g\"\n"),
		"documents":      fill("---\n"),
		"blank lines":    "a:\n" + fill("\n") + " b",
		"one string":     `a: "` + fill("b ") + `"`,
		"block scalar":   "a: |\n" + fill(" b\n"),
		"one key":        fill("a: 1\n"),
		"question marks": fill("? "),
	}
}

func TestParseEndsOnHugeTexts(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	// A busy machine takes six seconds for the slowest; what grows with the square takes hours.
	const limit = 2 * time.Minute
	for name, text := range hugeTexts() {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			docs, err := Parse(format.Input{Path: "a.yaml", Text: []byte(text)})
			for _, d := range docs {
				d.HasBareTemplate()
			}
			if took := time.Since(start); took > limit {
				t.Errorf("took %v, want less than %v (%v)", took, limit, err)
			}
		})
	}
}

func TestParseRefusesTooManyValues(t *testing.T) {
	_, err := Parse(format.Input{Path: "a.yaml", Text: []byte("[" + strings.Repeat("a,", maxNodes+1) + "]")})
	if err == nil || err.Error() != "has more than 2000000 values" {
		t.Errorf("got %v", err)
	}
}
