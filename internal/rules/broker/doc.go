// Package broker holds the rules of the family broker: what server.properties
// and its like say, and what they do to the cluster's topics.
package broker

import (
	"embed"

	"github.com/breakwaterhq/breakwater/internal/rule"
)

//go:embed doc/*.md
var pages embed.FS

// doc is a rule's page.
func doc(name string) rule.Doc { return rule.Doc{FS: pages, File: "doc/" + name + ".md"} }
