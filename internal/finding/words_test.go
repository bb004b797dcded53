package finding

import "testing"

func TestPlural(t *testing.T) {
	for n, want := range map[int]string{0: "0 topics", 1: "1 topic", 2: "2 topics", 11: "11 topics", 101: "101 topics"} {
		if got := Plural(n, "topic"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	for n, want := range map[int64]string{0: "0 brokers", 1: "1 broker", 3: "3 brokers"} {
		if got := Plural(n, "broker"); got != want {
			t.Errorf("Plural(%d) = %q, want %q", n, got, want)
		}
	}
}
