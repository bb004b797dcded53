package kube

import (
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/breakwaterhq/breakwater/internal/kubelab"
)

const (
	cluster = `{apiVersion: kafka.strimzi.io/v1, kind: Kafka, metadata: {name: orders, namespace: NS},
		spec: {kafka: {version: 4.3.1, listeners: [{name: plain, port: 9092, type: internal, tls: false}],
			config: {min.insync.replicas: 2, default.replication.factor: "3"}}}}`
	pool = `{apiVersion: kafka.strimzi.io/v1, kind: KafkaNodePool, metadata: {name: brokers, namespace: NS, labels: {strimzi.io/cluster: orders}},
		spec: {replicas: 3, roles: [broker], storage: {type: jbod, volumes: [{id: 0, type: persistent-claim, size: 100Gi}]}}}`
	topic = `{apiVersion: kafka.strimzi.io/v1, kind: KafkaTopic, metadata: {name: payments, namespace: NS, labels: {strimzi.io/cluster: orders}},
		spec: {partitions: 6, replicas: 3, config: {min.insync.replicas: "2", retention.ms: 604800000}}}`
	podSet = `{apiVersion: core.strimzi.io/v1, kind: StrimziPodSet, metadata: {name: orders-brokers, namespace: NS},
		spec: {selector: {matchLabels: {strimzi.io/pool-name: brokers}}, pods: [{apiVersion: v1, kind: Pod, metadata: {name: orders-brokers-0}, spec: {containers: []}}]}}`
)

// withCRDs is a stage with Strimzi's kinds.
func withCRDs(t *testing.T) stage {
	t.Helper()
	s := onStage(t)
	if err := s.client.InstallCRDs(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTheKindsOfStrimziAreTaken(t *testing.T) {
	s := withCRDs(t)
	strict := kubelab.Write{FieldValidation: "Strict"}
	for _, text := range []string{cluster, pool, topic, podSet} {
		s.create(text, strict)
	}
	// An operator writes the status and nothing else by the subresource.
	id := kubelab.ID{APIVersion: "kafka.strimzi.io/v1", Kind: "KafkaTopic", Namespace: s.ns, Name: "payments"}
	both := `{"spec": {"partitions": 9}, "status": {"conditions": [{"type": "Ready", "status": "True"}]}}`
	got, err := s.client.Patch(t.Context(), id, both, kubelab.Write{Subresource: "status"})
	if err != nil || at(t, got, "spec", "partitions") != int64(6) || at(t, got, "status", "conditions") == nil {
		t.Errorf("%v, %v: want the status alone to have changed", got, err)
	}
	// The API knows nothing of Kafka: fewer partitions are taken.
	if _, err := s.client.Patch(t.Context(), id, `{"spec": {"partitions": 3}}`, strict); err != nil {
		t.Error(err)
	}
}

func TestAPoolIsScaledByItsSubresource(t *testing.T) {
	s := withCRDs(t)
	s.create(pool, kubelab.Write{})
	id := kubelab.ID{APIVersion: "kafka.strimzi.io/v1", Kind: "KafkaNodePool", Namespace: s.ns, Name: "brokers"}
	scale, err := s.client.Patch(t.Context(), id, `{"spec": {"replicas": 5}}`, kubelab.Write{Subresource: "scale"})
	if err != nil || scale.GetKind() != "Scale" {
		t.Fatalf("%v, %v: want a Scale", scale, err)
	}
	if got, err := s.client.Get(t.Context(), id); err != nil || at(t, got, "spec", "replicas") != int64(5) {
		t.Errorf("%v, %v: want 5 replicas", got, err)
	}
	set := s.create(podSet, kubelab.Write{})
	if _, err := s.client.Get(t.Context(), kubelab.IDOf(set), "scale"); !apierrors.IsNotFound(err) {
		t.Errorf("%v: a StrimziPodSet cannot be scaled", err)
	}
}

func TestWhatTheSchemaForbidsIsRefused(t *testing.T) {
	s := withCRDs(t)
	for name, text := range map[string]string{
		"a topic without partitions": `{apiVersion: kafka.strimzi.io/v1, kind: KafkaTopic, metadata: {name: a, namespace: NS}, spec: {partitions: 0}}`,
		"a pool without roles":       `{apiVersion: kafka.strimzi.io/v1, kind: KafkaNodePool, metadata: {name: a, namespace: NS}, spec: {replicas: 1, storage: {type: ephemeral}}}`,
		"a storage nobody has":       `{apiVersion: kafka.strimzi.io/v1, kind: KafkaNodePool, metadata: {name: a, namespace: NS}, spec: {replicas: 1, roles: [broker], storage: {type: floppy}}}`,
	} {
		if err := s.denied(text, kubelab.Write{}); !apierrors.IsInvalid(err) {
			t.Errorf("%s: %v, want Invalid", name, err)
		}
	}
}

// TestTheVersionThatIsGone: from Strimzi 1.0 on nobody serves v1beta2.
func TestTheVersionThatIsGone(t *testing.T) {
	if testing.Short() {
		t.Skip("a real API server is left out of short tests")
	}
	s := stageIn(t, kubelab.Run(t, kubelab.Options{})) // kinds belong to all namespaces
	old := `{apiVersion: kafka.strimzi.io/v1beta2, kind: KafkaTopic, metadata: {name: old, namespace: NS}, spec: {partitions: 3, replicas: 3}}`
	if err := s.client.InstallCRDs(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.client.Create(t.Context(), s.in(old), kubelab.Write{}); err == nil {
		t.Error("v1beta2 is taken where v1 alone is served")
	}
	if err := s.client.InstallCRDs(t.Context(), kubelab.V1, kubelab.V1Beta2); err != nil {
		t.Fatal(err)
	}
	s.eventually(func() error {
		_, err := s.client.Create(t.Context(), s.in(old), kubelab.Write{})
		return err
	})
	got, err := s.client.Get(t.Context(), kubelab.ID{APIVersion: "kafka.strimzi.io/v1", Kind: "KafkaTopic", Namespace: s.ns, Name: "old"})
	if err != nil || at(t, got, "spec", "partitions") != int64(3) {
		t.Errorf("%v, %v: want the topic in v1", got, err)
	}
}
