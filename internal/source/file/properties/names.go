package properties

import (
	"strings"
	"sync"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// readers is the set of Kafka's components that read a key, in any release
// line: old files have keys that are gone.
type readers uint8

const (
	byTopic readers = 1 << iota
	byBroker
	byProducer
	byConsumer
	byAdmin

	byClients = byProducer | byConsumer | byAdmin
)

var layers = []struct {
	layer model.Layer
	by    readers
}{
	{model.LayerTopic, byTopic}, {model.LayerBroker, byBroker},
	{model.LayerProducer, byProducer}, {model.LayerConsumer, byConsumer}, {model.LayerAdmin, byAdmin},
}

// names is every key of the catalogue with its readers, made when the first
// text that may be Kafka's is seen.
var names = sync.OnceValue(func() map[string]readers {
	all := map[string]readers{}
	for _, v := range catalog.Versions() {
		for _, l := range layers {
			for _, name := range catalog.Names(l.layer, v) {
				all[name] |= l.by
			}
		}
	}
	return all
})

// prefixes start keys that Kafka reads and that no list can hold.
var prefixes = []string{"listener.name.", "config.providers", "rlmm.config.", "rsm.config."}

// meantForKafka tells whether a key that is in no list was still written for
// Kafka: it has a legal prefix, is a name that people invent, or is a slip of
// the pen. It takes a while, so it is asked where the rest looks like Kafka.
func meantForKafka(name string) bool {
	for _, prefix := range prefixes {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	if _, invented := catalog.Invented(name); invented {
		return true
	}
	for _, l := range layers {
		if _, near := catalog.Suggest(l.layer, catalog.Newest(), name); near {
			return true
		}
	}
	return false
}
