package kubelab

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// versionsOf are the versions of a CRD, by name.
func versionsOf(t *testing.T, crd *unstructured.Unstructured) map[string]map[string]any {
	t.Helper()
	all, _, err := unstructured.NestedSlice(crd.Object, "spec", "versions")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]map[string]any{}
	for _, v := range all {
		version := v.(map[string]any)
		out[version["name"].(string)] = version
	}
	return out
}

func TestCRDs(t *testing.T) {
	all, err := CRDs()
	if err != nil {
		t.Fatal(err)
	}
	scaled := map[string]bool{}
	for _, crd := range all {
		versions := versionsOf(t, crd)
		if len(versions) != 1 || versions[V1]["storage"] != true || versions[V1]["served"] != true {
			t.Errorf("%s has the versions %v", crd.GetName(), slices.Collect(maps.Keys(versions)))
		}
		sub := versions[V1]["subresources"].(map[string]any)
		if _, ok := sub["status"]; !ok {
			t.Errorf("%s has no status", crd.GetName())
		}
		_, scaled[crd.GetName()] = sub["scale"]
	}
	want := map[string]bool{
		"kafkas.kafka.strimzi.io": false, "kafkanodepools.kafka.strimzi.io": true,
		"kafkatopics.kafka.strimzi.io": false, "strimzipodsets.core.strimzi.io": false,
	}
	if !maps.Equal(scaled, want) {
		t.Errorf("%v, want %v", scaled, want)
	}
}

func TestBothVersions(t *testing.T) {
	all, err := CRDs(V1Beta2, V1)
	if err != nil {
		t.Fatal(err)
	}
	for _, crd := range all {
		versions := versionsOf(t, crd)
		if len(versions) != 2 || versions[V1Beta2]["storage"] != true || versions[V1]["storage"] != false {
			t.Errorf("%s: want v1beta2 to be stored, and v1 served", crd.GetName())
		}
		path := []string{"schema", "openAPIV3Schema", "properties", "spec", "properties", "kafka", "properties", "replicas"}
		_, inOld, _ := unstructured.NestedFieldNoCopy(versions[V1Beta2], path...)
		_, inNew, _ := unstructured.NestedFieldNoCopy(versions[V1], path...)
		if isKafka := strings.HasPrefix(crd.GetName(), "kafkas."); inOld != isKafka || inNew {
			t.Errorf("%s: replicas of a Kafka in v1beta2 %v, in v1 %v", crd.GetName(), inOld, inNew)
		}
	}
}

func TestVersionsThatAreNotThere(t *testing.T) {
	for _, versions := range [][]string{{"v1alpha1"}, {V1, V1}} {
		if _, err := CRDs(versions...); err == nil || !strings.Contains(err.Error(), "is not served") {
			t.Errorf("%q: %v", versions, err)
		}
	}
}

func TestHolds(t *testing.T) {
	o := &unstructured.Unstructured{Object: map[string]any{"status": map[string]any{"conditions": []any{
		map[string]any{"type": "Ready", "status": "True"}, map[string]any{"type": "DiskPressure", "status": "False"}, "no condition",
	}}}}
	for condition, want := range map[string]bool{"Ready": true, "DiskPressure": false, "Absent": false} {
		if got := holds(o, condition); got != want {
			t.Errorf("%s: %v", condition, got)
		}
	}
	if holds(&unstructured.Unstructured{}, "Ready") {
		t.Error("an object without a status is ready")
	}
}
