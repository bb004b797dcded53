package catalog

import "github.com/breakwaterhq/breakwater/internal/model"

// Definition is what one or more release lines of Kafka say of one key.
// Definitions are shared: read them, do not change them.
type Definition struct {
	Name       string
	Layer      model.Layer
	Type       Type
	Default    string // as it would stand in a file; a list is joined by commas
	HasDefault bool   // false: the key is required. With Default "", the default is the empty string or list
	// NullDefault says that the default is null: the key is optional and means
	// something else, or nothing, while it is not set. HasDefault is true then.
	NullDefault bool
	Valid       Validator
	Importance  Importance
	Update      UpdateMode
	// DynamicOnly marks the few broker keys, all throttles, that Kafka takes by
	// AlterConfigs alone: in server.properties they are ignored.
	DynamicOnly bool
	Internal    bool
	Synonyms    []Synonym // of a topic key: the broker keys that stand in for it, first one first

	lines uint32 // bit i: Versions()[i] has the key in just this form
}

// Synonym is a broker key that gives the default of a topic key. The topic's
// own name for the value is the broker's value × Factor, as for
// log.retention.hours and retention.ms. Kafka reads any negative retention
// time as −1, without limit, whatever its unit.
type Synonym struct {
	Name   string
	Factor int64
}
