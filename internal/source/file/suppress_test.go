package file

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// ranges is what each suppression of a text covers, as "RULE FIRST-LAST", or
// "RULE !" for one with a problem.
func ranges(formatName, text string) []string {
	var out []string
	for _, s := range suppressions(format.Input{Path: "f", Text: []byte(text)}, formatName) {
		if s.Problem != "" {
			out = append(out, s.Rule+" !")
			continue
		}
		out = append(out, fmt.Sprintf("%s %d-%d", s.Rule, s.FirstLine, s.LastLine))
	}
	return out
}

// mark is a valid suppression of a rule.
func mark(rule string) string { return "breakwater:ignore " + rule + ` reason="x"` }

type rangeCase struct {
	text string // a/b and so on in <> stand for suppressions of these rules
	want []string
}

func checkRanges(t *testing.T, formatName string, cases map[string]rangeCase) {
	t.Helper()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			text := c.text
			for _, rule := range []string{"a/a", "b/b", "c/c"} {
				text = strings.ReplaceAll(text, "<"+rule+">", mark(rule))
			}
			for end, lines := range map[string]string{"LF": text, "CRLF": strings.ReplaceAll(text, "\n", "\r\n")} {
				if got := ranges(formatName, lines); !slices.Equal(got, c.want) {
					t.Errorf("%s: got %q, want %q, in\n%s", end, got, c.want, text)
				}
			}
		})
	}
}

func TestSuppressionsInYAML(t *testing.T) {
	checkRanges(t, "yaml", map[string]rangeCase{
		"end of line":             {"a: 1\nb: 2 # <a/a>\nc: 3\n", []string{"a/a 2-2"}},
		"the next value":          {"a: 1\n# <a/a>\nb: 2\nc: 3\n", []string{"a/a 3-3"}},
		"the next mapping":        {"# <a/a>\na:\n  b: 1\n\n  c:\n    d: 2\ne: 3\n", []string{"a/a 2-6"}},
		"indented":                {"a:\n  # <a/a>\n  b:\n    c: 1\n  d: 2\n", []string{"a/a 3-4"}},
		"an item":                 {"a:\n  # <a/a>\n  - name: b\n    c: 1\n  - name: d\n", []string{"a/a 3-4"}},
		"an item, not indented":   {"a:\n# <a/a>\n- name: b\n  c: 1\n- name: d\n", []string{"a/a 3-4"}},
		"a list, not indented":    {"# <a/a>\na:\n- b\n- c\nd: 1\n", []string{"a/a 2-4"}},
		"the last item":           {"a:\n  - b\n  # <a/a>\n  - c: 1\n    d: 2\n", []string{"a/a 4-5"}},
		"items in items":          {"# <a/a>\n- - b\n  - c\n- d\n", []string{"a/a 2-3"}},
		"after a blank line":      {"# <a/a>\n\n# more\n\na: 1\n", []string{"a/a 5-5"}},
		"stacked":                 {"# <a/a>\n# <b/b>\na: 1\n", []string{"a/a 3-3", "b/b 3-3"}},
		"above and behind":        {"# <a/a>\na: 1 # <b/b>\n", []string{"a/a 2-2", "b/b 2-2"}},
		"behind a key":            {"a: # <a/a>\n  b: 1\n", []string{"a/a 1-1"}},
		"an object":               {"# <a/a>\napiVersion: v1\nkind: b\nspec:\n  c: 1\n---\nd: 1\n", []string{"a/a 2-5"}},
		"an object, kind first":   {"---\n# <a/a>\nkind: b\napiVersion: v1\n# end\n", []string{"a/a 3-4"}},
		"the second object":       {"apiVersion: v1\n---\n# <a/a>\napiVersion: v1\nkind: b\n", []string{"a/a 4-5"}},
		"above the marker":        {"# <a/a>\n---\napiVersion: v1\nkind: b\n", []string{"a/a 3-4"}},
		"below an object":         {"apiVersion: v1\n# <a/a>\n---\napiVersion: v1\n", []string{"a/a !"}},
		"a key called kind":       {"a: 1\n# <a/a>\nkind: b\nc: 1\n", []string{"a/a 3-3"}},
		"inside a block scalar":   {"a: |\n  # <a/a>\n  b\nc: 1\n", nil},
		"inside quotes":           {"a: \"# <a/a>\"\nb: 'c # breakwater:ignore a/a reason=x'\n", nil},
		"a quote over lines":      {"a: 'b\n  # breakwater:ignore a/a reason=x\n  '\n", nil},
		"a long value":            {"# <a/a>\na: |\n  b\n\n  c\nd: 1\n", []string{"a/a 2-5"}},
		"a quoted long value":     {"# <a/a>\na: \"b\nc\n d\"\ne: 1\n", []string{"a/a 2-4"}},
		"brackets":                {"# <a/a>\na: {\n  b: 1\n}\nc: 2\n", []string{"a/a 2-4"}},
		"at the end":              {"a: 1\n# <a/a>\n", []string{"a/a !"}},
		"mentioned":               {"# see breakwater:ignore a/a reason=x\n# breakwater:ignored a/a\na: 1\n", nil},
		"without a rule":          {"# breakwater:ignore\na: 1\n", []string{" !"}},
		"two rules":               {"# <a/a>; b/b reason=\"y\"\na: 1\n", []string{"a/a 2-2", "b/b 2-2"}},
		"no space after the sign": {"#breakwater:ignore a/a reason=x\na: 1\n", []string{"a/a 2-2"}},
	})
}

func TestSuppressionsInProperties(t *testing.T) {
	checkRanges(t, "properties", map[string]rangeCase{
		"the next setting":      {"a=1\n# <a/a>\nb=2\nc=3\n", []string{"a/a 3-3"}},
		"with an exclamation":   {"! <a/a>\na=1\n", []string{"a/a 2-2"}},
		"continued":             {"# <a/a>\na=1,\\\n  2,\\\n  3\nb=2\n", []string{"a/a 2-4"}},
		"two backslashes":       {"# <a/a>\na=1\\\\\nb=2\n", []string{"a/a 2-2"}},
		"stacked, blank":        {"# <a/a>\n\n  ! <b/b>\n# more\na=1\n", []string{"a/a 5-5", "b/b 5-5"}},
		"behind a value":        {"a=1 # <a/a>\nb=2\n", nil},
		"a continued line":      {"a=1,\\\n# <a/a>\nb=2\n", nil},
		"a comment's backslash": {"# more \\\n# <a/a>\na=1\n", []string{"a/a 3-3"}},
		"at the end":            {"a=1\n# <a/a>", []string{"a/a !"}},
		"continued to the end":  {"# <a/a>\na=1,\\", []string{"a/a 2-2"}},
		"mentioned":             {"# to ignore: breakwater:ignore a/a reason=x\na=1\n", nil},
	})
}

func TestSuppressionsInHCL(t *testing.T) {
	checkRanges(t, "terraform", map[string]rangeCase{
		"a block":            {"# <a/a>\nresource \"a\" \"b\" {\n  c = 1\n}\nd = 1\n", []string{"a/a 2-4"}},
		"slashes":            {"// <a/a>\na = 1\n", []string{"a/a 2-2"}},
		"between stars":      {"/* <a/a> */\na = 1\nb = 2\n", []string{"a/a 2-2"}},
		"end of line":        {"a = 1\nb = 2 # <a/a>\n", []string{"a/a 2-2"}},
		"an argument":        {"a {\n  # <a/a>\n  b = 1\n  c = 2\n}\n", []string{"a/a 3-3"}},
		"a map":              {"a {\n  # <a/a>\n  b = {\n    c = \"}\"\n    d = \"${e}\"\n  }\n  f = 1\n}\n", []string{"a/a 3-6"}},
		"a block in a block": {"a {\n  # <a/a>\n  b {\n    c = 1\n  }\n}\n# <b/b>\nd {}\n", []string{"a/a 3-5", "b/b 8-8"}},
		"nested, both":       {"# <a/a>\na {\n  # <b/b>\n  b = 1\n}\n", []string{"a/a 2-5", "b/b 4-4"}},
		"in a map":           {"a = {\n  # <a/a>\n  \"b\" = 1,\n  \"c\" = 2\n}\n", []string{"a/a 3-3"}},
		"a here document":    {"# <a/a>\na = <<EOT\n# <b/b>\n}\nEOT\nb = 1\n", []string{"a/a 2-5"}},
		"in a string":        {"a = \"# breakwater:ignore a/a\"\n", nil},
		"a string's braces":  {"# <a/a>\na = \"{ ${b[\"c\"]} {\"\nd = 1\n", []string{"a/a 2-2"}},
		"stacked":            {"# <a/a>\n\n// <b/b>\na = 1\n", []string{"a/a 4-4", "b/b 4-4"}},
		"before the end":     {"a {\n  b = 1\n  # <a/a>\n}\n", []string{"a/a !"}},
		"at the end":         {"a = 1\n# <a/a>", []string{"a/a !"}},
		"no last line end":   {"# <a/a>\na = {\n  b = 1\n}", []string{"a/a 2-4"}},
		"never closed":       {"# <a/a>\na {\n  b = 1\n", []string{"a/a 2-3"}},
		"closed too often":   {"}\n}\n# <a/a>\na = 1\n", []string{"a/a 4-4"}},
	})
}

func TestSuppressionsSayWhereTheyStand(t *testing.T) {
	for formatName, text := range map[string]string{
		"yaml": "é: 1 # <a/a>", "terraform": "é = 1 # <a/a>", "properties": "# é\n  # <a/a>\n",
	} {
		want := map[string]string{"yaml": "f:1:6", "terraform": "f:1:7", "properties": "f:2:3"}[formatName]
		found := suppressions(format.Input{Path: "f", Text: []byte(strings.ReplaceAll(text, "<a/a>", mark("a/a")))}, formatName)
		if len(found) != 1 || found[0].At.String() != want {
			t.Errorf("%s: %+v, want it at %s", formatName, found, want)
		}
	}
}

func TestOtherFormatsHaveNoComments(t *testing.T) {
	if got := ranges("terraform-plan", "# "+mark("a/a")+"\n"); got != nil {
		t.Errorf("got %v", got)
	}
}

func TestSuppressionsBeforeNothingSaySo(t *testing.T) {
	found := suppressions(format.Input{Text: []byte("a: 1\n# " + mark("a/a"))}, "yaml")
	const want = "nothing follows this suppression of a/a, so it does nothing: put it right above what it is about"
	if len(found) != 1 || found[0].Problem != want || found[0].FirstLine != 2 || found[0].LastLine != 2 {
		t.Errorf("got %+v", found)
	}
}

func TestManySuppressionsAreQuick(t *testing.T) {
	const limit = time.Minute
	for name, text := range map[string]string{
		"stacked":   strings.Repeat("# "+mark("a/a")+"\n", 40_000) + "apiVersion: 1\n",
		"one each":  strings.Repeat("# "+mark("a/a")+"\na: 1\n", 40_000),
		"staircase": staircase(700) + strings.Repeat("\n", 300_000),
	} {
		for _, formatName := range []string{"yaml", "properties", "terraform"} {
			start := time.Now()
			if n := len(ranges(formatName, text)); n == 0 {
				t.Errorf("%s, %s: nothing is found", name, formatName)
			}
			if took := time.Since(start); took > limit {
				t.Errorf("%s, %s: took %v, want less than %v", name, formatName, took, limit)
			}
		}
	}
}

// staircase is keys in keys, each with a suppression, and a block scalar in
// the last.
func staircase(steps int) string {
	var b strings.Builder
	for i := range steps {
		b.WriteString(strings.Repeat(" ", i) + "# " + mark("a/a") + "\n")
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return strings.TrimSuffix(b.String(), "\n") + " |\n"
}

func FuzzSuppression(f *testing.F) {
	for _, seed := range []string{
		"# breakwater:ignore a/a reason=\"x\"\na: 1\n", "a: 'b\n# breakwater:ignore a/a\n'", "- - |\n  # breakwater:ignore a/a\n",
		"a { # breakwater:ignore a/a\n} // breakwater:ignore a/a\n", "a = <<X\n${\"breakwater:ignore\n", "! breakwater:ignore\\\n",
		"/* breakwater:ignore a/a */}}", "#breakwater:ignore", "]\n# breakwater:ignore a/a reason=b\n}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, formatName := range []string{"yaml", "properties", "terraform"} {
			for _, s := range suppressions(format.Input{Path: "f", Text: text}, formatName) {
				if s.FirstLine < 1 || s.LastLine < s.FirstLine || s.At.Line < 1 || s.At.Column < 1 {
					t.Errorf("%s: %+v covers no lines", formatName, s)
				}
			}
		}
	})
}
