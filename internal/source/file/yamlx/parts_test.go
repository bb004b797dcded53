package yamlx

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

func TestDescribeFitsIntoASentence(t *testing.T) {
	long := strings.Repeat("é", 40)
	n := parseOne(t, "map: {a: 1}\nempty map: {}\nlist: [1]\nnull: ~\nword: 'a \"b\"'\nblank: ''\nforty: "+long+"\nlonger: "+long+"é\nalias: &x [1]\nsame: *x\n")
	for key, want := range map[string]string{
		"map": "a mapping", "empty map": "a mapping", "list": "a list", "same": "a list", "null": "nothing", "missing": "nothing",
		"word": `"a \"b\""`, "blank": `""`, "forty": `"` + long + `"`, "longer": `"` + long + `…"`,
	} {
		if got := n.Get(key).Describe(); got != want {
			t.Errorf("%s is %s, want %s", key, got, want)
		}
	}
}

// Whole numbers reach Kafka in base ten, whatever base they are written in;
// what is no number to YAML stays as it is.
func TestDecimal(t *testing.T) {
	for text, want := range map[string]string{
		"0": "0", "10": "10", "-5": "-5", "+5": "+5", "0x10": "16", "-0x10": "-16", "0o17": "15", "017": "15", "0b101": "5", "1_000_000": "1000000",
		"0_0": "0", "-0": "-0", "9223372036854775807": "9223372036854775807", "0x7fffffffffffffff": "9223372036854775807",
	} {
		if got := decimal(text); got != want {
			t.Errorf("%s becomes %s, want %s", text, got, want)
		}
	}
}

func TestMarkersOfDocuments(t *testing.T) {
	for text, want := range map[string]bool{
		"---": true, "...": true, "--- a": true, "---\ta": true, "... # a": true, "----": false, "---a": false, " ---": false, "--": false, "": false, ".-.": false,
	} {
		if got := startsWithMarker(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
	for l := range Lines([]byte("a: |\n ---\n'b\n---\n'")) {
		if l.IsMarker() {
			t.Errorf("line %d lies inside a value, and is taken for a marker", l.Number)
		}
	}
}

func TestFirstUnprintable(t *testing.T) {
	for text, want := range map[string]int{
		"a\tb\r\nc": -1, "": -1, "é\u20ac😀": -1, "\ufffd": -1, "a\x00": 1, "é\x1b": 2, "a\x7f": 1, "ab\xff": 2, "\xe2\x82": 0, "\x1f": 0, " ": -1,
	} {
		if got := firstUnprintable([]byte(text)); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}

func TestLineAt(t *testing.T) {
	text := []byte("a\n  b\n\nd")
	for line, want := range map[int]string{0: "a", 1: "a", 2: "  b", 3: "", 4: "d", 5: "", 99: ""} {
		if got := string(lineAt(text, line)); got != want {
			t.Errorf("line %d is %q, want %q", line, got, want)
		}
	}
	for line, want := range map[string]string{"  \ta b": "  \t", "a": "", "": "", "\t": "\t"} {
		if got := string(indentOf([]byte(line))); got != want {
			t.Errorf("%q is indented by %q, want %q", line, got, want)
		}
	}
}

// A tab is blamed where it stands, on the line that the library names or the
// two below it, and nowhere else.
func TestTabsAreLookedForNearby(t *testing.T) {
	text := []byte("a:\n  b: 1\n\tc: 2\nd\n\te\n")
	for from, want := range map[int]int{1: 3, 2: 3, 3: 3, 4: 5, 5: 5, 6: 0} {
		if got := tabIndented(text, from); got != want {
			t.Errorf("from line %d it is line %d, want %d", from, got, want)
		}
	}
}

func TestHintsBelongToTheirSentence(t *testing.T) {
	for text, want := range map[string]string{
		"a: b: c\n": "(check the indentation, and quote a value that holds \": \")", "a: [b\n": "(check the indentation, quotes and brackets around it)",
		"a: \"b\n": "", "a: *b\n": "",
	} {
		_, err := Parse(format.Input{Path: "a.yaml", Text: []byte(text)})
		var syntax *format.SyntaxError
		if !errors.As(err, &syntax) {
			t.Fatalf("%q: %v", text, err)
		}
		if want == "" && strings.Contains(syntax.Message, "(check") || !strings.HasSuffix(syntax.Message, want) || strings.Contains(syntax.Message, "\n") {
			t.Errorf("%q: got %q, want the hint %q", text, syntax.Message, want)
		}
	}
}

// A mapping of any length answers alike, with and without an index, and with
// keys that stand twice.
func TestMappingsOfAnyLengthAnswerAlike(t *testing.T) {
	for _, n := range []int{1, longMapping - 1, longMapping, longMapping + 1, 3 * longMapping} {
		var text strings.Builder
		for i := range n {
			fmt.Fprintf(&text, "k%d: v%d\n", i, i)
		}
		text.WriteString("k0: again\n? [a, b]\n: list\n")
		node := parseOne(t, text.String())
		if got := node.Get("k0").Text(); got != "again" {
			t.Errorf("of %d keys the first is %q, want what stands there last", n, got)
		}
		if got := node.Get(fmt.Sprintf("k%d", n)); got.Exists() {
			t.Errorf("of %d keys one more is %q", n, got.Text())
		}
		if got := node.Get("").Text(); got != "list" {
			t.Errorf("of %d keys the one that is no text is %q", n, got)
		}
		count := 0
		for range node.Entries() {
			count++
		}
		if count != n+2 {
			t.Errorf("%d entries, want %d with the duplicate", count, n+2)
		}
	}
}

// Settings that are not set are left out, and what is noted is what counts.
func TestDeclareOfALongMapping(t *testing.T) {
	const settings = 20_000
	var text strings.Builder
	for i := range settings {
		fmt.Fprintf(&text, "k%d: %d\n", i%(settings/2), i)
	}
	text.WriteString("gone: ~\nunknown: ${X}\n")
	var doc model.Document
	var config model.Config
	parseOne(t, text.String()).Declare(&doc, &config, Node.Value)
	if len(doc.Duplicates) != settings/2 || len(doc.Unresolved) != 1 || config.Len() != settings+1 {
		t.Errorf("%d duplicates, %d unresolved, %d settings", len(doc.Duplicates), len(doc.Unresolved), config.Len())
	}
	if config.Get("gone").IsSet() || config.Get("k7").Raw() != fmt.Sprint(settings/2+7) {
		t.Errorf("gone is %q and k7 is %q", config.Get("gone").Raw(), config.Get("k7").Raw())
	}
	if d := doc.Duplicates[7]; d.Key != "k7" || d.First.Value.Raw() != "7" || d.First.At.Line != 8 || d.Second.At.Line != settings/2+8 {
		t.Errorf("a duplicate is %+v", d)
	}
}

// Who stops a walk is left alone: one that went on would panic.
func TestWalksStopWhenTold(t *testing.T) {
	n := parseOne(t, "a: 1\nb: 2\n")
	var keys []string
	for e := range n.Entries() {
		keys = append(keys, e.Key)
		break
	}
	if !slices.Equal(keys, []string{"a"}) {
		t.Errorf("walked are %v", keys)
	}
	for range (Node{}).Entries() {
		t.Error("nothing has entries")
	}
	for range n.Items() {
		t.Error("a mapping has items")
	}
}
