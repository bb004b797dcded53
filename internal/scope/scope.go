// Package scope decides which things belong to the same cluster. Everything
// that rules compare across files rests on it, so it tells what it knows from
// what it guesses.
//
// A name decides: a scope of breakwater.yaml, Strimzi's label and namespace,
// a cluster in our own topic file, a bootstrap address. What has no name of
// its own joins the only scope of its nearest directory, as a guess.
package scope

import (
	"cmp"
	"slices"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// Named is a scope that breakwater.yaml declares.
type Named struct {
	Name   string
	Match  func(file string) bool // the files that belong to it
	SameAs []string               // identities that are this scope, as "strimzi:kafka/plant"
}

// member is one thing that wants a home.
type member struct {
	place model.Place
	home  *model.Home
	cr    bool   // declares a cluster itself, so a hint may point to it
	named string // the scope of breakwater.yaml whose files it is among, or that names it
}

// Resolve gives every thing of the snapshots its home and fills in the
// scopes of each.
func Resolve(named []Named, snapshots ...*model.Snapshot) {
	var members []*member
	for _, s := range snapshots {
		members = append(members, membersOf(s)...)
	}
	for _, m := range members {
		m.named = cmp.Or(scopeOf(named, m.place.File), aliased(named, m.place.Aliases))
	}
	doubt(members)
	certain(named, members)
	hinted(members)
	guessed(members)
	for _, s := range snapshots {
		gather(s, named)
	}
}

func membersOf(s *model.Snapshot) []*member {
	var out []*member
	for _, b := range s.Brokers {
		out = append(out, &member{place: b.Place, home: &b.Home, cr: true})
	}
	for _, n := range s.NodeSets {
		out = append(out, &member{place: n.Place, home: &n.Home})
	}
	for _, t := range s.Topics {
		out = append(out, &member{place: t.Place, home: &t.Home})
	}
	for _, c := range s.Clusters {
		out = append(out, &member{place: c.Place, home: &c.Home})
		for _, g := range c.Groups {
			out = append(out, &member{place: g.Place, home: &g.Home})
		}
	}
	for _, c := range s.Clients {
		out = append(out, &member{place: c.Place, home: &c.Home})
	}
	for _, o := range s.Objects {
		out = append(out, &member{place: o.Place, home: &o.Home})
	}
	return out
}

// scopeOf is the first declared scope that has the file; "" if none has.
func scopeOf(named []Named, file string) string {
	for _, n := range named {
		if n.Match != nil && n.Match(file) {
			return n.Name
		}
	}
	return ""
}

// aliased is the first declared scope that has one of the identities in its same_as; ""
// if none has. Who names a thing itself means just that one, whatever its labels say.
func aliased(named []Named, aliases []string) string {
	for _, n := range named {
		if slices.ContainsFunc(aliases, func(id string) bool { return slices.Contains(n.SameAs, id) }) {
			return n.Name
		}
	}
	return ""
}
