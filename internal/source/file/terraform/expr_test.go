package terraform

import (
	"math/big"
	"strings"
	"testing"

	"github.com/zclconf/go-cty/cty"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// exprOf is the argument x of a text.
func exprOf(t *testing.T, text string) node {
	t.Helper()
	in := format.Input{Path: "x.tf", Text: []byte(text)}
	body, err := parseHCL(in)
	if err != nil {
		t.Fatal(err)
	}
	return source{newPlaces(in)}.body(body).get("x")
}

func TestTextOf(t *testing.T) {
	huge := new(big.Float).SetMantExp(big.NewFloat(1), 1_000_000)
	tiny := new(big.Float).SetMantExp(big.NewFloat(1), -1_000_000)
	for _, c := range []struct {
		name  string
		value cty.Value
		want  string
		known bool
	}{
		{"a string", cty.StringVal("x"), "x", true},
		{"a switch", cty.True, "true", true},
		{"the other", cty.False, "false", true},
		{"a number", cty.NumberIntVal(1 << 62), "4611686018427387904", true},
		{"a fraction", cty.MustParseNumberVal("0.1"), "0.1", true},
		{"a number that would fill a book", cty.NumberVal(huge), "", false},
		{"a fraction that would", cty.NumberVal(tiny), "", false},
		{"infinity", cty.PositiveInfinity, "", false},
		{"null", cty.NullVal(cty.String), "", false},
		{"unknown", cty.UnknownVal(cty.String), "", false},
		{"a list", cty.ListVal([]cty.Value{cty.True}), "", false},
	} {
		if got, known := textOf(c.value); got != c.want || known != c.known {
			t.Errorf("%s is %.40q, %v, want %q, %v", c.name, got, known, c.want, c.known)
		}
	}
}

func TestDeepExpressionsAreNotWorkedOut(t *testing.T) {
	for name, text := range map[string]string{
		"a sum":       strings.Repeat("1 + ", 10_000) + "1",
		"a condition": strings.Repeat("true ? 1 : ", 10_000) + "1",
		"a sign":      strings.Repeat("- ", 10_000) + "1",
		"brackets":    strings.Repeat("(", 1000) + "1" + strings.Repeat(")", 1000),
		"a list":      strings.Repeat("[", 1000) + strings.Repeat("]", 1000),
		"an object":   strings.Repeat("{ x = ", 1000) + "1" + strings.Repeat("}", 1000),
	} {
		n := exprOf(t, "x = "+text+"\n")
		for n.kind == list && len(n.items) > 0 || n.kind == object && len(n.fields) > 0 {
			if n.kind == list {
				n = n.first()
			} else {
				n = n.get("x")
			}
		}
		if n.kind != unknown {
			t.Errorf("%s is of kind %v, want unknown", name, n.kind)
		}
	}
}

func TestHeredocLines(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string // LINE:TEXT
	}{
		{"plain", "x = <<E\na\n b\nE\n", []string{"2:a", "3: b"}},
		{"indented", "x = <<-E\n  a\n  E\n", []string{"2:  a"}},
		{"CRLF", "x = <<E\r\na\r\nE\r\n", []string{"2:a"}},
		{"empty", "x = <<E\nE\n", nil},
		{"with an escape", "x = <<E\n$${a}\nE\n", nil},
		{"no heredoc", "x = \"a\\nb\"\n", nil},
	} {
		n := exprOf(t, c.text)
		var got []string
		for _, l := range n.lines {
			got = append(got, strings.TrimPrefix(l.at.Position(), "x.tf:")[:1]+":"+l.text)
			if l.at.Column != 1 {
				t.Errorf("%s: a line begins in column %d", c.name, l.at.Column)
			}
		}
		if strings.Join(got, "|") != strings.Join(c.want, "|") || n.kind != scalar {
			t.Errorf("%s: %q of kind %v, want %q", c.name, got, n.kind, c.want)
		}
	}
}

func TestPropertyPlaces(t *testing.T) {
	for _, c := range []struct {
		text, key, value string
		at, valueAt      int
	}{
		{"a.b=c", "a.b", "c", 1, 5},
		{"  a.b = c ", "a.b", "c", 3, 9},
		{"a.b: c", "a.b", "c", 1, 6},
		{"a.b c", "a.b", "c", 1, 5},
		{"a.b=", "a.b", "", 1, 5},
		{"a.b", "a.b", "", 1, 4},
		{"a.b==c", "a.b", "=c", 1, 5},
		{"\ta.b\t=\tc d\f", "a.b", "c d", 2, 8},
		{"# a=b", "", "", 0, 0},
		{"! a=b", "", "", 0, 0},
		{"   ", "", "", 0, 0},
	} {
		var config model.Config
		s := settings{of: resource{shape: &shape{broker: true}}, layer: model.LayerBroker, doc: &model.Document{}, config: &config, before: map[string]model.Setting{}}
		s.property(line{c.text, model.AtFile("x", 7, 1)}, true)
		if c.key == "" {
			if config.Len() > 0 {
				t.Errorf("%q sets %v", c.text, config.Settings())
			}
			continue
		}
		got := config.Settings()[0]
		if got.Name != c.key || got.Value.Raw() != c.value || got.At.Column != c.at || got.Value.Origin().Column != c.valueAt {
			t.Errorf("%q is %s=%s at %d and %d, want %s=%s at %d and %d", c.text, got.Name, got.Value.Raw(), got.At.Column, got.Value.Origin().Column,
				c.key, c.value, c.at, c.valueAt)
		}
	}
}

func TestIsKafkas(t *testing.T) {
	for _, c := range []struct {
		name    string
		checked bool
		want    bool
	}{
		{"segment.bytes", true, true},
		{"segment.bytes", false, true},
		{"message.format.version", false, true}, // of an older Kafka
		{"segment.byte", false, true},           // a slip, which is to be told
		{"segment.byte", true, false},           // the provider would have refused it
		{"topic.config.sync.ms", false, true},   // a known invention
		{"redpanda.remote.read", false, false},
		{"confluent.value.schema.validation", false, false},
		{"diskless.enable", true, false},
	} {
		if got := isKafkas(model.LayerTopic, c.name, c.checked); got != c.want {
			t.Errorf("%s, checked %v: %v", c.name, c.checked, got)
		}
	}
}

func TestEveryShapeIsComplete(t *testing.T) {
	for name, s := range shapes {
		if !s.broker && (s.name == "" || s.partitions == "") {
			t.Errorf("%s has no name or no partitions", name)
		}
		if s.flat == (s.config != nil) {
			t.Errorf("%s must be flat or have a path to its settings", name)
		}
		if s.global && s.cluster == nil {
			t.Errorf("%s names no cluster", name)
		}
		if !mentions([]byte(`resource "` + name + `" "x" {}`)) {
			t.Errorf("%s is not found in a text", name)
		}
	}
	if mentions([]byte(`"kafka_topics" kafka_topic "my_kafka_topic"`)) {
		t.Error("other words are taken for a type")
	}
}
