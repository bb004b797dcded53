package kube

import (
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/breakwaterhq/breakwater/internal/kubelab"
)

// misplaced are objects whose topologySpreadConstraints are written below
// affinity, one step too deep, and the path of the affinity.
var misplaced = []struct {
	text string
	path []string
}{
	{`
apiVersion: v1
kind: Pod
metadata: {name: misplaced, namespace: NS}
spec:
  containers: [{name: kafka, image: kafka}]
  affinity:
    topologySpreadConstraints:
      - {maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: kafka}}}
`, []string{"spec", "affinity"}},
	{`
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: {name: misplaced, namespace: NS}
spec:
  kafka:
    listeners: [{name: plain, port: 9092, type: internal, tls: false}]
    template:
      pod:
        affinity:
          topologySpreadConstraints:
            - {maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: kafka}}}
`, []string{"spec", "kafka", "template", "pod", "affinity"}},
}

// TestM36_TheAPIServerDropsAMisplacedKey: the constraint is gone before
// anything in the cluster can see it, so only who reads the file can tell.
func TestM36_TheAPIServerDropsAMisplacedKey(t *testing.T) {
	for _, m := range misplaced {
		wrong := strings.Join(m.path, ".") + ".topologySpreadConstraints"
		t.Run(wrong, func(t *testing.T) {
			s := onStage(t)
			if err := s.client.InstallCRDs(t.Context()); err != nil {
				t.Fatal(err)
			}
			s.client.Warnings()
			if err := s.denied(m.text, kubelab.Write{FieldValidation: "Strict"}); !apierrors.IsBadRequest(err) {
				t.Errorf("Strict: %v, want a bad request", err)
			} else {
				s.says(err, "unknown field", wrong)
			}
			warned := s.create(m.text, kubelab.Write{FieldValidation: "Warn", DryRun: true})
			if got := s.client.Warnings(); len(got) != 1 || !strings.Contains(got[0], wrong) {
				t.Errorf("Warn: the warnings are %q", got)
			}
			ignored := s.create(m.text, kubelab.Write{FieldValidation: "Ignore"})
			if got := s.client.Warnings(); len(got) != 0 {
				t.Errorf("Ignore: the warnings are %q", got)
			}
			for how, o := range map[string]*unstructured.Unstructured{"Warn": warned, "Ignore": ignored} {
				if got, ok := at(t, o, m.path...).(map[string]any); !ok || len(got) != 0 {
					t.Errorf("%s: the affinity is %v, want an empty one", how, at(t, o, m.path...))
				}
			}
			if text, err := ignored.MarshalJSON(); err != nil || strings.Contains(string(text), "maxSkew") {
				t.Errorf("%v: the constraint is still somewhere in %s", err, text)
			}
		})
	}
}
