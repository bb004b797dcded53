// Package strimzi reads Strimzi's custom resources: topics, clusters and node
// pools.
package strimzi

import (
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// group is the API group, in every version: what is read here did not change
// its shape between v1beta1 and v1, and only lost fields.
const group = "kafka.strimzi.io/"

// Name is the format's name where a report says who declares something.
const Name = "strimzi"

// Owns tells by apiVersion and kind whether the object is read here. Users,
// Connect clusters and other kinds of the group are not.
func Owns(o yamlx.Node) bool {
	return strings.HasPrefix(o.Get("apiVersion").Text(), group) && readerOf(o) != nil
}

// beside are the kinds of the group that no rule reads.
var beside = []string{"KafkaBridge", "KafkaConnect", "KafkaConnector", "KafkaMirrorMaker", "KafkaMirrorMaker2", "KafkaRebalance", "KafkaUser"}

// Beside says what an object of the group is that is not read here; "" if it
// is read, or of another group.
func Beside(o yamlx.Node) string {
	kind := o.Get("kind").Text()
	if !strings.HasPrefix(o.Get("apiVersion").Text(), group) || !slices.Contains(beside, kind) {
		return ""
	}
	return "a Strimzi " + kind + ": not judged yet"
}

type reader func(o yamlx.Node, doc *model.Document, b *model.Builder) error

func readerOf(o yamlx.Node) reader {
	switch o.Get("kind").Text() {
	case "KafkaTopic":
		return readTopic
	case "Kafka":
		return readKafka
	case "KafkaNodePool":
		return readPool
	}
	return nil
}

// Read adds what the object declares to the builder.
func Read(o yamlx.Node, doc *model.Document, b *model.Builder) error {
	if err := shape(o); err != nil {
		return err
	}
	for _, path := range [][]string{{}, {"metadata"}, {"spec"}, {"spec", "kafka"}} {
		o.Get(path...).NoteDuplicates(doc)
	}
	return readerOf(o)(o, doc, b)
}

// HasTemplate tells whether a placeholder of a template stands in a value
// that is read. Elsewhere {{ }} is somebody else's text, as an alert's in an
// annotation or a secret injector's in a pod template.
func HasTemplate(o yamlx.Node) bool {
	return slices.ContainsFunc([][]string{
		{"metadata", "name"}, {"metadata", "namespace"},
		{"metadata", "labels", clusterLabel}, {"metadata", "annotations", managed},
		{"metadata", "annotations", kraft}, {"metadata", "annotations", nodePools},
		{"spec", "topicName"}, {"spec", "partitions"}, {"spec", "replicas"}, {"spec", "config"}, {"spec", "roles"},
		{"spec", "kafka", "version"}, {"spec", "kafka", "replicas"}, {"spec", "kafka", "config"},
	}, func(path []string) bool { return o.Get(path...).HasTemplate() })
}

// shape refuses an object in which something stands where a mapping belongs.
func shape(o yamlx.Node) error {
	what := o.Get("kind").Text()
	for _, path := range [][]string{
		{"metadata"}, {"metadata", "labels"}, {"metadata", "annotations"},
		{"spec"}, {"spec", "config"}, {"spec", "kafka"}, {"spec", "kafka", "config"},
	} {
		if n := o.Get(path...); n.Exists() && !n.IsMap() {
			return n.Errorf("a %s has %s that is %s: want a mapping", what, strings.Join(path, "."), n.Describe())
		}
	}
	if name := o.Get("metadata", "name"); !name.IsScalar() || name.Text() == "" {
		return o.Errorf("a %s has no metadata.name", what)
	}
	return nil
}

// single refuses a mapping or a list where one value belongs.
func single(o yamlx.Node, path ...string) error {
	if n := o.Get(path...); n.IsMap() || n.IsList() {
		return n.Errorf("a %s has %s that is %s: want one value", o.Get("kind").Text(), strings.Join(path, "."), n.Describe())
	}
	return nil
}
