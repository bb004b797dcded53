package rule

import (
	"math"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

func TestSizesAtTheEdgesOfUnits(t *testing.T) {
	for n, want := range map[int64]string{
		math.MinInt64: "-9223372036854775808 (no limit)",
		1:             "1 B",
		2047:          "2047 B (1 KiB + 1023 B)",
		1<<20 - 1:     "1048575 B (1023 KiB + 1023 B)",
		1<<20 + 1023:  "1049599 B (1 MiB + 1023 B)",
		1<<20 + 1024:  "1049600 B (1.0 MiB)",
		1<<30 - 1:     "1073741823 B (1024.0 MiB)",
		1<<30 + 12:    "1073741836 B (1 GiB + 12 B)",
		1<<40 - 1024:  "1099511626752 B (1024.0 GiB)",
		1<<50 + 1:     "1125899906842625 B (1024.0 TiB)",
		1 << 50:       "1024 TiB",
	} {
		if got := FormatBytes(n); got != want {
			t.Errorf("FormatBytes(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestTimesAtTheEdgesOfUnits(t *testing.T) {
	for n, want := range map[int64]string{
		math.MinInt64:  "-9223372036854775808 (no limit)",
		1:              "1 ms",
		1001:           "1001 ms (1.0 s)",
		59999:          "59999 ms (60.0 s)",
		99000:          "99 s",
		100000:         "100000 ms (1.7 min)",
		99 * 60000:     "99 min",
		100 * 60000:    "6000000 ms (1.7 h)",
		99 * 3600000:   "99 h",
		100 * 3600000:  "360000000 ms (4.2 d)",
		100 * 86400000: "100 d",
		math.MaxInt64:  "9223372036854775807 ms (106751991167.3 d)",
	} {
		if got := FormatMillis(n); got != want {
			t.Errorf("FormatMillis(%d) = %q, want %q", n, got, want)
		}
	}
}

// FuzzUnits holds that what a person reads is the number itself, or has it in
// digits before what it is about.
func FuzzUnits(f *testing.F) {
	for _, n := range []int64{0, 1023, 1024, 1 << 20, 1<<20 + 12, 1000, 90000, 86400001, math.MaxInt64} {
		f.Add(n)
	}
	sizes := map[string]int64{"B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40}
	times := map[string]int64{"ms": 1, "s": 1000, "min": 60000, "h": 3600000, "d": 86400000}
	f.Fuzz(func(t *testing.T, n int64) {
		for text, units := range map[string]map[string]int64{FormatBytes(n): sizes, FormatMillis(n): times} {
			number, rest, _ := strings.Cut(text, " ")
			unit, _, _ := strings.Cut(rest, " ")
			got, err := strconv.ParseInt(number, 10, 64)
			if n < 0 {
				if got != n || err != nil || rest != "(no limit)" {
					t.Errorf("%d is %q", n, text)
				}
				continue
			}
			if err != nil || units[unit] == 0 || got*units[unit] != n {
				t.Errorf("%d is %q", n, text)
			}
		}
	})
}

func TestReadingsInASentence(t *testing.T) {
	for want, value := range map[string]interface{ String() string }{
		"10 MiB":     Bytes{N: 10 << 20, Reading: Reading{Written: "10485760"}},
		"7 d":        Millis{N: 604800000, Reading: Reading{Written: "168"}},
		"-3":         Int{N: -3},
		"true":       Bool{On: true, Reading: Reading{Written: "true"}},
		`""`:         Text{},
		"zstd":       Text{S: "zstd"},
		"a, b":       List{Items: []string{"a", "b"}, Reading: Reading{Written: "a,b"}},
		"":           List{},
		"as written": Reading{Written: "as written"},
	} {
		if got := value.String(); got != want {
			t.Errorf("%T is %q in a sentence, want %q", value, got, want)
		}
	}
}

// TestTheSamePartIsMissedEachTime keeps a check in CI from saying one thing
// and then another about one page.
func TestTheSamePartIsMissedEachTime(t *testing.T) {
	for text, want := range map[string]string{
		"# A title\n\n## Why\n\nBecause.\n":      "x.md: has no section Fix, or an empty one",
		"# A title\n\n## Fix\n\nDo it.\n":        "x.md: has no section Why, or an empty one",
		"# \n":                                   "x.md: does not start with a title",
		"":                                       "x.md: does not start with a title",
		"## Why\n\nBecause.\n":                   "x.md: does not start with a title",
		"# A title\n\n## \n":                     `x.md: has an unknown section ""`,
		strings.ToLower(goodPage):                "x.md: has an unknown section \"why\"",
		strings.Replace(goodPage, "0.1", " ", 1): "x.md: has no section Since, or an empty one",
	} {
		doc := Doc{FS: fstest.MapFS{"x.md": {Data: []byte(text)}}, File: "x.md"}
		for range 20 {
			if _, err := doc.Page(); err == nil || err.Error() != want {
				t.Fatalf("%q gives %v, want %q", text, err, want)
			}
		}
	}
}

func TestExamplesOfAPage(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       []Example
	}{
		{"none", "words alone", nil},
		{"one without a file", "```yaml\na: 1\n```", []Example{{Language: "yaml", Text: "a: 1\n"}}},
		{"a file in a folder", "```yaml k8s/a.yaml\na: 1\n```", []Example{{File: "k8s/a.yaml", Language: "yaml", Text: "a: 1\n"}}},
		{"words between", "first\n```x a\n1\n```\nthen\n```x b\n2\n```\nlast", []Example{{"a", "x", "1\n"}, {"b", "x", "2\n"}}},
		{"an empty file", "```x a\n```", []Example{{"a", "x", ""}}},
		{"never closed", "```x a\n1\n", []Example{{"a", "x", "1\n"}}},
	} {
		got := examples(test.text)
		if len(got) != len(test.want) {
			t.Errorf("%s: %+v, want %+v", test.name, got, test.want)
			continue
		}
		for i := range got {
			if got[i] != test.want[i] {
				t.Errorf("%s: %+v, want %+v", test.name, got[i], test.want[i])
			}
		}
	}
}
