package kube

import (
	"fmt"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// guarded are the pods that a budget protects.
type guarded struct {
	brokers, controllers int
	pods                 int
	exact                bool // every number is known
	operated             *model.PodSet
	from                 []rule.Reading
	scope                *model.Scope
}

// guardedBy adds up the pods that the budget which is judged chooses. It is false
// for an object that is none, and where it chooses none of Kafka's, or where that
// cannot be told.
func guardedBy(p *rule.Pass) (g guarded, some bool) {
	o := p.Object()
	if o.Budget == nil {
		return guarded{}, false
	}
	g.exact = true
	for _, other := range p.Objects() {
		if other.Patch || !beside(o, other) || o.Budget.Operator && other.Home.Scope != o.Home.Scope {
			continue
		}
		for _, set := range setsOf(p, other) {
			if chooses(o.Budget.Selector, set) != covers {
				continue
			}
			some = true
			g.add(other, set)
		}
	}
	g.scope = p.Scope()
	return g, some
}

// setsOf are the pods of another object, with what its cluster adds.
func setsOf(p *rule.Pass, o *model.Object) []*model.PodSet {
	if o.Home.Scope != p.Subject().Cluster {
		return o.Sets
	}
	sets, _ := p.Scope().PodsOf(o)
	return sets
}

func (g *guarded) add(o *model.Object, set *model.PodSet) {
	n, known := set.Pods()
	g.exact = g.exact && known && o.Kind != "Pod"
	g.pods += n
	if set.Roles.Has(model.RoleBroker) {
		g.brokers += n
	}
	if set.Roles.Has(model.RoleController) {
		g.controllers += n
	}
	if set.Operated {
		g.operated = set
	}
	if set.Count.IsSet() {
		g.from = append(g.from, read("replicas of "+o.Name, set.Count))
	}
}

// allowed is how many of the pods the budget lets go at a time, with the value
// that says so. ok is false where a value is not known; that is a skip.
func (g *guarded) allowed(p *rule.Pass, b *model.Budget) (n int, by rule.Reading, ok bool) {
	name, v := "maxUnavailable", b.MaxUnavailable
	if b.MinAvailable.IsSet() {
		name, v = "minAvailable", b.MinAvailable
	}
	by = read(name, v)
	if !v.IsSet() {
		return 0, by, false
	}
	if !g.exact {
		p.Skip("number of pods", "the number of the pods that the budget protects is not known", b.At)
		return 0, by, false
	}
	count, _, ok := share(v, g.pods)
	if !ok {
		p.Skip(name, fmt.Sprintf("%q is neither a number nor a percentage", v.Raw()), v.Origin())
		return 0, by, false
	}
	if name == "minAvailable" {
		count = g.pods - count
	}
	return max(0, min(count, g.pods)), by, true
}

// budgetsOver lists the other budgets that protect some pods.
func budgetsOver(p *rule.Pass, o *model.Object, set *model.PodSet) []*model.Object {
	var out []*model.Object
	for _, other := range p.Budgets() {
		if !other.Budget.Operator && beside(o, other) && chooses(other.Budget.Selector, set) != misses {
			out = append(out, other)
		}
	}
	return out
}

// because adds the numbers of pods to what a finding rests on.
func (g *guarded) because(r *rule.Report) *rule.Report {
	for _, f := range g.from {
		r.Because(f)
	}
	return r
}

func percentage(v model.Value) bool { return strings.HasSuffix(strings.TrimSpace(v.Raw()), "%") }
