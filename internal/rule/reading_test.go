package rule

import "testing"

func TestFormatBytes(t *testing.T) {
	for n, want := range map[int64]string{
		-1:            "-1 (no limit)",
		0:             "0 B",
		1023:          "1023 B",
		1024:          "1 KiB",
		1025:          "1025 B (1 KiB + 1 B)",
		1048576:       "1 MiB",
		1048588:       "1048588 B (1 MiB + 12 B)",
		10485760:      "10 MiB",
		20000000:      "20000000 B (19.1 MiB)",
		1073741824:    "1 GiB",
		2147483647:    "2147483647 B (2.0 GiB)",
		1 << 40:       "1 TiB",
		1<<63 - 1:     "9223372036854775807 B (8388608.0 TiB)",
		1572864:       "1572864 B (1.5 MiB)",
		3 * (1 << 30): "3 GiB",
	} {
		if got := FormatBytes(n); got != want {
			t.Errorf("FormatBytes(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestRoughBytes(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0 B", 1023: "1023 B", 1024: "1 KiB", 1536: "1.5 KiB", 1048588: "1 MiB", 20000000: "19.1 MiB",
		8799649792: "8.2 GiB", 1000 << 30: "1000 GiB", 1 << 40: "1 TiB", 3 << 39: "1.5 TiB", -1: "-1 B",
	} {
		if got := RoughBytes(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}

func TestFormatMillis(t *testing.T) {
	for n, want := range map[int64]string{
		-1:             "-1 (no limit)",
		0:              "0 ms",
		999:            "999 ms",
		1000:           "1 s",
		1500:           "1500 ms (1.5 s)",
		90000:          "90 s",
		129600000:      "36 h",
		365 * 86400000: "365 d",
		86400001:       "86400001 ms (1.0 d)",
		601200000:      "601200000 ms (7.0 d)",
		60000:          "1 min",
		3600000:        "1 h",
		86400000:       "1 d",
		604800000:      "7 d",
		90000000:       "25 h",
	} {
		if got := FormatMillis(n); got != want {
			t.Errorf("FormatMillis(%d) = %q, want %q", n, got, want)
		}
	}
}
