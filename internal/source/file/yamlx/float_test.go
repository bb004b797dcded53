package yamlx

import "testing"

func TestFloatIsAPlainNumberWithAFraction(t *testing.T) {
	for text, want := range map[string]float64{
		"6.048e+08": 6.048e+08, "1.0": 1, "-2.5E-3": -0.0025, ".5": 0.5, "1.": 1, "1_000.5": 1000.5,
		"18446744073709551616": 18446744073709551616,
	} {
		got, ok := parseOne(t, "k: "+text+"\n").Get("k").Float()
		if !ok || got != want {
			t.Errorf("%s is %v (%v), want %v", text, got, ok, want)
		}
	}
	if got, ok := parseOne(t, "k: &a 2.5\nl: *a\n").Get("l").Float(); !ok || got != 2.5 {
		t.Errorf("an alias is %v (%v), want what it stands for", got, ok)
	}
}

func TestFloatIsNothingElse(t *testing.T) {
	for _, text := range []string{
		`"6.048e+08"`, "'1.0'", "!!str 1.0", "|\n  1.0", "604800000", "0x10", "word", "1.2.3", "~", "", "[1.0]", "{a: 1.0}", "1e999",
		".inf", "-.Inf", ".nan",
	} {
		if got, ok := parseOne(t, "k: "+text+"\n").Get("k").Float(); ok {
			t.Errorf("%s is %v", text, got)
		}
	}
	if got, ok := (Node{}).Float(); ok {
		t.Errorf("nothing is %v", got)
	}
}
