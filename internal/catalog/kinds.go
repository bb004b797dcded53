package catalog

import "fmt"

// Type is the type of a key's value in Kafka's ConfigDef.
type Type uint8

// The types, in the words of Kafka's documentation.
const (
	Boolean Type = iota + 1
	String
	Password
	Short
	Int
	Long
	Double
	List
	Class
)

var typeNames = [...]string{"", "boolean", "string", "password", "short", "int", "long", "double", "list", "class"}

// String is Kafka's word, in lower case.
func (t Type) String() string { return word(typeNames[:], "type", uint8(t)) }

// UpdateMode says how a running cluster takes a new value.
type UpdateMode uint8

// The update modes.
const (
	NotApplicable UpdateMode = iota // a client's key: fixed when the client is made
	ReadOnly                        // needs a restart of the broker
	PerBroker                       // AlterConfigs, for each broker by itself
	ClusterWide                     // AlterConfigs, for each broker or as the default of all
	Dynamic                         // a topic's or group's key: AlterConfigs at any time
)

var updateNames = [...]string{"not applicable", "read-only", "per-broker", "cluster-wide", "dynamic"}

// String is the mode as Kafka's documentation spells it.
func (u UpdateMode) String() string { return word(updateNames[:], "update mode", uint8(u)) }

// Importance is how much Kafka's authors think of the key.
type Importance uint8

// The importances.
const (
	Low Importance = iota + 1
	Medium
	High
)

var importanceNames = [...]string{"", "low", "medium", "high"}

// String is Kafka's word, in lower case.
func (i Importance) String() string { return word(importanceNames[:], "importance", uint8(i)) }

func word(words []string, kind string, n uint8) string {
	if int(n) < len(words) && words[n] != "" {
		return words[n]
	}
	return fmt.Sprintf("%s(%d)", kind, n)
}

// number is the inverse of word; ok is false for a word that is not there.
func number(words []string, w string) (n uint8, ok bool) {
	for i, known := range words {
		if known == w && w != "" {
			return uint8(i), true
		}
	}
	return 0, false
}
