// Package group holds the rules of the family group: consumers and the offsets
// that they have committed.
package group

import (
	"embed"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

//go:embed doc/*.md
var pages embed.FS

// doc is a rule's page.
func doc(name string) rule.Doc { return rule.Doc{FS: pages, File: "doc/" + name + ".md"} }

var groups = model.FactsOf(model.FactGroups)
