// Package filerules holds the rules of the family file: what is wrong with a
// file whatever it configures.
package filerules

import (
	"embed"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

//go:embed doc/*.md
var pages embed.FS

// doc is a rule's page.
func doc(name string) rule.Doc { return rule.Doc{FS: pages, File: "doc/" + name + ".md"} }

var documents = model.FactsOf(model.FactDocuments)

// reading is a setting as a value that a finding rests on. What may be a
// secret is not shown.
func reading(s model.Setting) rule.Reading {
	r := rule.Reading{Name: s.Name, Written: s.Value.Raw(), Value: s.Value}
	if model.MayBeSecret(s.Name) {
		r.Written = "(hidden)"
	}
	return r
}
