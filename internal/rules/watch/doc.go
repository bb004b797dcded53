// Package watch holds the rules of the family watch: what the watch has to say
// about itself.
package watch

import (
	"embed"

	"github.com/breakwaterhq/breakwater/internal/rule"
)

//go:embed doc/*.md
var pages embed.FS

// doc is a rule's page.
func doc(name string) rule.Doc { return rule.Doc{FS: pages, File: "doc/" + name + ".md"} }

// Rules lists the family.
var Rules = []*rule.Rule{
	Blind,
}
