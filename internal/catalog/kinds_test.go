package catalog

import (
	"fmt"
	"testing"
)

func TestWords(t *testing.T) {
	for _, c := range []struct {
		value fmt.Stringer
		want  string
	}{
		{Boolean, "boolean"}, {String, "string"}, {Password, "password"}, {Short, "short"}, {Int, "int"}, {Long, "long"},
		{Double, "double"}, {List, "list"}, {Class, "class"}, {Type(0), "type(0)"}, {Type(99), "type(99)"},
		{NotApplicable, "not applicable"}, {ReadOnly, "read-only"}, {PerBroker, "per-broker"}, {ClusterWide, "cluster-wide"},
		{Dynamic, "dynamic"}, {UpdateMode(99), "update mode(99)"},
		{Low, "low"}, {Medium, "medium"}, {High, "high"}, {Importance(0), "importance(0)"},
	} {
		if got := c.value.String(); got != c.want {
			t.Errorf("%#v = %q; want %q", c.value, got, c.want)
		}
	}
}

func TestNumberOfAWord(t *testing.T) {
	if n, ok := number(typeNames[:], "int"); !ok || Type(n) != Int {
		t.Errorf("int = %d, %v", n, ok)
	}
	for _, w := range []string{"", "INT", "float"} {
		if _, ok := number(typeNames[:], w); ok {
			t.Errorf("%q is a type", w)
		}
	}
}

func TestValues(t *testing.T) {
	d, _ := Lookup(key(t, "producer acks"), Newest())
	if got := fmt.Sprint(d.Valid.Values()); got != "[-1 0 1 all]" {
		t.Errorf("values of acks = %s", got)
	}
	d.Valid.Values()[0] = "x"
	if d.Check("-1") != nil {
		t.Error("a caller can change the catalogue through Values")
	}
}

func TestValidatorStrings(t *testing.T) {
	for cell, want := range map[string]string{
		"":                "",
		"nonnull":         "",
		"nonempty":        "not empty",
		"range:..5":       "≤ 5",
		"range:1..":       "≥ 1",
		"range:0..900":    "0 … 900",
		"range:1..9|-1":   "1 … 9, or -1",
		"in:a,b":          "one of a, b",
		"anycase:A,B":     "one of A, B in upper or lower case",
		"list:a,b":        "entries of a, b",
		"set:":            "none twice, none empty",
		"someset:a":       "at least one entry, entries of a, none twice, none empty",
		"throttled":       "partition:broker pairs, or *",
		"voters":          "id@host:port, …",
		"servers:loose":   "host:port, …",
		"release:0.8,3.9": "a version of Kafka, as 3.6 or 3.6-IV2",
	} {
		v, err := parseValidator(cell)
		if err != nil || v.String() != want {
			t.Errorf("%q says %q, %v; want %q", cell, v, err, want)
		}
	}
}
