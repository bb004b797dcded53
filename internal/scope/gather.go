package scope

import (
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// gather lists the things of each scope, the scopes in the order of their
// names.
func gather(s *model.Snapshot, named []Named) {
	byName := map[string]*model.Scope{}
	of := func(h model.Home) *model.Scope {
		if byName[h.Scope] == nil {
			byName[h.Scope] = &model.Scope{Name: h.Scope}
			s.Scopes = append(s.Scopes, byName[h.Scope])
		}
		return byName[h.Scope]
	}
	for _, t := range s.Topics {
		of(t.Home).Topics = append(of(t.Home).Topics, t)
	}
	for _, b := range s.Brokers {
		of(b.Home).Brokers = append(of(b.Home).Brokers, b)
	}
	for _, n := range s.NodeSets {
		of(n.Home).NodeSets = append(of(n.Home).NodeSets, n)
	}
	for _, c := range s.Clients {
		of(c.Home).Clients = append(of(c.Home).Clients, c)
	}
	for _, o := range s.Objects {
		of(o.Home).Objects = append(of(o.Home).Objects, o)
	}
	for _, c := range s.Clusters {
		of(c.Home).Cluster = c
	}
	slices.SortFunc(s.Scopes, func(a, b *model.Scope) int { return strings.Compare(a.Name, b.Name) })
	for _, scope := range s.Scopes {
		scope.Peers = len(s.Scopes)
		scope.Declared = slices.ContainsFunc(named, func(n Named) bool { return n.Name == scope.Name })
	}
}
