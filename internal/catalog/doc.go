// Package catalog knows what Kafka accepts: every configuration key of every
// supported release line, with its type, default, range and synonyms.
//
// Nothing in it is typed by hand. The file catalog.tsv is read by
// tools/cataloggen from the ConfigDefs in Kafka's released jars and regenerated
// by go generate. The one exception is inventions.go: the keys that articles
// invented, which no jar can know.
package catalog

//go:generate go run ../../tools/cataloggen -out .
