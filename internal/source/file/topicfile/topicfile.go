// Package topicfile reads Breakwater's own topic file. It is decoded
// strictly: a key that is misspelt here would be a setting that nobody sets.
package topicfile

import (
	"strconv"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

const (
	group      = "breakwater/"
	apiVersion = "breakwater/v1"
	kind       = "Topics"
)

// Read adds the topics that the object declares to the builder.
func Read(o yamlx.Node, doc *model.Document, b *model.Builder) error {
	if err := envelope(o); err != nil {
		return err
	}
	o.NoteDuplicates(doc)
	place := model.Place{File: doc.Path}
	if cluster := o.Get("cluster"); cluster.Exists() {
		name, err := text(cluster, "cluster")
		if err != nil {
			return err
		}
		format.Note(doc, "cluster", name, name.Origin())
		if name.Usable() {
			place.Names = []string{"cluster:" + name.Raw()}
		}
	}
	for item := range o.Get("topics").Items() {
		t, err := topic(item, doc)
		if err != nil {
			return err
		}
		t.Place = place
		b.Topic(t)
	}
	return nil
}

// envelope refuses an object that is not a Topics of a version that is known
// here.
func envelope(o yamlx.Node) error {
	switch at := o.Get("apiVersion"); {
	case at.Text() == apiVersion:
	case !at.Exists() || at.IsScalar() && at.Text() == "":
		return o.Errorf("has no apiVersion: write apiVersion: %s", apiVersion)
	default:
		return at.Errorf("apiVersion is %s: this breakwater reads %s", at.Describe(), apiVersion)
	}
	switch k := o.Get("kind"); {
	case !k.Exists():
		return o.Errorf("has no kind: want kind: %s", kind)
	case k.Text() != kind:
		return k.Errorf("kind is %s: %s has only the kind %s", k.Describe(), apiVersion, kind)
	}
	if err := onlyKeys(o, "a topic file", "apiVersion", "kind", "cluster", "topics"); err != nil {
		return err
	}
	switch topics := o.Get("topics"); {
	case topics.IsList(), topics.IsNull():
		return nil
	case !topics.Exists():
		return o.Errorf("has no topics: want topics, a list")
	default:
		return topics.Errorf("topics is %s: want a list of topics", topics.Describe())
	}
}

func topic(n yamlx.Node, doc *model.Document) (*model.Topic, error) {
	if !n.IsMap() {
		return nil, n.Errorf("a topic is %s: want a mapping with a name", n.Describe())
	}
	if err := onlyKeys(n, "a topic", "name", "partitions", "replicas", "config"); err != nil {
		return nil, err
	}
	if !n.Get("name").Exists() {
		return nil, n.Errorf("a topic has no name")
	}
	name, err := text(n.Get("name"), "a topic's name")
	if err != nil {
		return nil, err
	}
	n.NoteDuplicates(doc)
	format.Note(doc, "name", name, name.Origin())
	t := &model.Topic{Name: name.Raw(), NameUnknown: name.Why(), Format: "breakwater", At: name.Origin()}
	if t.Partitions, err = count(n.Get("partitions"), "partitions", 31, doc); err != nil {
		return nil, err
	}
	if t.Replicas, err = count(n.Get("replicas"), "replicas", 15, doc); err != nil {
		return nil, err
	}
	return t, settings(n.Get("config"), t, doc)
}

// settings declares a topic's overrides. Null sets nothing, as if the key
// were not there, and is noted.
func settings(config yamlx.Node, t *model.Topic, doc *model.Document) error {
	if config.Exists() && !config.IsMap() {
		return config.Errorf("config is %s: want a mapping of Kafka's topic settings", config.Describe())
	}
	config.Declare(doc, &t.Config, yamlx.Node.Value)
	for e := range config.Entries() {
		if e.Value.IsNull() {
			format.Note(doc, e.Key, model.UnknownValue("null", "null sets nothing", e.Value.At()), e.KeyAt)
		}
	}
	return nil
}

// text is a value that must be a word.
func text(n yamlx.Node, what string) (model.Value, error) {
	if !n.IsScalar() || n.Text() == "" {
		return model.Value{}, n.Errorf("%s is %s: want a word", what, n.Describe())
	}
	return n.Word(), nil
}

// count is a number of partitions or replicas, which Kafka keeps in so many
// bits. The cluster's default, -1, is a value that is not set.
func count(n yamlx.Node, what string, bits int, doc *model.Document) (model.Value, error) {
	v := n.Value()
	format.Note(doc, what, v, n.At())
	if n.IsScalar() && !v.Usable() || !n.Exists() {
		return v, nil
	}
	number, err := strconv.ParseInt(v.Raw(), 10, 64)
	switch limit := int64(1)<<bits - 1; {
	case err == nil && number == -1:
		return model.Value{}, nil
	case err != nil || number < 1 || number > limit:
		return v, n.Errorf("%s is %s: want a whole number from 1 to %d, or -1 for the cluster's default", what, n.Describe(), limit)
	}
	return v, nil
}
