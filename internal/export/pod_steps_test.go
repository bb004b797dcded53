package export

import (
	"regexp"
	"testing"
)

// TestAnExpressionUsesAName where a pattern for it matches, and nowhere else.
func TestAnExpressionUsesAName(t *testing.T) {
	texts := []string{
		"o", "o.spec", "pod.o", "x.o.y, o", "'o': dyn(1)", "'o': dyn(o)", "foo", "o2", "_o", "o_", "no, oo, o'", "(o)", " o ", "oo.o", "o.o", "", "é", "éo", "oé", "9o", "o-o", "[o][0]", "dirs", "dirs.map(dir, dir.path)",
	}
	for _, name := range []string{"o", "dir", "dirs", "oo"} {
		pattern := regexp.MustCompile(`(^|[^.'\w])` + name + `\b`)
		for _, text := range texts {
			if got, want := uses(text, name), pattern.MatchString(text); got != want {
				t.Errorf("%q in %q: %v, want %v", name, text, got, want)
			}
		}
	}
}
