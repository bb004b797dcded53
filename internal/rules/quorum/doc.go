// Package quorum holds the rules of the family quorum: the controllers that
// keep the cluster's metadata.
package quorum

import (
	"embed"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

//go:embed doc/*.md
var pages embed.FS

// doc is a rule's page.
func doc(name string) rule.Doc { return rule.Doc{FS: pages, File: "doc/" + name + ".md"} }

var quorum = model.FactsOf(model.FactQuorum)
