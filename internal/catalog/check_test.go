package catalog

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// TestDefaultsPass: what Kafka ships, Kafka accepts.
func TestDefaultsPass(t *testing.T) {
	for i := range data().defs {
		d := &data().defs[i]
		if !d.HasDefault || d.NullDefault {
			continue
		}
		if err := d.Check(d.Default); err != nil {
			t.Errorf("%s: %v", d.Layer, err)
		}
	}
}

func TestCheckByType(t *testing.T) {
	for _, c := range []struct {
		kind              Type
		accepted, refused []string
	}{
		{Boolean, []string{"true", "FALSE", " True\t"}, []string{"", "yes", "1", "t"}},
		{Short, []string{"0", "+7", "-32768", "32767"}, []string{"32768", "1.0", "", "-"}},
		{Int, []string{"2147483647", "-2147483648", "007", "٣"}, []string{"2147483648", "1_000", "1 0", "0x1", "1e3"}},
		{Long, []string{"9223372036854775807", " 5 "}, []string{"9223372036854775808", "5L", "\u00a05"}},
		{Double, []string{"1e3", "1f", ".5", "NaN", "-Infinity", "0x1p-2"}, []string{"", "inf", "nan", "1_0", "0x1", "1,5", "+-1"}},
		{String, []string{"", "x", " "}, nil},
		{Password, []string{"", "x"}, nil},
		{List, []string{"", "a", "a,,b"}, nil},
		{Class, []string{"org.acme.Anything"}, []string{"", " "}},
	} {
		d := Definition{Name: "k", Type: c.kind}
		for _, value := range c.accepted {
			if err := d.Check(value); err != nil {
				t.Errorf("%s: %v", c.kind, err)
			}
		}
		for _, value := range c.refused {
			if d.Check(value) == nil {
				t.Errorf("%s accepts %q", c.kind, value)
			}
		}
	}
}

func TestCheckByValidator(t *testing.T) {
	for _, c := range []struct {
		kind              Type
		cell              string
		accepted, refused string // separated by bars
	}{
		{Int, "range:14..", "14|15", "13|-1"},
		{Int, "range:..5", "5|-9", "6"},
		{Int, "range:1..9|-1", "-1|1|9|+1", "0|10|-2"},
		{Long, "range:0..3600", "0|3600", "-1|3601"},
		{Double, "range:0.5..1.0", "0.5|1|NaN", "0.4|1.1|Infinity"},
		{String, "in:a,b", "a| b ", "A|c|"},
		{String, "anycase:PLAIN,SSL", "plain|SSL|Ssl", "tls|"},
		{String, "nonempty:", "x", "| "},
		{String, "nonnull", "x||", ""},
		{List, "list:compact,delete", "|compact|compact,delete|delete , delete", "Compact|compact,|x"},
		{List, "set:compact,delete", "|delete,compact", "delete,delete|delete,|,"},
		{List, "someset:", "a|a,b", "| |a,a|a,,b"},
		{List, "throttled", "*|0:1|0:1,2:3|", "0|a:1|*,0:1|0:1:2"},
		{List, "voters", "1@a:9092|1@a:1,2@b:2|", "a:1|1@a|x@a:1|1@a:65536|1@a b:1"},
		{List, "voters:loose", "1@a b:1", "1@a:x"},
		{List, "servers", "a:1|[::1]:9|", "a|a:x|a b:1"},
		{String, "reset:earliest,none", "earliest|by_duration:PT1H|by_duration:-PT0S|by_duration:PT-1H61M", "latest|by_duration:|by_duration:PT|by_duration:-PT0.5S"},
		{String, "release:0.8.2,3.0,3.0-IV1", "3.0|3.0.1|0.8.2.1|3.0-IV1", "3|0.8|3.1|3.0-IV2"},
	} {
		valid, err := parseValidator(c.cell)
		if err != nil {
			t.Fatal(err)
		}
		d := Definition{Name: "k", Type: c.kind, Valid: valid}
		for _, value := range strings.Split(c.accepted, "|") {
			if err := d.Check(value); err != nil {
				t.Errorf("%s: %v", c.cell, err)
			}
		}
		for _, value := range strings.Split(c.refused, "|") {
			if d.Check(value) == nil && c.refused != "" {
				t.Errorf("%s accepts %q", c.cell, value)
			}
		}
	}
}

func TestCheckSaysWhatIsWanted(t *testing.T) {
	for _, c := range []struct{ key, version, value, want string }{
		{"topic segment.bytes", "4.1", "14", `segment.bytes is "14", which Kafka refuses: it takes an int (32-bit whole number), ≥ 1048576`},
		{"topic cleanup.policy", "4.1", "remove", `cleanup.policy is "remove", which Kafka refuses: it takes a list with commas, entries of compact, delete`},
		{"producer acks", "4.3", "2", `acks is "2", which Kafka refuses: it takes one of -1, 0, 1, all`},
		{"topic preallocate", "4.3", "yes", `preallocate is "yes", which Kafka refuses: it takes true or false`},
		{"topic min.cleanable.dirty.ratio", "4.3", "2", `min.cleanable.dirty.ratio is "2", which Kafka refuses: it takes a number, 0 … 1`},
		{"broker inter.broker.protocol.version", "3.9", "5", `inter.broker.protocol.version is "5", which Kafka refuses: it takes a string, a version of Kafka, as 3.6 or 3.6-IV2`},
	} {
		d, ok := Lookup(key(t, c.key), ver(t, c.version))
		if !ok {
			t.Errorf("%s is not in %s", c.key, c.version)
			continue
		}
		if got := fmt.Sprint(d.Check(c.value)); got != c.want {
			t.Errorf("%s in %s:\n got %s\nwant %s", c.key, c.version, got, c.want)
		}
	}
}

func TestCheckKeepsMessagesShort(t *testing.T) {
	d := Definition{Name: "k", Type: Int}
	err := d.Check(strings.Repeat("é", 5000))
	if len(err.Error()) > 300 {
		t.Errorf("%d bytes of message", len(err.Error()))
	}
}

func TestSplit(t *testing.T) {
	for value, want := range map[string][]string{
		"":           nil,
		" \t":        nil,
		"a":          {"a"},
		" a , b ":    {"a", "b"},
		"a,":         {"a", ""},
		",":          {"", ""},
		"a\u00a0,b":  {"a\u00a0", "b"},
		"a\x01,\n b": {"a\x01", "b"},
	} {
		if got := Split(value); !slices.Equal(got, want) {
			t.Errorf("Split(%q) = %q; want %q", value, got, want)
		}
	}
}

// kinds has one definition for each pair of type and validator.
func kinds() []*Definition {
	seen := map[string]bool{}
	var out []*Definition
	for i := range data().defs {
		d := &data().defs[i]
		if k := fmt.Sprint(d.Type, d.Valid); !seen[k] {
			seen[k] = true
			out = append(out, d)
		}
	}
	return out
}

// FuzzCheck looks for panics, and for a verdict that space around the value
// changes.
func FuzzCheck(f *testing.F) {
	for _, seed := range []string{"", "1", "-1", "a,b", "by_duration:PT1H", "1@a:1", "0x1p3f", "*", "٣", "\xff"} {
		f.Add(seed)
	}
	defs := kinds()
	f.Fuzz(func(t *testing.T, value string) {
		for _, d := range defs {
			if err := d.Check(value); (err == nil) != (d.Check(" "+value+"\t") == nil) {
				t.Errorf("%s: spaces around %q change the verdict: %v", d.Name, value, err)
			}
		}
		if got, ok := Suggest(model.LayerTopic, Newest(), value); ok && len(Lines(model.Key{Layer: model.LayerTopic, Name: got})) == 0 {
			t.Errorf("Suggest(%q) made up %q", value, got)
		}
	})
}
