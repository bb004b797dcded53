package model

import (
	"strings"
	"testing"
)

func TestLines(t *testing.T) {
	for _, c := range []struct {
		name, text string
		n          int
		want       string
	}{
		{"the first", "a: 1\nb: 2\n", 1, "a: 1"},
		{"the last", "a: 1\nb: 2\n", 2, "b: 2"},
		{"the last without an end", "a: 1\nb: 2", 2, "b: 2"},
		{"after the last end", "a: 1\nb: 2\n", 3, ""},
		{"far behind", "a: 1\n", 1000, ""},
		{"lines are counted from one", "a: 1\n", 0, ""},
		{"less than none", "a: 1\n", -1, ""},
		{"an empty one", "a\n\nb\n", 2, ""},
		{"after an empty one", "a\n\nb\n", 3, "b"},
		{"an end of Windows", "a\r\nb\r\n", 1, "a"},
		{"the last of Windows without its line feed", "a\r\nb\r", 2, "b"},
		{"one carriage return is cut, and no more", "a\r\r\nb", 1, "a\r"},
		{"a carriage return inside is no end", "a\rb\nc", 1, "a\rb"},
		{"spaces stay, or a caret points beside", "  a  \n", 1, "  a  "},
		{"no text", "", 1, ""},
		{"ends alone", "\n\n", 2, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := LinesOf([]byte(c.text)).At(c.n); got != c.want {
				t.Errorf("line %d is %q, want %q", c.n, got, c.want)
			}
		})
	}
	if got := (Lines{}).At(1); got != "" {
		t.Errorf("a document without a text has the line %q", got)
	}
}

// FuzzLines holds the reader of lines against the plain meaning of a line.
func FuzzLines(f *testing.F) {
	for _, seed := range []string{"", "a", "a\nb", "a\r\nb\r\n", "\n", "\r", "\xff\n\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		lines := LinesOf([]byte(text))
		want := strings.Split(text, "\n")
		for i, line := range want {
			if got := lines.At(i + 1); got != strings.TrimSuffix(line, "\r") {
				t.Errorf("line %d of %q is %q", i+1, text, got)
			}
		}
		if got := lines.At(len(want) + 1); got != "" {
			t.Errorf("behind the end of %q there is %q", text, got)
		}
	})
}
