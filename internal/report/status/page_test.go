package status

import (
	"bufio"
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/breakwaterhq/breakwater/internal/web/api"
)

func lined(t *testing.T, width int, indent, s string) string {
	t.Helper()
	var b bytes.Buffer
	p := &page{out: bufio.NewWriter(&b), width: width}
	p.line(indent, s)
	if err := p.out.Flush(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestLines(t *testing.T) {
	for _, c := range []struct{ name, indent, given, want string }{
		{"nothing", "", "", "\n"},
		{"one word", "", "word", "word\n"},
		{"exactly", "", "1234 67890", "1234 67890\n"},
		{"one more", "", "1234 678901", "1234\n678901\n"},
		{"indented", "  ", "1234 678901", "1234\n  678901\n"},
		{"indented from the start", "  ", "  1234 678901", "  1234\n    678901\n"},
		{"too long a word", "", "1234567890123", "1234567890\n123\n"},
		{"too long a word, indented", "  ", "1234567890123", "1234567890\n  123\n"},
		{"after others", "  ", "12 1234567890123", "12\n  12345678\n  90123\n"},
		{"in colour", "", "\x1b[1m1234\x1b[0m 67890", "\x1b[1m1234\x1b[0m 67890\n"},
		{"too long, in colour", "", "\x1b[1m123456789012\x1b[0m", "\x1b[1m1234567890\n12\x1b[0m\n"},
		{"not ASCII", "", "größe ≥ 値 🙂", "größe ≥ 値\n🙂\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := lined(t, 10, c.indent, c.given); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// FuzzLine: whatever is written, no line is too long and no word is lost.
func FuzzLine(f *testing.F) {
	for _, s := range []string{"", "a b c", strings.Repeat("x", 200), "  └ 24 × error", "\x1b[1mbold\x1b[0m text", "größe " + strings.Repeat("値", 90)} {
		f.Add(s, uint8(40))
	}
	f.Fuzz(func(t *testing.T, s string, more uint8) {
		width := narrowest + int(more)%61
		s = clean(s)
		got := lined(t, width, "  ", s)
		for line := range strings.SplitSeq(strings.TrimSuffix(got, "\n"), "\n") {
			if n := utf8.RuneCountInString(line); n > width {
				t.Errorf("%d columns of %d: %q", n, width, line)
			}
		}
		if one, other := strings.Join(strings.Fields(s), ""), strings.Join(strings.Fields(got), ""); one != other {
			t.Errorf("%q becomes %q", s, got)
		}
	})
}

func TestColours(t *testing.T) {
	on := &page{paint: true}
	for state, want := range map[api.State]string{
		api.Healthy: "\x1b[32mx\x1b[0m", api.Trouble: "\x1b[1;31mx\x1b[0m", api.NotKnown: "\x1b[1;33mx\x1b[0m", api.Warning: "\x1b[1;33mx\x1b[0m", api.Settling: "\x1b[1;33mx\x1b[0m", "other": "\x1b[1;33mx\x1b[0m",
	} {
		if got := on.state(state, "x"); got != want {
			t.Errorf("%s is %q, want %q: only healthy may be green", state, got, want)
		}
	}
	for severity, want := range map[string]string{"error": "\x1b[1;31mx\x1b[0m", "warning": "\x1b[1;33mx\x1b[0m", "info": "\x1b[1;36mx\x1b[0m", "other": "\x1b[1;36mx\x1b[0m"} {
		if got := on.paint.Severity(level(severity), "x"); got != want {
			t.Errorf("%s is %q, want %q", severity, got, want)
		}
	}
}
