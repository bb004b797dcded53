package config

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/policy/strict"
	"github.com/breakwaterhq/breakwater/internal/scope"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// owner is the scope that has claimed a glob or an identity, and where.
type owner struct {
	scope string
	line  int
}

// scopes reads which files and identities belong to one cluster.
func (d decoder) scopes(e yamlx.Entry) {
	files, identities := map[string]owner{}, map[string]owner{}
	for e := range d.Entries(e.Value, "scopes") {
		if strings.Trim(e.Key, scopeCharacters) != "" || e.Key == "" {
			d.Errorf(e.KeyAt, "%s is not a scope's name: it has letters, digits, '.', '_' and '-'", strict.Quote(e.Key))
			continue
		}
		named := scope.Named{Name: e.Key}
		d.Map(e.Value, "scope "+e.Key,
			strict.Field{Name: "files", Read: func(e yamlx.Entry) {
				globs := d.globs(e.Value, "files")
				named.Match = d.base.matcher(globs)
				d.claim(files, named.Name, e.Value, func(n yamlx.Node) string { return n.Text() })
			}},
			strict.Field{Name: "same_as", Read: func(e yamlx.Entry) {
				d.Texts(e.Value, "same_as")
				d.claim(identities, named.Name, e.Value, func(n yamlx.Node) string {
					id := d.identity(n)
					if id != "" {
						named.SameAs = append(named.SameAs, id)
					}
					return id
				})
			}})
		if strict.IsEmptyMap(e.Value) {
			d.Errorf(e.KeyAt, "scope %s is empty: give it files, same_as or both", e.Key)
		}
		d.config.Scopes = append(d.config.Scopes, named)
	}
}

const scopeCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"

// claim tells of an entry that stands twice: what belongs to two scopes would
// go to the first, and the author means only one.
func (d decoder) claim(claimed map[string]owner, by string, n yamlx.Node, key func(yamlx.Node) string) {
	for item := range n.Items() {
		k := key(item)
		if k == "" {
			continue
		}
		if first, twice := claimed[k]; twice && first.scope != by {
			d.Errorf(item.At(), "%s belongs to scope %s already (line %d): one thing cannot be in two scopes", strict.Quote(k), first.scope, first.line)
		} else if !twice {
			claimed[k] = owner{by, item.At().Line}
		}
	}
}
