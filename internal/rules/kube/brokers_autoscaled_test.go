package kube

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

// autoscaler is one over an object of the namespace of the other tests.
func autoscaler(kind, name, limits string) string {
	return "---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: load, namespace: kafka}\n" +
		"spec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: " + kind + ", name: " + name + "}\n" + limits
}

func TestBrokersAutoscaled(t *testing.T) {
	const limits = "  minReplicas: 3\n  maxReplicas: 9\n"
	keda := "---\napiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: load, namespace: kafka}\n" +
		"spec: {scaleTargetRef: {kind: StatefulSet, name: NAME}, minReplicaCount: 3, maxReplicaCount: 9}\n"
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"brokers", brokers + autoscaler("StatefulSet", "kafka-broker", limits), []string{"error brokers-autoscaled"}},
		{"without limits", brokers + autoscaler("StatefulSet", "kafka-broker", ""), []string{"error brokers-autoscaled"}},
		{"by KEDA", brokers + strings.Replace(keda, "NAME", "kafka-broker", 1), []string{"error brokers-autoscaled"}},
		{"a fixed number", brokers + autoscaler("StatefulSet", "kafka-broker", "  minReplicas: 3\n  maxReplicas: 3\n"), nil},
		{"another object", brokers + autoscaler("StatefulSet", "billing", limits), nil},
		{"another kind", brokers + autoscaler("Deployment", "kafka-broker", limits), nil},
		{"another namespace", brokers + strings.Replace(autoscaler("StatefulSet", "kafka-broker", limits), "namespace: kafka", "namespace: other", 1), nil},
		{"a name that is a placeholder", brokers + autoscaler("StatefulSet", `"{{ .Values.name }}"`, limits), nil},
		{"a pool", strimziCluster + autoscaler("KafkaNodePool", "broker", limits), []string{"warning brokers-autoscaled"}},
		{"a pool that is not here", strings.TrimPrefix(autoscaler("KafkaNodePool", "broker", limits), "---\n"), []string{"warning brokers-autoscaled"}},
	} {
		t.Run(c.name, func(t *testing.T) { says(t, c.text, c.want...) })
	}
}

func TestWhatAnAutoscalerDoesIsSaid(t *testing.T) {
	r := rulestest.Lint(t, Rules, rulestest.Files{"k.yaml": brokers + autoscaler("StatefulSet", "kafka-broker", "  maxReplicas: 9\n")})
	f := rulestest.Of(r, BrokersAutoscaled.Name)
	if len(f) != 1 {
		t.Fatalf("%d findings", len(f))
	}
	for _, part := range []string{"scales the StatefulSet kafka-broker, whose pods are Kafka", "between 1 and 9", "gets no partitions", "have no leader"} {
		if !strings.Contains(f[0].Message, part) {
			t.Errorf("it does not say %q: %s", part, f[0].Message)
		}
	}
	if f[0].Subject.String() != "kube/kafka/HorizontalPodAutoscaler/load" || len(f[0].Evidence) == 0 {
		t.Errorf("on %s, evidence %v", f[0].Subject, f[0].Evidence)
	}
}
