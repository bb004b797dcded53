package rule

import "testing"

func TestSpan(t *testing.T) {
	for ms, want := range map[int64]string{
		0: "0 ms", 999: "999 ms", 1000: "1 s", 59_999: "59 s", 60_000: "1 min", 61_000: "1 min 1 s", 3_600_000: "1 h", 3_661_000: "1 h 1 min",
		86_400_000: "1 d", 90_000_000: "1 d 1 h", -61_000: "-1 min 1 s",
	} {
		if got := Span(ms); got != want {
			t.Errorf("%d: got %q, want %q", ms, got, want)
		}
	}
}

func TestAgo(t *testing.T) {
	for ms, want := range map[int64]string{-1: "just now", 0: "just now", 999: "just now", 1000: "1 s ago", 61_000: "1 min 1 s ago"} {
		if got := Ago(ms); got != want {
			t.Errorf("%d: got %q, want %q", ms, got, want)
		}
	}
}
