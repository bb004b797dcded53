package notify

import (
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
)

// fingerprint is the one that Alertmanager gives a label set.
func fingerprint(labels map[string]string) string {
	h := fnv.New64a()
	for _, name := range slices.Sorted(maps.Keys(labels)) {
		for _, part := range []string{name, labels[name]} {
			_, _ = h.Write(append([]byte(part), 0xff)) // a hash takes everything
		}
	}
	return fmt.Sprintf("%016x", h.Sum64())
}
