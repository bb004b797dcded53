// Package client holds the rules of the family client: what the settings of a
// producer or a consumer do to each other, to its brokers' and to those of
// the topics that it uses.
//
// What Kafka's Java client throws, ignores or silently changes was tried on
// the classes of each release line from 3.6 on.
package client

import (
	"embed"

	"github.com/breakwaterhq/breakwater/internal/rule"
)

//go:embed doc/*.md
var pages embed.FS

// doc is a rule's page.
func doc(name string) rule.Doc { return rule.Doc{FS: pages, File: "doc/" + name + ".md"} }
