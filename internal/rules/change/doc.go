// Package change holds the rules of the family change: what a change does,
// as a plan shows the state before and after it.
package change

import (
	"embed"

	"github.com/breakwaterhq/breakwater/internal/rule"
)

//go:embed doc/*.md
var pages embed.FS

// doc is a rule's page.
func doc(name string) rule.Doc { return rule.Doc{FS: pages, File: "doc/" + name + ".md"} }
