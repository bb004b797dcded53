// Package policyrules holds the rules of the family policy: what is wrong
// with what people have told Breakwater itself.
package policyrules

import (
	"embed"

	"github.com/breakwaterhq/breakwater/internal/rule"
)

//go:embed doc/*.md
var pages embed.FS

// doc is a rule's page.
func doc(name string) rule.Doc { return rule.Doc{FS: pages, File: "doc/" + name + ".md"} }
