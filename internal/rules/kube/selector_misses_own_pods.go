package kube

import (
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// SelectorMissesOwnPods finds spreading that is written down and does nothing,
// because its selector does not choose the pods that it stands in.
var SelectorMissesOwnPods = &rule.Rule{
	Name: "kube/selector-misses-own-pods", Severity: finding.Error, On: model.KindObject,
	Touches: []model.Kind{model.KindObject},
	Needs:   workloads,
	Doc:     doc("selector-misses-own-pods"),
	CEL: []rule.CEL{{
		Sees: rule.SeesPods, Severity: finding.Error,
		When: `pod.missed.size() > 0`,
		Says: `pod.missed.map(a, (a.t.spread ? 'topologySpreadConstraints' : 'podAntiAffinity') + ' with topologyKey ' + a.t.key + ' does not hold for the pods themselves: it chooses ' + (a.t.given ? a.shown : 'no pod, because it has no labelSelector') + '. It keeps none of them apart; fix: give it a labelSelector that chooses these pods').join('\n')`,
	}},
	Check: func(p *rule.Pass) {
		each(p, func(set *model.PodSet, lack string) {
			if lack != "" && set.Planned {
				return // its labels may not be all
			}
			for _, t := range termsOf(set) {
				if aims(t, set, p.Object().Namespace) == misses && meansItself(t, set, p.Object()) {
					missed(p, set, t)
				}
			}
		})
	},
}

func missed(p *rule.Pass, set *model.PodSet, t *model.Term) {
	why := "it chooses " + shown(t.Selector) + ", and the pods have " + labelsFor(t.Selector, set)
	switch {
	case t.Selector == nil:
		why = "it has no labelSelector, and so chooses no pod"
	case chooses(t.Selector, set) == covers && len(t.MismatchKeys) > 0:
		why = "mismatchLabelKeys leaves out every pod with the same " + strings.Join(t.MismatchKeys, ", ")
	case chooses(t.Selector, set) == covers:
		why = "it looks into the namespaces " + strings.Join(t.Namespaces, ", ") + " alone, and the pods are in " + p.Object().Namespace
	}
	at := t.At
	if t.Selector != nil {
		at = t.Selector.At
	}
	about(p, set, p.Report("%s with topologyKey %s does not hold for the pods themselves: %s. It keeps none of them apart",
		nameOf(t), read("topologyKey", t.Key), why)).
		AtOrigin(at).
		Fix("give it a labelSelector that chooses these pods, as %s", labelOf(set))
}

// meansItself tells a term that wants to keep the pods apart from each other. A
// constraint always does. Anti-affinity may be against another application, so
// what it chooses must look like Kafka, and nothing else of the level may
// choose the pods.
func meansItself(t *model.Term, set *model.PodSet, o *model.Object) bool {
	if t.Spread || t.Selector == nil {
		return true
	}
	for _, other := range termsOf(set) {
		if other != t && other.Key.Raw() == t.Key.Raw() && aims(other, set, o.Namespace) != misses {
			return false
		}
	}
	text := strings.ToLower(shown(t.Selector))
	others := []string{"connect", "zookeeper", "mirror", "bridge", "exporter", "registry", "ksql", "rest", "ui", "producer", "consumer", "client", "cruise", "controller"}
	return (strings.Contains(text, "kafka") || strings.Contains(text, "broker")) &&
		!slices.ContainsFunc(others, func(word string) bool { return strings.Contains(text, word) })
}

// labelsFor are the pods' own values of the labels that a selector asks for.
func labelsFor(s *model.Selector, set *model.PodSet) string {
	var out []string
	for _, r := range requirementsOf(s) {
		v := set.Labels.Get(r.key)
		if v.IsSet() {
			out = append(out, r.key+"="+v.Raw())
		} else {
			out = append(out, "no "+r.key)
		}
	}
	return strings.Join(out, ", ")
}

// labelOf is a label that tells the pods, as KEY: VALUE.
func labelOf(set *model.PodSet) string {
	for _, key := range []string{"strimzi.io/name", "app.kubernetes.io/instance", "app.kubernetes.io/name", "app", "kafka_cr"} {
		if v := set.Labels.Get(key); v.Usable() {
			return "matchLabels: {" + key + ": " + v.Raw() + "}"
		}
	}
	return "matchLabels with a label of theirs"
}
