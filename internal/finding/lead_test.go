package finding

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestLead(t *testing.T) {
	const dead = "broker 3 refuses connections at 10.0.0.3:9092: no process listens there. The controllers have fenced it. It still led 20 partitions"
	for _, c := range []struct {
		name, message string
		longest       int
		want          string
	}{
		{"all of it fits", dead, 200, dead},
		{"exactly", "one. Two", 8, "one. Two"},
		{"two sentences", dead, 110, "broker 3 refuses connections at 10.0.0.3:9092: no process listens there. The controllers have fenced it"},
		{"one sentence", dead, 90, "broker 3 refuses connections at 10.0.0.3:9092: no process listens there"},
		{"less than one", dead, 24, "broker 3 refuses connec…"},
		{"no full stop", strings.Repeat("a ", 20), 10, "a a a a a…"},
		{"a full stop before a small letter ends nothing", "see e.g. this log. Or that", 10, "see e.g. …"},
		{"on one line", "one\n two\t three", 50, "one two three"},
		{"characters, not bytes", "größer größer", 13, "größer größer"},
		{"cut between characters", "größer", 4, "grö…"},
		{"a capital of another alphabet", "first one. Über", 12, "first one"},
		{"nothing", "", 10, ""},
		{"no room", "one two", 0, "…"},
		{"a stop at the end", "one two. ", 7, "one tw…"},
	} {
		if got := Lead(c.message, c.longest); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// FuzzLead: it is short, on one line, and where it is not cut it is a beginning.
func FuzzLead(f *testing.F) {
	f.Add("broker 3 refuses. The controllers have fenced it", 20)
	f.Add("\xff. A", 3)
	f.Fuzz(func(t *testing.T, message string, longest int) {
		longest = min(max(longest, 1), 500)
		got := Lead(message, longest)
		if n := utf8.RuneCountInString(got); n > longest {
			t.Errorf("%d characters of %d: %q", n, longest, got)
		}
		if strings.ContainsAny(got, "\n\r\t") {
			t.Errorf("%q is not one line", got)
		}
		whole := strings.Join(strings.Fields(message), " ")
		if utf8.ValidString(message) && !strings.HasPrefix(whole, strings.TrimSuffix(got, "…")) {
			t.Errorf("%q is no beginning of %q", got, whole)
		}
	})
}
