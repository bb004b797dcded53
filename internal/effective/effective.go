// Package effective answers what a setting is in the end: from override,
// dynamic, static and default value, with the origin and the certainty of
// the one that counts.
//
// Values are resolved when a rule reads them. Nothing is stored for keys
// that nobody reads.
package effective

import (
	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// Resolved is the value that counts for a key, in the key's own unit.
type Resolved struct {
	Value   model.Value
	Name    string // the key under which it was written, as log.retention.hours for retention.ms
	Written string // its text there, before the unit was converted
	Default bool   // nobody wrote it: the catalogue's default of the version
}

// Topic is the value of a topic's key: its own override, what the cluster
// said of it, the brokers of its scope by their synonyms, the default of the
// version. A key that the version does not have is not set.
//
// On a running cluster the brokers that host the topic come before what the
// one broker that was asked for its configuration said: each goes by its own.
func Topic(t *model.Topic, scope *model.Scope, name string, v model.Version) Resolved {
	if own := t.Config.Get(name); own.IsSet() {
		return asWritten(name, own)
	}
	def, ok := catalog.Lookup(model.Key{Layer: model.LayerTopic, Name: name}, v)
	seen := t.Observed.Get(name)
	switch {
	case seen.IsSet() && (!ok || t.Layout == nil || !seen.Usable()):
		return asTold(name, seen)
	case !ok:
		return Resolved{Name: name}
	}
	if scope != nil {
		if r := fromBrokers(t, scope.Brokers, def); r.Value.IsSet() {
			return r
		}
	}
	if seen.IsSet() {
		return asTold(name, seen)
	}
	return defaultOf(def, v, "Kafka ")
}

// Broker is the value of a broker's own key: dynamic, static, default.
func Broker(b *model.Broker, name string, v model.Version) Resolved {
	for _, config := range []model.Config{b.Dynamic, b.Config, b.Default} {
		if own := config.Get(name); own.IsSet() {
			return asTold(name, own)
		}
	}
	def, ok := catalog.Lookup(model.Key{Layer: model.LayerBroker, Name: name}, v)
	if !ok {
		return Resolved{Name: name}
	}
	return defaultOf(def, v, "Kafka ")
}

// Client is the value of a client's key: as written, or the default of its
// library. Only the Java client's defaults are known; another library's unset
// key is not set.
func Client(c *model.Client, key model.Key, v model.Version) Resolved {
	if own := c.Config.Get(key.Name); own.IsSet() {
		return asWritten(key.Name, own)
	}
	def, ok := catalog.Lookup(key, v)
	if !ok || c.Library != "java" {
		return Resolved{Name: key.Name}
	}
	return defaultOf(def, v, "the Java client ")
}

func asWritten(name string, v model.Value) Resolved {
	return Resolved{Value: v, Name: name, Written: v.Raw()}
}

// asTold is a value as the cluster told it: what it calls a default is one.
func asTold(name string, v model.Value) Resolved {
	r := asWritten(name, v)
	r.Default = v.Origin().Default != ""
	return r
}

func defaultOf(def *catalog.Definition, v model.Version, product string) Resolved {
	if !def.HasDefault || def.NullDefault {
		return Resolved{Name: def.Name, Default: true}
	}
	at := model.DefaultOf(product + catalog.Release(v))
	return Resolved{Value: model.KnownValue(def.Default, at), Name: def.Name, Written: def.Default, Default: true}
}
