package deadletter

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestClip(t *testing.T) {
	for _, c := range []struct {
		text string
		most int
		want string
	}{
		{"", 4, ""}, {"abc", 3, "abc"}, {"abcd", 3, "abc"}, {"abc", 0, ""}, {"abc", -1, ""},
		{"aé", 3, "aé"}, {"aé", 2, "a"}, {"€€", 5, "€"}, {"𝛼b", 3, ""}, {"𝛼b", 4, "𝛼"},
		{"a\xffb", 9, "a\uFFFDb"}, {"\xff", 2, ""}, {"ab\xe2\x82", 9, "ab\uFFFD"}, {"ab€", 4, "ab"},
	} {
		if got := clip(c.text, c.most); got != c.want {
			t.Errorf("%q in %d: %q, want %q", c.text, c.most, got, c.want)
		}
	}
}

// TestClipOfAHugeTextIsCheap: the part that is left out is not looked at.
func TestClipOfAHugeTextIsCheap(t *testing.T) {
	huge := strings.Repeat("\xff", 32<<20)
	if allocated := testing.AllocsPerRun(1, func() { clip(huge, 100) }); allocated > 3 {
		t.Errorf("%v allocations", allocated)
	}
}

func FuzzClip(f *testing.F) {
	f.Add("aé€𝛼", 5)
	f.Add("\xff\xff", 1)
	f.Fuzz(func(t *testing.T, s string, most int) {
		got := clip(s, most)
		if len(got) > max(0, most) || !utf8.ValidString(got) || clip(got, most) != got {
			t.Fatalf("%q in %d: %q", s, most, got)
		}
		if !utf8.ValidString(s) || most < 0 {
			return
		}
		// The slow model: the longest run of whole runes that fits.
		want := ""
		for _, r := range s {
			if len(want)+utf8.RuneLen(r) > most {
				break
			}
			want += string(r)
		}
		if got != want {
			t.Fatalf("%q in %d: %q, want %q", s, most, got, want)
		}
	})
}
