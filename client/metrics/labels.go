package metrics

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/breakwaterhq/breakwater/client/produce"
)

// outcome is a kind as a label.
func outcome(k produce.Kind) string { return strings.ReplaceAll(k.String(), " ", "_") }

// expected are the reasons that exported rules ask for, and those of the guard itself.
var expected = []string{"MESSAGE_TOO_LARGE", "RECORD_LIST_TOO_LARGE", "policy:sizes", "time", "room", "held", "closed", "client", "record"}

// reasons are those that are expected, and what else there was.
func reasons(r *reading, tell yield) {
	failed := r.counts.Failed
	for _, reason := range expected {
		tell(float64(failed[reason]), reason)
	}
	for _, reason := range sorted(failed) {
		if !slices.Contains(expected, reason) {
			tell(float64(failed[reason]), reason)
		}
	}
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// broker is the label of what each broker has of its own.
var broker = []string{"broker"}

// perBroker tells one value of each broker, by its node id.
func perBroker(value func(produce.Broker) float64) func(*reading, yield) {
	return func(r *reading, tell yield) {
		for _, id := range slices.Sorted(maps.Keys(r.brokers)) {
			tell(value(r.brokers[id]), strconv.Itoa(int(id)))
		}
	}
}
