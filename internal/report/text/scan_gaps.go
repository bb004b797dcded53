package text

import (
	"cmp"
	"slices"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/report/paint"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// gapBlock is facts that are missing for one reason.
type gapBlock struct {
	facts   model.Facts
	why     model.GapReason
	where   names
	details names
	rules   names // what was not checked
	scopes  []model.Subject
}

// factWord is a fact as a sentence names it.
func factWord(f model.Fact) string {
	if f == model.FactDocuments {
		return "files"
	}
	return f.String()
}

// allOpen tells whether everything that is missing is so for one reason.
func (p *scan) allOpen(why model.GapReason) bool {
	return !slices.ContainsFunc(p.open, func(b gapBlock) bool { return b.why != why })
}

func (p *scan) anyOpen(why model.GapReason) bool {
	return slices.ContainsFunc(p.open, func(b gapBlock) bool { return b.why == why })
}

// missing are the facts of the open gaps.
func (p *scan) missing() model.Facts {
	var facts model.Facts
	for _, b := range p.open {
		facts = facts.Union(b.facts)
	}
	return facts
}

// gapBlocks folds the gaps: the facts that one thing lacks for one reason,
// then the things that lack the same facts. Those that were announced stand
// apart.
func (p *scan) gapBlocks() (open, announced []gapBlock) {
	type lack struct {
		expected bool
		why      model.GapReason
		where    string
		scope    model.Subject
		detail   string
	}
	facts := map[lack]model.Facts{}
	var order []lack
	for _, g := range p.missed {
		where := cmp.Or(clip(paint.Printable(g.Origin.Position()), longestValue), p.subject(g.Scope))
		l := lack{g.Expected, g.Why, where, g.Scope, g.Detail}
		if facts[l].IsEmpty() {
			order = append(order, l)
		}
		facts[l] = facts[l].With(g.Fact)
	}
	type reason struct {
		expected bool
		why      model.GapReason
		facts    model.Facts
	}
	at := map[reason]*gapBlock{}
	var reasons []reason
	for _, l := range order {
		r := reason{l.expected, l.why, facts[l]}
		if at[r] == nil {
			at[r] = &gapBlock{facts: r.facts, why: r.why}
			reasons = append(reasons, r)
		}
		at[r].where.add(l.where)
		at[r].scopes = append(at[r].scopes, l.scope)
		at[r].details.add(l.detail)
	}
	for _, r := range reasons {
		b := *at[r]
		b.rules = p.needing(b.facts, b.scopes)
		if r.expected {
			announced = append(announced, b)
		} else {
			open = append(open, b)
		}
	}
	slices.SortStableFunc(open, func(a, b gapBlock) int {
		return cmp.Or(cmp.Compare(b.unconnected(), a.unconnected()), cmp.Compare(len(b.rules.list), len(a.rules.list)))
	})
	return open, announced
}

// unconnected is 1 where connections are missing for a cluster as a whole: it
// doubts all else.
func (b *gapBlock) unconnected() int {
	whole := func(s model.Subject) bool { return s.Kind == model.KindCluster }
	if b.facts.Has(model.FactConnections) && slices.ContainsFunc(b.scopes, whole) {
		return 1
	}
	return 0
}

// sortedGaps puts gaps into an order that does not depend on which broker
// answered first.
func sortedGaps(gaps []model.Gap) []*model.Gap {
	out := make([]*model.Gap, len(gaps))
	for i := range gaps {
		out[i] = &gaps[i]
	}
	slices.SortFunc(out, func(a, b *model.Gap) int {
		return cmp.Or(
			cmp.Compare(a.Fact, b.Fact),
			cmp.Compare(a.Why, b.Why),
			bySubject(a.Scope, b.Scope),
			cmp.Compare(a.Detail, b.Detail),
			cmp.Compare(a.Origin.File, b.Origin.File),
			cmp.Compare(a.Origin.Line, b.Origin.Line),
			cmp.Compare(a.Origin.Column, b.Origin.Column),
		)
	})
	return out
}

// needing are the rules that look at a running cluster and need one of the
// facts. One that has found something of each of the things was checked.
func (p *scan) needing(facts model.Facts, of []model.Subject) names {
	never := p.never()
	var out names
	for _, r := range p.known {
		asked := r.Reads == rule.ReadsNow && r.Needs.Without(never) == r.Needs
		if asked && r.Needs.Without(facts) != r.Needs && !p.foundAt(r.Name, of) {
			out.add(r.Name)
		}
	}
	return out
}

// foundAt tells whether a rule has found something of each of some things.
func (p *scan) foundAt(rule string, of []model.Subject) bool {
	for _, s := range of {
		hit := func(f *finding.Finding) bool { return f.Rule == rule && f.Subject == s }
		if !slices.ContainsFunc(p.told.all, hit) {
			return false
		}
	}
	return len(of) > 0
}
