package exposition

import (
	"math"
	"strings"
	"testing"
)

func TestNumbers(t *testing.T) {
	for want, v := range map[string]float64{
		"0": 0, "1": 1, "-1": -1, "1000000": 1e6, "9007199254740991": exact - 1, "9.007199254740992e+15": exact, "0.25": 0.25, "+Inf": math.Inf(1), "1795521600.5": 1795521600.5,
		"1e+300": 1e300, "1e-09": 1e-9, "0.001": 0.001, "-9007199254740991": -(exact - 1), "-Inf": math.Inf(-1), "NaN": math.NaN(),
	} {
		if got := string(number(nil, v)); got != want {
			t.Errorf("%v is written %s, want %s", v, got, want)
		}
	}
}

func TestASampleTakesNoMoreThanIsSaid(t *testing.T) {
	for _, v := range []float64{-math.MaxFloat64, math.SmallestNonzeroFloat64, -1e-300 / 3, math.Inf(-1), -(exact - 1) / 3.0} {
		if got := Sample(nil, "x", Labels("").With("a", "b"), v); len(got) > len("x")+len(`a="b"`)+LongestValue {
			t.Errorf("%s takes %d bytes", got, len(got))
		}
	}
}

func TestLabels(t *testing.T) {
	for value, want := range map[string]string{
		"": `a=""`, "plain": `a="plain"`, `quoted "name"`: `a="quoted \"name\""`, "two\nlines": `a="two\nlines"`, `back\slash`: `a="back\\slash"`,
		`\n`: `a="\\n"`, "grüße": `a="grüße"`, "a,b=c}": `a="a,b=c}"`, "x\xffy": "a=\"x\uFFFDy\"",
	} {
		if got := Labels("").With("a", value); string(got) != want {
			t.Errorf("%q becomes %s, want %s", value, got, want)
		}
	}
	if got := Labels("").With("a", "b").WithID("c", -7); got != `a="b",c="-7"` {
		t.Errorf("two labels are %s", got)
	}
}

func TestHeadOfCounters(t *testing.T) {
	for open, want := range map[bool]string{false: "# HELP x_total H.\n# TYPE x_total counter\n", true: "# HELP x H.\n# TYPE x counter\n"} {
		if got := string(Family{"x_total", Counter, "H."}.Head(nil, open)); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := string(Family{"x_total", Gauge, "H."}.Head(nil, true)); got != "# HELP x_total H.\n# TYPE x_total gauge\n" {
		t.Errorf("a gauge loses its suffix: %q", got)
	}
}

func TestAHistogramAddsUp(t *testing.T) {
	f := Family{"took_seconds", Histogram, "H."}
	got := string(f.Spread(nil, []float64{0.0005, 0.1, 3}, []uint64{1, 0, 2, 4}, 12.5))
	want := `took_seconds_bucket{le="0.0005"} 1
took_seconds_bucket{le="0.1"} 1
took_seconds_bucket{le="3"} 3
took_seconds_bucket{le="+Inf"} 7
took_seconds_sum 12.5
took_seconds_count 7
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := string(f.Sample([]byte("a\n"), "", 2)); got != "a\ntook_seconds 2\n" {
		t.Errorf("a sample is %q", got)
	}
}

// FuzzLabelValue: whatever a value holds, its label is one line, and ends where it should.
func FuzzLabelValue(f *testing.F) {
	for _, value := range []string{`"`, `trailing\`, "{}", "tab\there", "\n", "\xff"} {
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		text := string(Labels("").With("a", value))
		if strings.Contains(text, "\n") {
			t.Fatalf("%q takes two lines", text)
		}
		inside := text[len(`a="`):]
		for i := 0; i < len(inside); i++ {
			switch {
			case inside[i] == '\\':
				i++
			case inside[i] == '"' && i != len(inside)-1:
				t.Fatalf("%q ends too early", text)
			case inside[i] == '"':
				return
			}
		}
		t.Fatalf("%q never ends", text)
	})
}
