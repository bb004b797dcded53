package yamlx

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

func TestGetFollowsPaths(t *testing.T) {
	n := parseOne(t, "a:\n  b:\n    c: deep\n  list: [1]\nnothing: ~\ntwice: 1\ntwice: 2\n")
	for path, want := range map[string]string{
		"a b c": "deep", "a b": "", "a b c d": "", "a x": "", "a list c": "", "nothing": "", "twice": "2", "zzz y": "",
	} {
		if got := n.Get(strings.Fields(path)...).Text(); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
}

func TestNodesKnowTheirPlace(t *testing.T) {
	n := parseOne(t, "# comment\nspec:\n  config:\n    segment.bytes: 10\n  copy: &c\n    - é: x\n  again: *c\n")
	for path, want := range map[string]string{
		"spec config":               "a.yaml:4:5",
		"spec config segment.bytes": "a.yaml:4:20",
		"spec copy":                 "a.yaml:5:9",
		"spec again":                "a.yaml:7:10",
		"nowhere":                   "",
	} {
		if got := n.Get(strings.Fields(path)...).At().String(); got != want {
			t.Errorf("%s stands at %q, want %q", path, got, want)
		}
	}
	for e := range n.Get("spec", "config").Entries() {
		if got := e.KeyAt.String(); got != "a.yaml:4:5" {
			t.Errorf("the key stands at %s", got)
		}
	}
	if first, last := n.Get("spec").Span(); first != 3 || last != 7 {
		t.Errorf("spec spans lines %d to %d, want 3 to 7", first, last)
	}
	if first, last := n.Get("spec", "again").Span(); first != 5 || last != 6 {
		t.Errorf("an alias spans lines %d to %d, want those of what it names, 5 to 6", first, last)
	}
	if first, last := (Node{}).Span(); first != 0 || last != 0 {
		t.Errorf("nothing spans lines %d to %d", first, last)
	}
}

func TestShapes(t *testing.T) {
	n := parseOne(t, "map: &m {a: 1}\nlist: [1]\nword: a\nquoted: '~'\nnull: ~\nempty:\nalias: *m\nnothing: &n ~\nalso: *n\n")
	for key, want := range map[string]string{
		"map": "map", "list": "list", "word": "scalar", "quoted": "scalar", "empty": "null",
		"alias": "map", "nothing": "null", "also": "null", "missing": "",
	} {
		c := n.Get(key)
		var got []string
		for shape, is := range map[string]bool{"map": c.IsMap(), "list": c.IsList(), "scalar": c.IsScalar(), "null": c.IsNull()} {
			if is {
				got = append(got, shape)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s is %v, want %s", key, got, want)
		}
		if exists := want != "null" && want != ""; c.Exists() != exists {
			t.Errorf("%s exists: %v, want %v", key, c.Exists(), exists)
		}
	}
}

func entries(n Node) string {
	var out []string
	for e := range n.Entries() {
		out = append(out, e.Key+"="+e.Value.Text())
	}
	return strings.Join(out, " ")
}

func TestEntriesWorkMergesOut(t *testing.T) {
	const anchors = "base: &base {a: 1, b: 2}\nmore: &more {b: 3, c: 4}\nnested: &nested {<<: *base, d: 5}\n"
	for name, c := range map[string]struct{ text, want string }{
		"one":                      {"<<: *base\nx: 9", "a=1 b=2 x=9"},
		"own keys win":             {"<<: *base\nb: 9", "a=1 b=9"},
		"own keys of a merged one": {"<<: {x: 1, <<: *base, a: 7, x: 2}", "x=2 a=7 b=2"},
		"own keys win, any line":   {"b: 9\n<<: *base", "a=1 b=9"},
		"first of a list wins":     {"<<: [*more, *base]", "b=3 c=4 a=1"},
		"nested":                   {"<<: *nested", "a=1 b=2 d=5"},
		"in place":                 {"<<: {z: 1}", "z=1"},
		"two merge keys":           {"<<: *base\n<<: *more", "a=1 b=2 c=4"},
		"not a mapping":            {"<<: 5\nx: 1", "x=1"},
		"quoted is a key":          {"'<<': 5", "<<=5"},
		"duplicates stay":          {"x: 1\nx: 2", "x=1 x=2"},
		"no mapping":               {"- 1", ""},
		"a key by alias":           {"k: &k name\n*k : 1", "k=name name=1"},
	} {
		t.Run(name, func(t *testing.T) {
			n := parseOne(t, anchors+"it:\n  "+strings.ReplaceAll(c.text, "\n", "\n  ")+"\n").Get("it")
			if got := entries(n); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
			if again := entries(n); again != c.want {
				t.Errorf("the second time %s, want %s", again, c.want)
			}
		})
	}
}

func TestGetSeesMergesAndLongMappings(t *testing.T) {
	var long strings.Builder
	for i := range 100 {
		fmt.Fprintf(&long, "  k%d: %d\n", i, i)
	}
	n := parseOne(t, "long: &long\n"+long.String()+"  k7: last\nit:\n  <<: *long\n  k3: own\n")
	for path, want := range map[string]string{
		"long k3": "3", "long k7": "last", "long k99": "99", "long k100": "",
		"it k3": "own", "it k7": "last", "it k99": "99", "it <<": "",
	} {
		if got := n.Get(strings.Fields(path)...).Text(); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
}

func TestItemsStopWhenTold(t *testing.T) {
	var got []string
	for item := range parseOne(t, "[a, b, c]").Items() {
		got = append(got, item.Text())
		if item.Text() == "b" {
			break
		}
	}
	if !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("got %v", got)
	}
	for range parseOne(t, "a: 1").Items() {
		t.Error("a mapping has items")
	}
	for range parseOne(t, "{a: 1, b: 2}").Entries() {
		break
	}
}

// walk visits everything that a reader could.
func walk(n Node) int {
	visited := 1
	_, _ = n.Value(), n.Word()
	for e := range n.Entries() {
		visited += walk(e.Value)
	}
	for item := range n.Items() {
		visited += walk(item)
	}
	return visited
}

func bomb(levels, width int) string {
	var b strings.Builder
	b.WriteString("a0: &a0 [x]\n")
	for i := 1; i <= levels; i++ {
		fmt.Fprintf(&b, "a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d,", i-1), width), ","))
	}
	return b.String()
}

func mergeBomb(levels, width int) string {
	var b strings.Builder
	b.WriteString("a0: &a0 {x: 1}\n")
	for i := 1; i <= levels; i++ {
		fmt.Fprintf(&b, "a%d: &a%d {<<: [%s]}\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d,", i-1), width), ","))
	}
	return b.String()
}

func TestParseRefusesExplosions(t *testing.T) {
	const explodes = "holds aliases that expand to more than 1000000 values"
	for name, c := range map[string]struct{ text, position, message string }{
		"billion laughs":          {bomb(9, 10), "1:1", explodes},
		"many laughs":             {bomb(100, 10), "1:1", explodes},
		"merge bomb":              {mergeBomb(14, 10), "1:1", explodes},
		"the second document":     {"a: 1\n---\n" + bomb(9, 10), "3:1", explodes},
		"a long text, often":      {"a: &a " + strings.Repeat("x", 1<<20) + "\nb: [" + strings.Repeat("*a,", 1000) + "]", "1:1", explodes},
		"list in itself":          {"b: 1\na: &a [1, *a]", "2:11", "the alias *a stands inside what it names"},
		"mapping in itself":       {"a: &a {b: {c: *a}}", "1:15", "the alias *a stands inside what it names"},
		"merge of itself":         {"a: &a {<<: *a}", "1:12", "the alias *a stands inside what it names"},
		"a key of itself":         {"a: &a {*a : b}", "1:8", "the alias *a stands inside what it names"},
		"deep":                    {strings.Repeat("[", 2000) + strings.Repeat("]", 2000), "1:1", "nests deeper than 1000 levels"},
		"deep by aliases":         {bomb(1100, 1), "1:1", "nests deeper than 1000 levels"},
		"deep blocks":             {strings.Repeat("- ", 2000), "1:1", "nests deeper than 1000 levels"},
		"deeper than the library": {strings.Repeat("[", 20000), "1:1", "is not valid YAML: exceeded max depth of 10000"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(format.Input{Path: "a.yaml", Text: []byte(c.text)})
			var syntax *format.SyntaxError
			if !errors.As(err, &syntax) {
				t.Fatalf("got %v, want a syntax error", err)
			}
			if at := fmt.Sprintf("%d:%d", syntax.Line, syntax.Column); at != c.position || syntax.Message != c.message {
				t.Errorf("%s: %s, want %s: %s", at, syntax.Message, c.position, c.message)
			}
		})
	}
}

func TestHonestAliasesAreWithinTheLimits(t *testing.T) {
	var b strings.Builder
	b.WriteString("base: &base {a: 1, b: 2, c: 3}\nmore: &more {<<: *base, e: 4}\ntopics:\n")
	for i := range 20_000 {
		fmt.Fprintf(&b, "- name: t%d\n  config: {<<: *more, d: %d}\n", i, i)
	}
	for name, text := range map[string]string{"20,000 topics with a merge": b.String(), "some laughs": bomb(4, 10), "900 levels": bomb(900, 1)} {
		if n := parseOne(t, text); walk(n) < 1000 {
			t.Errorf("%s: hardly anything is there", name)
		}
	}
}

func TestGetIsQuickInLongMappings(t *testing.T) {
	const keys = 200_000
	var b strings.Builder
	for i := range keys {
		fmt.Fprintf(&b, "k%d: 1\n", i)
	}
	n := parseOne(t, b.String())
	for i := range keys {
		if !n.Get(fmt.Sprintf("k%d", i)).Exists() {
			t.Fatalf("k%d is missing", i)
		}
	}
}

func BenchmarkParseTopic(b *testing.B) {
	const text = "apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nmetadata:\n  name: a\n  labels:\n    strimzi.io/cluster: plant\nspec:\n  partitions: 12\n  replicas: 3\n  config:\n    segment.bytes: 1073741824\n    retention.ms: 604800000\n"
	b.ReportAllocs()
	for b.Loop() {
		if n := parseOne(b, text); n.Get("spec", "config", "segment.bytes").Text() == "" {
			b.Fatal("not found")
		}
	}
}
