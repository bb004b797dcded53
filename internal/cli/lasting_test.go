package cli

import (
	"strings"
	"testing"
	"time"
)

func TestSpans(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"30m": 30 * time.Minute, "4h": 4 * time.Hour, "2d": 48 * time.Hour, "1d12h": 36 * time.Hour, "1d1h30m": 25*time.Hour + 30*time.Minute, "0d5m": 5 * time.Minute,
		"1.5h": 90 * time.Minute, "0": 0, "0d": 0, "-4h": -4 * time.Hour, "-2d": -48 * time.Hour, "-1d12h": -36 * time.Hour, "720h": 720 * time.Hour,
	} {
		var s lasting
		if err := s.Set(text); err != nil || time.Duration(s) != want {
			t.Errorf("%s: %s, %v", text, time.Duration(s), err)
		}
	}
	for _, text := range []string{"", "soon", "2", "d", "1.5d", "1d2d", "1d-2h", "12h1d", "2d 1h", "2d12", "--2d", "99999999999d", "100001d", "1 d"} {
		var s lasting
		if err := s.Set(text); err == nil || !strings.Contains(err.Error(), "write it as 30m, 4h, 2d or 1d12h") {
			t.Errorf("%q: %s, %v", text, time.Duration(s), err)
		}
	}
}

func TestSpansInWords(t *testing.T) {
	for length, want := range map[time.Duration]string{
		0: "", 30 * time.Second: "30s", 30 * time.Minute: "30m", 4 * time.Hour: "4h", 90 * time.Minute: "1h30m", 36 * time.Hour: "1d12h", 48 * time.Hour: "2d", -4 * time.Hour: "-4h", -36 * time.Hour: "-1d12h",
	} {
		s := lasting(length)
		if got := s.String(); got != want {
			t.Errorf("%s: %q, want %q", length, got, want)
		}
		var back lasting
		if want != "" && (back.Set(want) != nil || back != s) {
			t.Errorf("%q is read as %s", want, time.Duration(back))
		}
	}
	if (*lasting)(nil).String() != "" {
		t.Error("no time has words")
	}
}
