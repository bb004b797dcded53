// Package catalog knows what Kafka accepts: every configuration key of every
// supported release line, with its type, default, range and synonyms.
//
// Nothing in it is typed by hand. The file catalog.tsv is read by
// tools/cataloggen from the ConfigDefs in Kafka's released jars and regenerated
// by go generate. Two things no jar can know, and people write them: inventions.go,
// the keys that articles invented, and advisories.txt, the known faults by version,
// with what supports what in advisories_strimzi.txt.
package catalog

//go:generate go run ../../tools/cataloggen -out .
