package kube

import (
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/selection"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// answer is what can be said of a selector and some pods.
type answer uint8

const (
	unsure answer = iota
	covers
	misses
)

// The operators of a selector in Kubernetes' own words (metav1 asselector.go).
var operators = map[string]selection.Operator{
	"In": selection.In, "NotIn": selection.NotIn, "Exists": selection.Exists, "DoesNotExist": selection.DoesNotExist,
}

// chooses tells whether a selector chooses the pods: by Kubernetes' own code,
// over all of its requirements at once. A selector that is not given chooses
// none, an empty one all.
func chooses(s *model.Selector, set *model.PodSet) answer {
	if s == nil {
		return misses
	}
	all := labels.NewSelector()
	for _, r := range requirementsOf(s) {
		if !r.known || lateLabel(set, r.key) {
			return unsure
		}
		requirement, err := labels.NewRequirement(r.key, r.operator, r.values)
		if err != nil {
			return unsure
		}
		all = all.Add(*requirement)
	}
	if all.Matches(labelsOf(set)) {
		return covers
	}
	return misses
}

type requirement struct {
	key      string
	operator selection.Operator
	values   []string
	known    bool
}

func requirementsOf(s *model.Selector) []requirement {
	var out []requirement
	if s == nil {
		return nil
	}
	for _, m := range s.Match.Settings() {
		out = append(out, requirement{m.Name, selection.In, []string{m.Value.Raw()}, m.Value.Usable()})
	}
	for _, e := range s.Expressions {
		r := requirement{key: e.Key.Raw(), operator: operators[e.Operator.Raw()], known: e.Key.Usable() && operators[e.Operator.Raw()] != ""}
		for _, v := range e.Values {
			r.values, r.known = append(r.values, v.Raw()), r.known && v.Usable()
		}
		out = append(out, r)
	}
	return out
}

func labelsOf(set *model.PodSet) labels.Set {
	out := labels.Set{}
	for _, l := range set.Labels.Settings() {
		out[l.Name] = l.Value.Raw()
	}
	return out
}

// lateLabels are those that a controller gives to each pod by itself.
var lateLabels = []string{
	"statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index", "controller-revision-hash", "pod-template-hash", "strimzi.io/pod-name",
}

// lateLabel tells a label whose value the document cannot show.
func lateLabel(set *model.PodSet, key string) bool {
	if v := set.Labels.Get(key); v.IsSet() {
		return !v.Usable()
	}
	return slices.Contains(lateLabels, key) || set.Planned && strings.HasPrefix(key, "strimzi.io/")
}

// aims tells whether a term keeps the pods apart from their own like: whether
// its selector and its namespaces hold them.
func aims(t *model.Term, set *model.PodSet, namespace string) answer {
	verdict := chooses(t.Selector, set)
	if verdict == unsure || t.Selector == nil {
		return verdict
	}
	for _, key := range t.MismatchKeys { // adds that the value is another one than the pod's own
		if set.Labels.Get(key).IsSet() {
			return misses
		}
	}
	switch {
	case verdict == misses, t.Spread, len(t.Namespaces) == 0 && t.NamespaceSelector == nil:
		return verdict
	case t.NamespaceSelector != nil && len(requirementsOf(t.NamespaceSelector)) == 0: // all namespaces
		return covers
	case slices.Contains(t.Namespaces, namespace) && namespace != "":
		return covers
	case t.NamespaceSelector != nil || namespace == "":
		return unsure
	}
	return misses
}
