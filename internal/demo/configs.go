package demo

import (
	"slices"
	"strconv"

	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// configs answers for topics, and for the broker that is asked: of another one
// Kafka tells only what is dynamic, and here nothing is.
func (s server) configs(node int32, r *kmsg.DescribeConfigsRequest) kmsg.Response {
	resp := r.ResponseKind().(*kmsg.DescribeConfigsResponse)
	for _, asked := range r.Resources {
		out := kmsg.NewDescribeConfigsResponseResource()
		out.ResourceType, out.ResourceName = asked.ResourceType, asked.ResourceName
		switch asked.ResourceType {
		case kmsg.ConfigResourceTypeTopic:
			t := s.topic(asked.ResourceName)
			if t == nil {
				out.ErrorCode = kerr.UnknownTopicOrPartition.Code
				break
			}
			out.Configs = list(model.LayerTopic, asked.ConfigNames, func(d *catalog.Definition) stack { return s.broker(node).ofTopic(t, d) })
		case kmsg.ConfigResourceTypeBroker:
			if asked.ResourceName == strconv.Itoa(int(node)) {
				out.Configs = list(model.LayerBroker, asked.ConfigNames, s.broker(node).own)
			}
		}
		if !r.IncludeSynonyms {
			for i := range out.Configs {
				out.Configs[i].ConfigSynonyms = nil
			}
		}
		resp.Resources = append(resp.Resources, out)
	}
	return resp
}

// layer is a value where it is set, under the name that it has there.
type layer struct {
	name  string
	value *string
	from  kmsg.ConfigSource
}

// stack is every layer of one setting; the first one counts.
type stack []layer

// own is a setting of the broker: what server.properties says, then the
// default.
func (b *broker) own(d *catalog.Definition) stack {
	var out stack
	if v, set := b.static[d.Name]; set {
		out = append(out, layer{d.Name, &v, kmsg.ConfigSourceStaticBrokerConfig})
	}
	return append(out, preset(d))
}

// ofTopic is a setting of a topic: its override, then what the broker's
// server.properties says for all topics, then the default.
func (b *broker) ofTopic(t *topic, d *catalog.Definition) stack {
	var out stack
	if v, set := t.config[d.Name]; set {
		out = append(out, layer{d.Name, &v, kmsg.ConfigSourceDynamicTopicConfig})
	}
	for _, synonym := range d.Synonyms {
		if v, set := b.static[synonym.Name]; set && synonym.Factor == 1 {
			out = append(out, layer{synonym.Name, &v, kmsg.ConfigSourceStaticBrokerConfig})
		}
	}
	return append(out, preset(d))
}

func preset(d *catalog.Definition) layer {
	l := layer{name: d.Name, from: kmsg.ConfigSourceDefaultConfig}
	if d.HasDefault && !d.NullDefault {
		l.value = &d.Default
	}
	return l
}

// list answers for the settings that were asked for: all of the release for
// nil. A name that the release does not know is left out, as by Kafka.
func list(of model.Layer, names []string, look func(*catalog.Definition) stack) []kmsg.DescribeConfigsResponseResourceConfig {
	var out []kmsg.DescribeConfigsResponseResourceConfig
	for _, name := range catalog.Names(of, catalog.Newest()) {
		d, known := catalog.Lookup(model.Key{Layer: of, Name: name}, catalog.Newest())
		if known && !d.Internal && (names == nil || slices.Contains(names, name)) {
			out = append(out, setting(d, look(d)))
		}
	}
	return out
}

func setting(d *catalog.Definition, layers stack) kmsg.DescribeConfigsResponseResourceConfig {
	c := kmsg.NewDescribeConfigsResponseResourceConfig()
	c.Name, c.Value, c.Source = d.Name, layers[0].value, layers[0].from
	c.IsDefault = c.Source == kmsg.ConfigSourceDefaultConfig
	c.ReadOnly = d.Update == catalog.ReadOnly
	c.ConfigType = configTypes[d.Type]
	if c.IsSensitive = d.Type == catalog.Password; c.IsSensitive {
		c.Value = nil
		return c
	}
	for _, l := range layers {
		s := kmsg.NewDescribeConfigsResponseResourceConfigConfigSynonym()
		s.Name, s.Value, s.Source = l.name, l.value, l.from
		c.ConfigSynonyms = append(c.ConfigSynonyms, s)
	}
	return c
}

var configTypes = map[catalog.Type]kmsg.ConfigType{
	catalog.Boolean: kmsg.ConfigTypeBoolean, catalog.String: kmsg.ConfigTypeString, catalog.Password: kmsg.ConfigTypePassword,
	catalog.Short: kmsg.ConfigTypeShort, catalog.Int: kmsg.ConfigTypeInt, catalog.Long: kmsg.ConfigTypeLong,
	catalog.Double: kmsg.ConfigTypeDouble, catalog.List: kmsg.ConfigTypeList, catalog.Class: kmsg.ConfigTypeClass,
}

// resources lists the names of what has a configuration: here, topics and the
// brokers that are up.
func (s server) resources(r *kmsg.ListConfigResourcesRequest) kmsg.Response {
	resp := r.ResponseKind().(*kmsg.ListConfigResourcesResponse)
	add := func(of kmsg.ConfigResourceType, name string) {
		if r.Version > 0 && (len(r.ResourceTypes) == 0 || slices.Contains(r.ResourceTypes, int8(of))) {
			c := kmsg.NewListConfigResourcesResponseConfigResource()
			c.Type, c.Name = int8(of), name
			resp.ConfigResources = append(resp.ConfigResources, c)
		}
	}
	for i := range s.topics {
		add(kmsg.ConfigResourceTypeTopic, s.topics[i].name)
	}
	for _, b := range s.up() {
		add(kmsg.ConfigResourceTypeBroker, strconv.Itoa(int(b.id)))
	}
	return resp
}
