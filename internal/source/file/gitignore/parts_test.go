package gitignore

import (
	"slices"
	"testing"
)

func TestOneElementOfAPattern(t *testing.T) {
	for _, c := range []struct {
		pattern string
		c       byte
		size    int
		ok      bool
	}{
		{"", 'a', 0, false}, {"a", 'a', 1, true}, {"ab", 'b', 1, false}, {"?", '/', 1, true}, {`\*x`, '*', 2, true}, {`\*x`, '\\', 2, false}, {`\`, '\\', 2, false},
		{"[a-c]x", 'b', 5, true}, {"[a-c]x", 'd', 5, false}, {"[c-a]", 'b', 5, false}, {"[a-c-e]", 'd', 7, false}, {"[a-c-e]", '-', 7, true},
		{"[!a-c]", 'b', 6, false}, {"[!a-c]", 'd', 6, true}, {"[^]]", ']', 4, false}, {"[]-a]", '^', 5, true}, {`[\]]`, ']', 4, true}, {`[a\-c]`, 'b', 6, false},
		{"[", 'a', 0, false}, {"[]", ']', 0, false}, {"[a", 'a', 0, false}, {"[a-", 'a', 0, false}, {"[!", 'a', 0, false},
		{"[[:digit:]-z]", '-', 13, true}, {"[[:alpha:]", 'a', 0, false}, {"[[:x:]]", 'x', 0, false}, {"[[:]", ':', 4, true},
	} {
		if size, ok := matchOne(c.pattern, c.c); ok != c.ok || ok && size != c.size {
			t.Errorf("%q with %q: %d, %v; want %d, %v", c.pattern, c.c, size, ok, c.size, c.ok)
		}
	}
}

// Each class holds what its name says in ASCII, and nothing above it.
func TestClasses(t *testing.T) {
	const lower, upper, digit = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
	const punct = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
	cntrl := "\x7f"
	for c := range byte(' ') {
		cntrl += string(rune(c))
	}
	want := map[string]string{
		"lower": lower, "upper": upper, "digit": digit, "alpha": lower + upper, "alnum": lower + upper + digit, "punct": punct,
		"graph": lower + upper + digit + punct, "print": lower + upper + digit + punct + " ", "blank": " \t", "space": " \t\n\v\f\r",
		"xdigit": digit + "abcdefABCDEF", "cntrl": cntrl,
	}
	if len(want) != len(classes) {
		t.Errorf("%d classes, want %d", len(classes), len(want))
	}
	for name, members := range want {
		for c := range 256 {
			if got := classes[name](byte(c)); got != slices.Contains([]byte(members), byte(c)) {
				t.Errorf("%#x in %s: %v", c, name, got)
			}
		}
	}
}

func TestTrimSpaces(t *testing.T) {
	for line, want := range map[string]string{
		"a": "a", "a  ": "a", "a b ": "a b", `a\ `: `a\ `, `a\  `: `a\ `, `a\\ `: `a\\`, `a \ b `: `a \ b`, "  ": "", `\`: `\`, " a": " a", "": "",
	} {
		if got := trimSpaces(line); got != want {
			t.Errorf("%q becomes %q, want %q", line, got, want)
		}
	}
}
