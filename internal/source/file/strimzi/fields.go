package strimzi

import (
	"fmt"
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// fields are those of a mapping of which nobody may take a misspelt one for
// one that was read.
type fields struct {
	path   []string
	read   []string
	others bool       // it has more fields, of which nothing is known here
	fact   model.Fact // what a misspelt one would have told
}

var (
	topicFields = fields{path: []string{"spec"}, read: []string{"topicName", "partitions", "replicas", "config"}, fact: model.FactTopicConfig}
	kafkaFields = fields{path: []string{"spec", "kafka"}, read: []string{"version", "replicas", "config"}, others: true, fact: model.FactBrokerConfig}
	poolFields  = fields{path: []string{"spec"}, read: []string{"replicas", "roles"}, others: true, fact: model.FactBrokerCount}
)

// unknownFields adds a gap for each field that the kind does not have: what
// its author wrote never reaches Kafka, so silence would say that it was
// judged. Where a mapping has other fields, only a near miss of one that is
// read is told.
func unknownFields(o yamlx.Node, f fields, doc *model.Document, b *model.Builder) {
	for e := range o.Get(f.path...).Entries() {
		meant, near := catalog.Closest(e.Key, f.read)
		if !e.Value.Exists() || slices.Contains(f.read, e.Key) || f.others && !near || isDirective(e.Key) {
			continue
		}
		hint := "it has " + strings.Join(f.read, ", ")
		if near {
			hint = "did you mean " + meant + "?"
		}
		b.Gap(model.Gap{
			Fact: f.fact, Why: model.Unresolved, Origin: e.KeyAt,
			Scope: model.Subject{Kind: model.KindFile, Name: doc.Path},
			Detail: fmt.Sprintf("%s.%s is no field of a %s: Kubernetes drops or refuses it, so what it says was not judged (%s)",
				strings.Join(f.path, "."), e.Key, o.Get("kind").Text(), hint),
		})
	}
}

// isDirective tells the keys of Kustomize, as $patch: they are gone from what
// it renders.
func isDirective(key string) bool { return strings.HasPrefix(key, "$") }
