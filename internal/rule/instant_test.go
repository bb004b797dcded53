package rule

import "testing"

func TestInstant(t *testing.T) {
	for ms, want := range map[int64]string{
		0: "1970-01-01 00:00 UTC", 1798135200000: "2026-12-24 18:00 UTC", 1798135259999: "2026-12-24 18:00 UTC",
		-1: "1969-12-31 23:59 UTC",
	} {
		if got := Instant(ms); got != want {
			t.Errorf("%d: %s, want %s", ms, got, want)
		}
	}
}
