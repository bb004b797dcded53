package export

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/admit/reviews"
	"github.com/breakwaterhq/breakwater/internal/export/exporttest"
)

// podSets are the pods of all fixtures, each as the only one of a StrimziPodSet.
func podSets(t testing.TB) (out []exporttest.Case) {
	t.Helper()
	all, err := exporttest.Objects(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		switch spec, _ := c.Object["spec"].(map[string]any); c.Kind {
		case "Pod":
			out = append(out, setOf(c.Name, c.Object))
		case "StatefulSet", "Deployment":
			out = append(out, setOf(c.Name, spec["template"].(map[string]any)))
		case "StrimziPodSet":
			out = append(out, c)
		}
	}
	if len(out) < 8 {
		t.Fatalf("only %d fixtures have pods", len(out))
	}
	return out
}

// setOf is a StrimziPodSet of some pods.
func setOf(name string, pods ...map[string]any) exporttest.Case {
	list := make([]any, len(pods))
	for i, p := range pods {
		list[i] = p
	}
	return exporttest.Case{Name: name, Kind: "StrimziPodSet", Object: map[string]any{
		"apiVersion": "core.strimzi.io/v1", "kind": "StrimziPodSet", "metadata": map[string]any{"name": "plant-brokers", "namespace": "kafka"},
		"spec": map[string]any{"selector": map[string]any{}, "pods": list},
	}}
}

// TestASetOfBadPodsMayGrow: what is wrong with all of them was wrong before, although the
// sentence names how many there are.
func TestASetOfBadPodsMayGrow(t *testing.T) {
	e, j := wholeMachine(t), exporttest.Judge()
	for _, base := range podSets(t) {
		pod, _ := base.Object["spec"].(map[string]any)["pods"].([]any)[0].(map[string]any)
		good := map[string]any{"metadata": map[string]any{"name": "other"}, "spec": map[string]any{"containers": []any{}}}
		for _, step := range [][2][]map[string]any{
			{{pod}, {pod, pod}}, {{pod, pod, pod}, {pod, pod, pod, pod}}, {{pod, pod, pod, pod}, {pod, pod, pod}}, {{good, pod, pod}, {pod, pod, pod}}, {{good}, {pod, pod, pod}},
		} {
			c := setOf(fmt.Sprintf("%s: from %d to %d", base.Name, len(step[0]), len(step[1])), step[1]...)
			c.Old = setOf("", step[0]...).Object
			want := exporttest.Said(t.Context(), j, c)
			if got, errs := byCEL(e, c); !slices.Equal(got, want) {
				t.Errorf("%s: go says %v, cel %v %v", c.Name, want, got, errs)
			}
		}
	}
}

// TestWhatBecomesWrongBesideWhatWas: elsewhere than in the namespaces that its affinity
// names, a fixture is wrong in one term, and with a change in two.
func TestWhatBecomesWrongBesideWhatWas(t *testing.T) {
	e, api, j, found := wholeMachine(t), newServer(t), exporttest.Judge(), 0
	all, err := exporttest.Objects(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, base := range all {
		if base.Kind != "StatefulSet" && base.Kind != "Pod" {
			continue
		}
		base.Object["metadata"].(map[string]any)["namespace"] = "elsewhere"
		for _, c := range exporttest.Mutants(base) {
			if !strings.Contains(c.Name, "topologySpreadConstraints 0 labelSelector") {
				continue
			}
			var takes, took bool
			c.Object, takes = api.Stored(c.Kind, c.Object)
			if c.Old, took = api.Stored(base.Kind, base.Object); !takes || !took {
				continue
			}
			want := exporttest.Said(t.Context(), j, c)
			if got, errs := byCEL(e, c); !slices.Equal(got, want) {
				t.Errorf("%s: go says %v, cel %v %v", c.Name, want, got, errs)
			}
			if slices.Contains(want, "deny kube/selector-misses-own-pods") && slices.Contains(exporttest.Said(t.Context(), j, base), want[0]) {
				found++
			}
		}
	}
	if found == 0 {
		t.Error("no change made a second term miss")
	}
}

// manyPods is how many pods of a set are judged, at least.
const manyPods = 108

// TestManyPodsAreWithinTheBudget of an API server, in which one expression may cost a
// million, and all of a policy ten: sets of the pods that Strimzi writes, changed.
func TestManyPodsAreWithinTheBudget(t *testing.T) {
	e := wholeMachine(t)
	var review struct {
		Request struct {
			Object struct {
				Spec struct{ Pods []map[string]any }
			}
		}
	}
	if err := json.Unmarshal(reviews.PodSetOfNine, &review); err != nil {
		t.Fatal(err)
	}
	pods := review.Request.Object.Spec.Pods
	for _, times := range []int{1, 3, 6, 12, 24} {
		c := setOf("", slices.Repeat(pods, times)...)
		c.Old = setOf("", pods...).Object
		e.dearest, e.spent = 0, 0
		_, errs := byCEL(e, c)
		n := times * len(pods)
		if n <= manyPods && (len(errs) > 0 || e.spent > 10_000_000) {
			t.Errorf("%d pods cost %d: %v", n, e.spent, errs)
		}
		t.Logf("%d pods cost %d, the dearest expression %d: %v", n, e.spent, e.dearest, errs)
	}
}
