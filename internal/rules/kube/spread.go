package kube

import (
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// Well-known labels of nodes.
var (
	hostnameKeys = []string{"kubernetes.io/hostname", "beta.kubernetes.io/hostname"}
	zoneKeys     = []string{"topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone", "topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/region"}
)

// apart is how far terms keep the pods of a set apart at some level.
type apart struct {
	hard, soft bool
	missed     bool // a term of the level should choose the pods themselves, and does not
	unsure     bool // a term of the level may
	odd        *model.Term
}

// nodesApart looks for what keeps two of the pods off one node. A node lies in
// one zone, so what keeps them apart by zone does, too.
func nodesApart(o *model.Object, set *model.PodSet) apart {
	var out apart
	for _, t := range termsOf(set) {
		key := t.Key.Raw()
		switch {
		case !t.Key.Usable():
			out.unsure = true
		case slices.Contains(hostnameKeys, key), !t.Spread && slices.Contains(zoneKeys, key):
			out.add(o, set, t, !t.Spread || skewOf(t) == 1)
		case slices.Contains(zoneKeys, key):
		case t.Hard && !t.Spread && aims(t, set, o.Namespace) == covers:
			out.odd = t
		}
	}
	return out
}

// zonesApart looks for what puts the pods into several zones: a term with a key
// of zones, or with the key that an operator takes the rack from.
func zonesApart(o *model.Object, set *model.PodSet) apart {
	var out apart
	for _, t := range termsOf(set) {
		switch key := t.Key.Raw(); {
		case !t.Key.Usable():
			out.unsure = true
		case slices.Contains(zoneKeys, key), key != "" && key == set.Rack.Raw():
			out.add(o, set, t, true)
		case !slices.Contains(hostnameKeys, key) && aims(t, set, o.Namespace) == covers:
			out.odd = t
		}
	}
	return out
}

// add takes in a term of the level. One that is against other pods does nothing
// for these, and is no mistake.
func (a *apart) add(o *model.Object, set *model.PodSet, t *model.Term, tight bool) {
	switch aimed := aims(t, set, o.Namespace); {
	case aimed == misses:
		a.missed = a.missed || meansItself(t, set, o)
	case aimed == unsure || t.HardUnknown:
		a.unsure = true
	case t.Hard && tight:
		a.hard = true
	default:
		a.soft = true
	}
}

func termsOf(set *model.PodSet) []*model.Term {
	var out []*model.Term
	for _, terms := range []*model.Terms{set.AntiAffinity, set.Spread} {
		if terms == nil {
			continue
		}
		for i := range terms.List {
			out = append(out, &terms.List[i])
		}
	}
	return out
}

// skewOf is a constraint's maxSkew; 1, which the API server asks for at least,
// where it is not known.
func skewOf(t *model.Term) int {
	if n, ok := whole(t.MaxSkew); ok {
		return n
	}
	return 1
}

// alone tells whether no two of the pods can share a node by what they take of
// it: a port, or its network.
func alone(set *model.PodSet) bool {
	if set.HostNetwork.Raw() == "true" {
		return true
	}
	c := set.Main()
	return c != nil && slices.ContainsFunc(c.Ports, func(p model.Port) bool { return p.Host.IsSet() && p.Host.Raw() != "0" })
}

// pinned tells whether all pods of the set are bound to one zone or one node,
// as those of a pool for each zone are. Then the pools are kept apart, and the
// pods of one pool are not.
func pinned(set *model.PodSet) bool { return boundTo(set, zoneKeys) || boundTo(set, hostnameKeys) }

// boundTo tells whether the pods may run in one place of a level alone.
func boundTo(set *model.PodSet, level []string) bool {
	return slices.ContainsFunc(set.Nodes, func(r model.NodeRule) bool {
		return slices.Contains(level, r.Key) && r.Operator == "In" && len(r.Values) == 1
	})
}

// nameOf is what a term is called in its document.
func nameOf(t *model.Term) string {
	if t.Spread {
		return "topologySpreadConstraints"
	}
	return "podAntiAffinity"
}

// shown is a selector as a person reads it.
func shown(s *model.Selector) string {
	if s == nil {
		return "no labelSelector"
	}
	var parts []string
	for _, m := range s.Match.Settings() {
		parts = append(parts, m.Name+"="+m.Value.Raw())
	}
	for _, e := range s.Expressions {
		var values []string
		for _, v := range e.Values {
			values = append(values, v.Raw())
		}
		parts = append(parts, strings.TrimSpace(e.Key.Raw()+" "+e.Operator.Raw()+" "+strings.Join(values, ",")))
	}
	return strings.Join(parts, ", ")
}
