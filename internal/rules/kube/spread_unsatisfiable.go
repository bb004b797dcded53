package kube

import (
	"fmt"
	"slices"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// SpreadUnsatisfiable finds pods that must be apart by more nodes or zones than
// they may run in: the last ones stay Pending. It goes by what the document
// itself names; how many nodes there are only a running cluster tells.
var SpreadUnsatisfiable = &rule.Rule{
	Name: "kube/spread-unsatisfiable", Severity: finding.Warning, On: model.KindObject,
	Needs: workloads,
	Doc:   doc("spread-unsatisfiable"),
	NoCEL: "needs a count of the places that several terms allow together, which lint and the webhook make",
	Check: func(p *rule.Pass) {
		each(p, func(set *model.PodSet, _ string) {
			pods, known := replicas(set)
			if !known {
				return
			}
			for _, t := range termsOf(set) {
				if t.Hard && aims(t, set, p.Object().Namespace) == covers {
					judgeDomains(p, set, t, pods)
				}
			}
		})
	},
}

func judgeDomains(p *rule.Pass, set *model.PodSet, t *model.Term, pods rule.Int) {
	named, n := domainsOf(set, t)
	if named == nil {
		return
	}
	allowed := read(named.Key, named.Values[0])
	fix := fmt.Sprintf("allow %d of them, or run fewer pods", pods.N)
	switch least, ok := whole(t.MinDomains); {
	case !t.Spread && int(pods.N) > n:
		about(p, set, p.Report("%s pods must each have a %s of their own, and node affinity allows %d: %d of them stay Pending",
			pods, t.Key.Raw(), n, int(pods.N)-n)).Because(allowed).At(allowed).Fix("%s", fix)
	case t.Spread && ok && least > n && int(pods.N) > n*skewOf(t):
		about(p, set, p.Report("minDomains is %s and node affinity allows %d of %s: Kubernetes then puts no more than %d pods into each, "+
			"and of %s pods the rest stay Pending", read("minDomains", t.MinDomains), n, t.Key.Raw(), skewOf(t), pods)).
			Because(allowed).Fix("set minDomains to %d or less, or allow more", n)
	}
}

// domainsOf is the requirement that names the places of a term's level, and how
// many it names.
func domainsOf(set *model.PodSet, t *model.Term) (*model.NodeRule, int) {
	for i := range set.Nodes {
		r := &set.Nodes[i]
		usable := !slices.ContainsFunc(r.Values, func(v model.Value) bool { return !v.Usable() })
		if r.Key == t.Key.Raw() && r.Operator == "In" && len(r.Values) > 0 && usable {
			names := map[string]bool{}
			for _, v := range r.Values {
				names[v.Raw()] = true
			}
			return r, len(names)
		}
	}
	return nil, 0
}
