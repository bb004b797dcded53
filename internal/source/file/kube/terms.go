package kube

import (
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// antiAffinity reads podAntiAffinity below affinity; nil where affinity itself
// is not there.
func antiAffinity(affinity yamlx.Node) *model.Terms {
	if !affinity.Exists() {
		return nil
	}
	anti := affinity.Get("podAntiAffinity")
	out := &model.Terms{At: affinity.At()}
	for t := range anti.Get("requiredDuringSchedulingIgnoredDuringExecution").Items() {
		out.List = append(out.List, term(t, true))
	}
	for t := range anti.Get("preferredDuringSchedulingIgnoredDuringExecution").Items() {
		out.List = append(out.List, term(t.Get("podAffinityTerm"), false))
	}
	return out
}

func term(t yamlx.Node, hard bool) model.Term {
	return model.Term{
		Hard: hard, Key: t.Get("topologyKey").Word(), Selector: selector(t.Get("labelSelector")),
		Namespaces: texts(t.Get("namespaces")), NamespaceSelector: selector(t.Get("namespaceSelector")),
		MatchLabelKeys: texts(t.Get("matchLabelKeys")), MismatchKeys: texts(t.Get("mismatchLabelKeys")), At: t.At(),
	}
}

// spread reads topologySpreadConstraints. whenUnsatisfiable has no default
// that the API server would accept, so DoNotSchedule must stand there.
func spread(list yamlx.Node) *model.Terms {
	if !list.Exists() {
		return nil
	}
	out := &model.Terms{At: list.At()}
	for c := range list.Items() {
		when := c.Get("whenUnsatisfiable").Word()
		out.List = append(out.List, model.Term{
			Spread: true, Hard: when.Raw() == "DoNotSchedule", HardUnknown: when.IsSet() && !when.Usable(),
			Key: c.Get("topologyKey").Word(), Selector: selector(c.Get("labelSelector")), MatchLabelKeys: texts(c.Get("matchLabelKeys")),
			MaxSkew: c.Get("maxSkew").Value(), MinDomains: c.Get("minDomains").Value(), At: c.At(),
		})
	}
	return out
}

// selector reads a label selector; nil where none is given.
func selector(n yamlx.Node) *model.Selector {
	if !n.IsMap() {
		return nil
	}
	out := &model.Selector{Match: config(n.Get("matchLabels")), At: n.At()}
	for e := range n.Get("matchExpressions").Items() {
		out.Expressions = append(out.Expressions, model.Expression{
			Key: e.Get("key").Word(), Operator: e.Get("operator").Word(), Values: words(e.Get("values"))})
	}
	return out
}

func texts(list yamlx.Node) []string {
	var out []string
	for item := range list.Items() {
		out = append(out, item.Text())
	}
	return out
}

// nodeRules are what a node must have: the only term of required node affinity,
// and the nodeSelector. Several terms are alternatives.
func nodeRules(spec yamlx.Node) []model.NodeRule {
	var out []model.NodeRule
	for e := range spec.Get("nodeSelector").Entries() {
		out = append(out, model.NodeRule{Key: e.Key, Operator: "In", Values: []model.Value{e.Value.Word()}, At: e.KeyAt})
	}
	var terms []yamlx.Node
	for t := range spec.Get("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms").Items() {
		terms = append(terms, t)
	}
	if len(terms) != 1 {
		return out
	}
	for e := range terms[0].Get("matchExpressions").Items() {
		out = append(out, model.NodeRule{Key: e.Get("key").Text(), Operator: e.Get("operator").Text(), Values: words(e.Get("values")), At: e.At()})
	}
	return out
}
