package policy

import (
	"math"
	"strings"
	"testing"
)

func TestAmounts(t *testing.T) {
	for _, c := range []struct {
		m    *measure
		text string
		want int64
	}{
		{size, "0", 0}, {size, "512", 512}, {size, "-1", -1}, {size, "-2", -2},
		{size, "7B", 7}, {size, "1KiB", 1 << 10}, {size, "20MiB", 20 << 20}, {size, "2GiB", 2 << 30}, {size, "3TiB", 3 << 40},
		{size, "20 MiB", 20 << 20}, {size, "  20MiB ", 20 << 20}, {size, "007MiB", 7 << 20},
		{size, "8388607TiB", 8388607 << 40}, {size, "9223372036854775807", math.MaxInt64},
		{period, "1ms", 1}, {period, "500ms", 500}, {period, "30s", 30000}, {period, "15m", 900000}, {period, "15min", 900000},
		{period, "24h", 86400000}, {period, "1d", 86400000}, {period, "2w", 1209600000}, {period, "604800000", 604800000},
		{period, "1h30m", 5400000}, {period, "1h30min", 5400000}, {period, "1d 12h", 129600000}, {period, "1m500ms", 60500}, {period, "-1", -1},
		{count, "50", 50}, {count, "-3", -3}, {count, "0", 0},
	} {
		t.Run(c.text, func(t *testing.T) {
			if got, err := c.m.parse(c.text); err != nil || got != c.want {
				t.Errorf("got %d, %v; want %d", got, err, c.want)
			}
		})
	}
}

func TestAmountsThatAreRefused(t *testing.T) {
	const (
		notSize = "is not a size"
		notTime = "is not a time"
		tooMuch = "is more than a number of 64 bits holds"
	)
	for _, c := range []struct {
		m          *measure
		text, want string
	}{
		{size, "", notSize}, {size, " ", notSize}, {size, "MiB", notSize}, {size, "1MiB2KiB", notSize}, {size, "1 2", notSize},
		{size, "+5", notSize}, {size, "1_000", notSize}, {size, "0x10", notSize}, {size, "1e6", notSize}, {size, "1MiB!", notSize},
		{size, "1MB", "write MiB (1048576 bytes)"}, {size, "1 mib", "write MiB"}, {size, "4k", "write KiB"}, {size, "4G", "write GiB"},
		{size, "4tb", "write TiB"}, {size, "4bytes", "write B"},
		{size, "1.5GiB", "has a fraction"}, {size, "-5MiB", "is negative"},
		{size, "8388608TiB", tooMuch}, {size, "9223372036854775808", tooMuch}, {size, "-9223372036854775809", "is negative"},
		{period, "1MiB", notTime}, {period, "30m1h", notTime}, {period, "1h1h", notTime}, {period, "1m1min", notTime}, {period, "1h30", notTime},
		{period, "PT1H", notTime}, {period, "30D", "write d"}, {period, "2hours", "write h"}, {period, "2mins", "write min"},
		{period, "2 seconds", "write s"}, {period, "2 millis", "write ms"}, {period, "2weeks", "write w"}, {period, "1y", "write days"},
		{period, "0.5d", "has a fraction"}, {period, "106751991168d", tooMuch}, {period, "106751991167d9999h", tooMuch},
		{count, "5MiB", "is not a whole number"}, {count, "1.5", "is not a whole number"}, {count, "99999999999999999999", tooMuch},
	} {
		t.Run(c.text, func(t *testing.T) {
			got, err := c.m.parse(c.text)
			if err == nil {
				t.Fatalf("got %d", got)
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %q, want %q in it", err, c.want)
			}
		})
	}
}

func TestMeasureFollowsTheKeysName(t *testing.T) {
	for key, want := range map[string]*measure{
		"segment.bytes": size, "retention.ms": period, "min.insync.replicas": count, "flush.messages": count, "message.timestamp.before.max.ms": period,
	} {
		if measureOf(key) != want {
			t.Errorf("%s is read as %s", key, measureOf(key).what)
		}
	}
}
