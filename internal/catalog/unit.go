package catalog

import "strings"

// sizes are what people write behind a number of bytes. Kafka's sizes are
// powers of two, so a GB is taken for a GiB.
var sizes = map[string]float64{
	"b": 1, "k": 1 << 10, "kb": 1 << 10, "ki": 1 << 10, "kib": 1 << 10, "m": 1 << 20, "mb": 1 << 20, "mi": 1 << 20, "mib": 1 << 20,
	"g": 1 << 30, "gb": 1 << 30, "gi": 1 << 30, "gib": 1 << 30, "t": 1 << 40, "tb": 1 << 40, "ti": 1 << 40, "tib": 1 << 40,
}

// sizeNames are how the names of keys end whose values are bytes.
var sizeNames = []string{".bytes", "buffer.memory", "batch.size", ".buffer.size", ".request.size", ".receive.size"}

// times are what people write behind a time, in milliseconds.
var times = map[string]float64{
	"ms": 1, "s": 1000, "sec": 1000, "m": 60000, "min": 60000, "h": 3600000, "d": 86400000, "w": 604800000,
}

// timeNames are how the names of keys end whose values are times, and the
// unit of each in milliseconds.
var timeNames = map[string]float64{".ms": 1, ".seconds": 1000, ".minutes": 60000, ".hours": 3600000}

// unitOf is how many of a key's own unit the written one is; 0 if it is none
// for that key.
func unitOf(key, unit string) float64 {
	for _, suffix := range sizeNames {
		if strings.HasSuffix(key, suffix) {
			return sizes[unit]
		}
	}
	for suffix, own := range timeNames {
		if strings.HasSuffix(key, suffix) {
			return times[unit] / own
		}
	}
	return 0
}
