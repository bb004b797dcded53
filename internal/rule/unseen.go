package rule

import (
	"slices"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// Misses tells whether a fact was asked for and not told of all that belongs to
// the cluster of the subject, be it that this was announced.
func (p *Pass) Misses(fact model.Fact) bool {
	return slices.ContainsFunc(p.world.Now.Gaps, func(g model.Gap) bool {
		return g.Fact == fact && (g.Scope.Cluster == "" || g.Scope.Cluster == p.subject.Cluster)
	})
}

// Unseen lists what a source asked about the subject and was not told, in this
// look. What the policy says that the platform does not show is not among it,
// and neither is what the other side does not have.
func (p *Pass) Unseen() []model.Gap {
	var out []model.Gap
	for _, g := range p.world.Now.Gaps {
		of := g.Scope
		if of.Cluster == "" {
			of.Cluster = p.subject.Cluster
		}
		if of != p.subject || g.Expected || g.Why == model.Unsupported || MatchesAny(p.settings.Expect, g.Fact.String()) {
			continue
		}
		out = append(out, g)
	}
	return out
}
