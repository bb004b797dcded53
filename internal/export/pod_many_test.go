package export

import (
	"encoding/json"
	"fmt"
	"slices"
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
