package paint

import (
	"fmt"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

func TestColours(t *testing.T) {
	on, off := Painter(true), Painter(false)
	for want, got := range map[string]string{
		"\x1b[1;31mx\x1b[0m": on.Severity(finding.Error, "x"), "\x1b[1;33mx\x1b[0m": on.Severity(finding.Warning, "x"), "\x1b[1;36mx\x1b[0m": on.Severity(finding.Info, "x"),
		"\x1b[1mx\x1b[0m": on.Bold("x"), "\x1b[2mx\x1b[0m": on.Dim("x"), "\x1b[32mx\x1b[0m": on.Green("x"), "\x1b[33mx\x1b[0m": on.Yellow("x"),
		"x": off.Severity(finding.Error, "x"), "": on.Bold(""),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if on.Severity(finding.None, "x") != on.Severity(finding.Info, "x") {
		t.Error("what is milder than information has a colour of its own")
	}
}

func TestWidths(t *testing.T) {
	for s, want := range map[string]int{"": 0, "word": 4, "größe ≥ 値": 9, "\x1b[1;31mred\x1b[0m": 3, "a\x1b[2mb\x1b[0mc": 3} {
		if got := Width(s); got != want {
			t.Errorf("%q is %d wide, want %d", s, got, want)
		}
	}
}

// TestCuts: both parts together are the text, and the first is no wider.
func TestCuts(t *testing.T) {
	for _, s := range []string{"", "word", "größe", "\x1b[1mbold\x1b[0m and more", strings.Repeat("値", 20)} {
		for columns := range 25 {
			head, rest := Cut(s, columns)
			if head+rest != s || Width(head) > columns || rest != "" && Width(head) != columns {
				t.Errorf("%q after %d: %q and %q", s, columns, head, rest)
			}
		}
	}
}

func TestWhatMustNotReachATerminal(t *testing.T) {
	for s, want := range map[string]string{
		"plain größe 値\tx": "plain größe 値\tx", "a\x1b[31mb": "a·[31mb", "a\nb\rc\x00": "a·b·c·", "\u0085\u009b\x7f": "···", "\u202egnp\u2066x\u200f\u061c": "·gnp·x··",
	} {
		if got := Printable(s); got != want {
			t.Errorf("%q becomes %q, want %q", s, got, want)
		}
	}
	for _, r := range []rune{0x61b, 0x61d, 0x200d, 0x2010, 0x2027, 0x202f, 0x2065, 0x206a} {
		if Turns(r) {
			t.Errorf("%U turns nothing", r)
		}
	}
}

func ExamplePainter() {
	fmt.Printf("%q %q\n", Painter(true).Bold("broker/2"), Painter(false).Bold("broker/2"))
	// Output: "\x1b[1mbroker/2\x1b[0m" "broker/2"
}
