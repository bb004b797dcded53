package admit

import (
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/scope"
)

// A StatefulSet that no operator makes says nowhere which Kafka cluster it is. Its scope
// in breakwater.yaml does, by the name of the StatefulSet or of its release.
const (
	kube         = "kube:"
	releaseLabel = "app.kubernetes.io/instance"
)

// identities are the names by which same_as may know a StatefulSet.
func identities(namespace string, h *head) []string {
	out := []string{kube + namespace + "/" + h.Metadata.Name}
	if release := h.Metadata.Labels[releaseLabel]; release != "" {
		out = append(out, kube+namespace+"/"+release)
	}
	return out
}

// tied is the scope of breakwater.yaml that says which cluster a StatefulSet is of; nil
// where none does, and for objects of other kinds.
func (j *Rules) tied(namespace string, h *head) *scope.Named {
	if h.kind() != "StatefulSet" {
		return nil
	}
	names := identities(namespace, h)
	for i := range j.Scopes {
		if slices.ContainsFunc(j.Scopes[i].SameAs, func(id string) bool { return slices.Contains(names, id) }) {
			return &j.Scopes[i]
		}
	}
	return nil
}

// hasKin tells whether a cluster may have brokers in other StatefulSets, as one for each
// zone.
func hasKin(s *scope.Named, namespace string, h *head) bool {
	return s != nil && (h.Metadata.Labels[releaseLabel] != "" || len(others(s, namespace, h)) > 0)
}

// others are the StatefulSets that a scope names beside one, as NAMESPACE/NAME.
func others(s *scope.Named, namespace string, h *head) (out []string) {
	for _, id := range s.SameAs {
		if name, is := strings.CutPrefix(id, kube); is && name != namespace+"/"+h.Metadata.Name {
			out = append(out, name)
		}
	}
	return out
}

// kin asks for the other StatefulSets of a cluster: those that the scope names, and those
// of the same release.
func (a *asker) kin(s *scope.Named) {
	if s == nil {
		return
	}
	own := a.namespace
	for _, other := range others(s, own, a.of) {
		namespace, name, _ := strings.Cut(other, "/")
		a.namespace = namespace
		a.one(statefulSets, name)
	}
	a.namespace = own
	if release := a.of.Metadata.Labels[releaseLabel]; release != "" {
		a.list(statefulSets, releaseLabel+"="+release)
	}
}
