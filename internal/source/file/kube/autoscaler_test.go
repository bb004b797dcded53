package kube

import "testing"

func TestAutoscalers(t *testing.T) {
	hpa := func(spec string) string {
		return "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: load}\nspec: " + spec + "\n"
	}
	keda := func(spec string) string {
		return "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: load}\nspec: " + spec + "\n"
	}
	for _, c := range []struct {
		name, text            string
		kind, of, least, most string
		fixed                 bool
	}{
		{"whole", hpa("{scaleTargetRef: {kind: StatefulSet, name: kafka}, minReplicas: 3, maxReplicas: 9}"), "StatefulSet", "kafka", "3", "9", false},
		{"the fewest by default", hpa("{scaleTargetRef: {kind: StatefulSet, name: kafka}, maxReplicas: 9}"), "StatefulSet", "kafka", "", "9", false},
		{"fixed", hpa("{scaleTargetRef: {kind: StatefulSet, name: kafka}, minReplicas: 3, maxReplicas: 3}"), "StatefulSet", "kafka", "3", "3", true},
		{"KEDA", keda("{scaleTargetRef: {kind: StatefulSet, name: kafka}, minReplicaCount: 2, maxReplicaCount: 4}"), "StatefulSet", "kafka", "2", "4", false},
		{"KEDA without a kind", keda("{scaleTargetRef: {name: kafka}}"), "Deployment", "kafka", "", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := only(t, c.text).Autoscaler
			if a == nil || a.Kind.Raw() != c.kind || a.Name.Raw() != c.of || a.Min.Raw() != c.least || a.Max.Raw() != c.most || a.Fixed() != c.fixed {
				t.Errorf("%+v", a)
			}
		})
	}
	for _, text := range []string{hpa("{}"), hpa("[]"), hpa("{scaleTargetRef: kafka}"), hpa("{scaleTargetRef: {kind: StatefulSet}}"), keda("{scaleTargetRef: {name: }}")} {
		if found, _ := objects(t, text); len(found) > 0 {
			t.Errorf("%q is taken for an autoscaler: %+v", text, found[0])
		}
	}
}
