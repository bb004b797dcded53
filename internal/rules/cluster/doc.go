// Package cluster holds the rules of the family cluster: what is wrong now
// with the brokers and partitions of a running cluster.
package cluster

import (
	"embed"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

//go:embed doc/*.md
var pages embed.FS

// doc is a rule's page.
func doc(name string) rule.Doc { return rule.Doc{FS: pages, File: "doc/" + name + ".md"} }

// What the rules need. Who answers is a fact of its own: the metadata call a
// dead broker alive until its session ends.
var (
	connections = model.FactsOf(model.FactConnections)
	metadata    = model.FactsOf(model.FactMetadata)
	replication = model.FactsOf(model.FactMetadata, model.FactTopicConfig)
)
