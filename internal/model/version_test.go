package model

import (
	"slices"
	"strings"
	"testing"
)

func TestParseVersion(t *testing.T) {
	for text, want := range map[string]Version{
		"4.1":         {4, 1},
		"4.1.2":       {4, 1},
		"4.1-IV1":     {4, 1},
		"3.9.0-rc1":   {3, 9},
		" 4.1 ":       {4, 1},
		"4.10":        {4, 10},
		"0.11.0.2":    {0, 11},
		"04.01":       {4, 1},
		"4.1.":        {4, 1},
		"4.1.latest":  {4, 1},
		"65535.65535": {65535, 65535},
	} {
		if got, err := ParseVersion(text); got != want || err != nil {
			t.Errorf("%q is read as %v, %v, want %v", text, got, err, want)
		}
	}
}

func TestWhatIsNoVersion(t *testing.T) {
	for _, text := range []string{
		"", "4", "4.", ".1", "latest", "v4.1", "4.x", "4,1", "4.1rc1", "4 .1", "4. 1", "-4.1", "4.-1", "+4.1", "0x4.1", "4_0.1", "65536.0", "4.65536", "0.0", "0.0.1",
	} {
		v, err := ParseVersion(text)
		if err == nil {
			t.Errorf("%q is read as %s", text, v)
			continue
		}
		if v != (Version{}) {
			t.Errorf("%q is refused, and still gives %s", text, v)
		}
		if !strings.Contains(err.Error(), "MAJOR.MINOR") || !strings.HasPrefix(err.Error(), `"`+text+`"`) {
			t.Errorf("%q is refused with %q, which does not say what is wanted", text, err)
		}
	}
}

func TestVersionsInOrder(t *testing.T) {
	sorted := []Version{{0, 11}, {2, 8}, {3, 0}, {3, 9}, {3, 10}, {4, 0}, {4, 1}}
	for i, v := range sorted {
		for j, w := range sorted {
			if v.Before(w) != (i < j) {
				t.Errorf("%s before %s: %v", v, w, v.Before(w))
			}
		}
	}
}

func TestVersionAsText(t *testing.T) {
	for want, v := range map[string]Version{"": {}, "4.0": {4, 0}, "0.11": {0, 11}, "3.10": {3, 10}} {
		if got := v.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
		if v.IsZero() != (want == "") {
			t.Errorf("%q is no version: %v", want, v.IsZero())
		}
	}
}

func FuzzParseVersion(f *testing.F) {
	for _, seed := range []string{"4.1", "4.1.2", "4.1-IV1", "0.0", ".", "4..1", "4.1rc", "\x00.1", "4.\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := ParseVersion(text)
		if err != nil {
			if v != (Version{}) {
				t.Errorf("%q is refused, and still gives %s", text, v)
			}
			return
		}
		if again, err := ParseVersion(v.String()); again != v || err != nil {
			t.Errorf("%q is read as %v, and that as %v, %v", text, v, again, err)
		}
		if digits := strings.TrimLeft(strings.TrimSpace(text), "0123456789"); !strings.HasPrefix(digits, ".") {
			t.Errorf("%q does not start with a number and a point, and is read as %s", text, v)
		}
		if slices.Contains([]int{v.Major, v.Minor}, -1) || v.Before(Version{}) {
			t.Errorf("%q is read as %v", text, v)
		}
	})
}
