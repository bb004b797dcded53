package admit

import (
	"context"
	"slices"
	"strings"
	"testing"
)

// versions is a cluster that serves some versions alone, and holds nothing.
type versions struct {
	has   []string
	asked []string
}

func (v *versions) answer(r Resource) error {
	v.asked = append(v.asked, r.Resource+" "+r.Version)
	if slices.Contains(v.has, r.Version) || r.Group != strimzi && r.Group != strimziCore {
		return nil
	}
	return ErrNoResource
}

func (v *versions) Object(_ context.Context, r Resource, _, _ string) ([]byte, error) {
	return nil, v.answer(r)
}

func (v *versions) Objects(_ context.Context, r Resource, _, _ string) ([][]byte, error) {
	return nil, v.answer(r)
}

func TestAVersionThatIsNotServedIsNotTakenForNothing(t *testing.T) {
	old := strings.Replace(topic, "strimzi.io/v1\n", "strimzi.io/v1alpha1\n", 1)
	budget := "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: b, namespace: kafka}, spec: {maxUnavailable: 1, selector: {matchLabels: {a: b}}}}"
	for name, c := range map[string]struct {
		object  string
		has     []string
		asked   string
		unknown bool
	}{
		"the topic's version is not the pools'": {old, []string{"v1beta2"}, "kafkanodepools v1alpha1, kafkanodepools v1, kafkanodepools v1beta2, kafkas v1alpha1, kafkas v1, kafkas v1beta2", false},
		"served":                                {topic, []string{"v1"}, "kafkanodepools v1, kafkas v1", false},
		"none that is known":                    {topic, []string{"v2"}, "kafkanodepools v1, kafkanodepools v1beta2", true},
		"pod sets before Strimzi 0.49":          {budget, []string{"v1beta2"}, "statefulsets v1, strimzipodsets v1, strimzipodsets v1beta2", false},
		"no Strimzi at all":                     {budget, nil, "statefulsets v1, strimzipodsets v1, strimzipodsets v1beta2", false},
	} {
		k := &versions{has: c.has}
		q := asked(t, Create, "", c.object)
		h, err := headOf(q.Object)
		if err != nil {
			t.Fatal(err)
		}
		is := change{Request: q}
		(&Rules{Cluster: k}).lookAround(t.Context(), &is, &h)
		if got := strings.Join(k.asked, ", "); got != c.asked || (len(is.unknown) > 0) != c.unknown {
			t.Errorf("%s: asked %s; unknown %q", name, got, is.unknown)
		}
	}
}
