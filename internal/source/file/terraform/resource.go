package terraform

import (
	"cmp"
	"path"
	"strings"
	"unicode"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// resource is one declaration of a topic or of brokers' settings.
type resource struct {
	shape   *shape
	format  string
	file    string
	address string // TYPE.NAME, in a plan with module and index
	scope   string // what the provider's alias says of the cluster; "" if nothing
	at      model.Origin
	body    node
}

// topic is the resource as a topic. One whose name only Terraform knows bears
// its address.
func (r resource) topic(doc *model.Document) *model.Topic {
	t := &model.Topic{Name: standIn(r.address), Format: r.format, Place: r.place(), At: addressed(r.at, r.address)}
	name := r.body.get(r.shape.name)
	if literal := name.literal(); literal != "" {
		t.Name = literal
	} else {
		t.NameUnknown = cmp.Or(name.value(r.address).Why(), "the resource gives it no name here")
	}
	if name.kind != nothing {
		t.At = addressed(name.at, r.address)
	}
	t.Partitions = r.body.get(strings.Split(r.shape.partitions, ".")...).value(r.address)
	if r.shape.replicas != "" {
		t.Replicas = r.body.get(strings.Split(r.shape.replicas, ".")...).value(r.address)
	}
	format.Note(doc, "name", name.value(r.address), t.At)
	format.Note(doc, "partitions", t.Partitions, t.Partitions.Origin())
	format.Note(doc, "replicas", t.Replicas, t.Replicas.Origin())
	r.into(&t.Config, model.LayerTopic, doc)
	return t
}

// standIn is the name of a topic whose name only Terraform knows: its address
// in letters that a topic's name may have.
func standIn(address string) string {
	legal := func(r rune) rune {
		switch {
		case r == '"' || r == ']':
			return -1
		case r == '[':
			return '.'
		case r < 0x80 && (r == '.' || r == '_' || r == '-' || unicode.IsLetter(r) || unicode.IsDigit(r)):
			return r
		}
		return '_'
	}
	return strings.Map(legal, address)
}

// broker is the resource as the settings that all brokers of a cluster share.
// The platform adds its own.
func (r resource) broker(doc *model.Document) *model.Broker {
	b := &model.Broker{
		Name: r.address, Format: r.format, Place: r.place(), At: addressed(r.at, r.address),
		Roles: model.RoleBroker, Shared: true, Managed: true,
	}
	if literal := r.body.get(r.shape.name).literal(); literal != "" && r.shape.name != "" {
		b.Name = literal
	}
	if versions := r.body.get("kafka_versions"); len(versions.items) == 1 {
		b.Version = versions.items[0].value(r.address)
	}
	r.into(&b.Config, model.LayerBroker, doc)
	return b
}

func (r resource) into(config *model.Config, layer model.Layer, doc *model.Document) {
	s := settings{of: r, layer: layer, doc: doc, config: config, before: map[string]model.Setting{}}
	switch {
	case r.shape.flat:
		s.attributes(r.body)
	case r.shape.broker:
		config.Rest(model.UnknownValue("", "it is not set here, and the platform's default is not Kafka's", addressed(r.at, r.address)))
		s.read(r.body.get(r.shape.config...))
	default:
		s.read(r.body.get(r.shape.config...))
	}
}

// place is what the resource says of its cluster. A cluster's name that is
// not unique in the world holds for the directory, as the state does.
func (r resource) place() model.Place {
	p := model.Place{File: r.file}
	if id := r.clusterID(); id != "" {
		if !r.shape.global {
			id = path.Join(path.Dir(r.file), id)
		}
		p.Names = []string{"terraform:" + id}
	} else if r.scope != "" {
		p.Names = []string{"terraform:" + r.scope}
	}
	return p
}

// clusterID is the cluster as the resource names it; "" if a part of it is
// not known.
func (r resource) clusterID() string {
	var parts []string
	for _, names := range r.shape.cluster {
		part := r.body.get(names...).literal()
		if part == "" {
			return ""
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, "/")
}
