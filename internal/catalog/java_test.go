package catalog

import (
	"math"
	"testing"
)

func TestJavaInt(t *testing.T) {
	for _, c := range []struct {
		s    string
		bits int
		want int64
		ok   bool
	}{
		{"12", 32, 12, true},
		{"+12", 32, 12, true},
		{"-0", 32, 0, true},
		{"\u0661\u0662", 32, 12, true}, // Arabic
		{"\uff11\uff12", 32, 12, true}, // full width
		{"1\u0968", 32, 12, true},      // one Latin, one Devanagari
		{"\U0001d7cf", 32, 0, false},   // beyond the basic plane
		{"\u2212" + "1", 32, 0, false}, // a minus sign that is no hyphen
		{"32768", 16, 0, false},
		{"1_000", 64, 0, false},
		{"", 64, 0, false},
		{"²", 64, 0, false},
	} {
		got, err := javaInt(c.s, c.bits)
		if (err == nil) != c.ok || c.ok && got != c.want {
			t.Errorf("javaInt(%q, %d) = %d, %v", c.s, c.bits, got, err)
		}
	}
}

func TestJavaDouble(t *testing.T) {
	inf := math.Inf(1)
	for s, want := range map[string]float64{
		"1": 1, "-1.5": -1.5, ".5": 0.5, "5.": 5, "1e3": 1000, "1E-3": 0.001, "1f": 1, "1D": 1, "+2d": 2,
		"0x1p3": 8, "0X1.8P1f": 3, "Infinity": inf, "-Infinity": -inf, "1e999": inf, "-1e999": -inf, "1e-999": 0,
	} {
		if got, err := javaDouble(s); err != nil || got != want {
			t.Errorf("javaDouble(%q) = %v, %v; want %v", s, got, err, want)
		}
	}
	for _, s := range []string{"NaN", "-NaN", "+NaN"} {
		if got, err := javaDouble(s); err != nil || !math.IsNaN(got) {
			t.Errorf("javaDouble(%q) = %v, %v", s, got, err)
		}
	}
	for _, s := range []string{"", ".", "+", "nan", "inf", "Inf", "infinity", "NaNf", "1ff", "1fd", "e1", "1e", "--1", "+-1", "1_0", "0x1", "0x_1p1", "1 f", "f", "٣"} {
		if got, err := javaDouble(s); err == nil {
			t.Errorf("javaDouble(%q) = %v", s, got)
		}
	}
}

func TestJavaTrim(t *testing.T) {
	for s, want := range map[string]string{
		" a ": "a", "\x00a\x1f": "a", "\u00a0a": "\u00a0a", "\u2003a": "\u2003a", "": "", " ": "", "a b": "a b",
	} {
		if got := javaTrim(s); got != want {
			t.Errorf("javaTrim(%q) = %q; want %q", s, got, want)
		}
	}
}
