// Package topic holds the rules of the family topic: what a topic's settings
// do to each other, to its brokers' and to what the topic is for.
package topic

import (
	"embed"

	"github.com/breakwaterhq/breakwater/internal/rule"
)

//go:embed doc/*.md
var pages embed.FS

// doc is a rule's page.
func doc(name string) rule.Doc { return rule.Doc{FS: pages, File: "doc/" + name + ".md"} }
