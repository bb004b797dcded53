package strimzi

import (
	"fmt"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// managed is the annotation that takes a topic out of the operator's hands.
const managed = "strimzi.io/managed"

func readTopic(o yamlx.Node, doc *model.Document, b *model.Builder) error {
	for _, field := range []string{"topicName", "partitions", "replicas"} {
		if err := single(o, "spec", field); err != nil {
			return err
		}
	}
	named := o.Get("spec", "topicName")
	if !named.Exists() {
		named = o.Get("metadata", "name")
	}
	name := named.Word()
	if o.Get("metadata", "annotations", managed).Text() == "false" {
		b.Gap(unmanaged(name, doc))
		return nil
	}
	format.Note(doc, "name", name, name.Origin())
	spec := o.Get("spec")
	t := &model.Topic{
		Name: name.Raw(), NameUnknown: name.Why(), Place: labelled(o), Format: Name, At: name.Origin(),
		Partitions: count(spec, "partitions", doc), Replicas: count(spec, "replicas", doc),
	}
	spec.Get("config").Declare(doc, &t.Config, topicValue)
	unknownFields(o, topicFields, doc, b)
	b.Topic(t)
	return nil
}

// unmanaged is the gap of a topic that the operator leaves alone: what its
// object says is not what Kafka has, so it cannot be judged.
func unmanaged(name model.Value, doc *model.Document) model.Gap {
	return model.Gap{
		Fact: model.FactTopicConfig, Why: model.Unsupported, Expected: true, Origin: name.Origin(),
		Scope:  model.Subject{Kind: model.KindFile, Name: doc.Path},
		Detail: fmt.Sprintf("topic %s is not managed by the operator (%s: \"false\"), so this object says nothing about it", name.Raw(), managed),
	}
}

// count is spec.partitions or spec.replicas. Nothing and -1 are the cluster's
// default.
func count(spec yamlx.Node, field string, doc *model.Document) model.Value {
	v := scalar(spec.Get(field))
	if v.Raw() == "-1" {
		return model.Value{}
	}
	format.Note(doc, field, v, v.Origin())
	return v
}
