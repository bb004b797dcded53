package kube

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/breakwaterhq/breakwater/internal/kubelab"
)

// broker is a broker's pod that shares its node with no other, and its zone
// with as few as can be.
const broker = `
apiVersion: v1
kind: Pod
metadata: {name: broker-ID, namespace: NS, labels: {app: kafka}}
spec:
  containers: [{name: kafka, image: kafka, resources: {requests: {cpu: 100m, memory: 1Gi}}}]
  affinity:
    podAntiAffinity:
      requiredDuringSchedulingIgnoredDuringExecution:
        - {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: kafka}}}
  topologySpreadConstraints:
    - {maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: kafka}}}
`

// TestAFullLab: one lab, since each costs seconds and 600 MB.
func TestAFullLab(t *testing.T) {
	l := kubelab.Run(t, kubelab.Options{Full: true})
	t.Run("brokers are spread, and one too many waits", func(t *testing.T) { testSpread(stageIn(t, l)) })
	t.Run("a budget stops the second eviction", func(t *testing.T) { testEviction(stageIn(t, l)) })
	t.Run("a policy is type-checked", func(t *testing.T) { testTypeCheck(stageIn(t, l)) })
}

func testSpread(s stage) {
	for i := range 7 {
		s.create(strings.ReplaceAll(broker, "ID", fmt.Sprint(i)), kubelab.Write{FieldValidation: "Strict"})
	}
	zones := map[string]int{}
	s.eventually(func() error {
		pods, err := s.client.List(s.Context(), kubelab.ID{APIVersion: "v1", Kind: "Pod", Namespace: s.ns})
		if err != nil {
			return err
		}
		clear(zones)
		waits := ""
		for _, p := range pods {
			node, _ := at(s, &p, "spec", "nodeName").(string)
			if node != "" && at(s, &p, "status", "phase") == "Running" {
				zones[strings.Split(node, "-")[0]]++
			} else {
				waits = fmt.Sprint(at(s, &p, "status", "conditions"))
			}
		}
		if zones["a"]+zones["b"]+zones["c"] != 6 || !strings.Contains(waits, "didn't match pod anti-affinity rules") {
			return fmt.Errorf("by zone %v; %s", zones, waits)
		}
		return nil
	})
	if len(zones) != 3 || slices.Max([]int{zones["a"], zones["b"], zones["c"]}) != 2 {
		s.Errorf("brokers by zone: %v, want two in each", zones)
	}
}

// testEviction: what drains a node is told to wait, as long as the budget says.
func testEviction(s stage) {
	s.create(`{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: kafka, namespace: NS},
		spec: {minAvailable: 2, selector: {matchLabels: {app: kafka}}}}`, kubelab.Write{FieldValidation: "Strict"})
	for i := range 3 {
		text := strings.ReplaceAll(broker, "ID", fmt.Sprint(i))
		s.create(text[:strings.Index(text, "  affinity:")], kubelab.Write{})
	}
	budget := kubelab.ID{APIVersion: "policy/v1", Kind: "PodDisruptionBudget", Namespace: s.ns, Name: "kafka"}
	s.eventually(func() error {
		b, err := s.client.Get(s.Context(), budget)
		if err == nil && at(s, b, "status", "disruptionsAllowed") != int64(1) {
			err = fmt.Errorf("the budget's status is %v", b.Object["status"])
		}
		return err
	})
	if err := s.evict("broker-0"); err != nil {
		s.Errorf("the first eviction: %v", err)
	}
	if err := s.evict("broker-1"); !apierrors.IsTooManyRequests(err) {
		s.Errorf("the second eviction: %v, want 429", err)
	}
}

func (s stage) evict(name string) error {
	text := fmt.Sprintf(`{apiVersion: policy/v1, kind: Eviction, metadata: {name: %s, namespace: %s}}`, name, s.ns)
	return s.client.Evict(s.Context(), text)
}

// testTypeCheck: the controllers read policies, and put what does not fit the
// schema into their status. A version that is "*" is not checked at all.
func testTypeCheck(s stage) {
	wrong := strings.NewReplacer("kafka.strimzi.io", `""`, `["*"]`, "[v1]", "kafkatopics", "pods", "object.spec.replicas", "object.spec.brokers").Replace(policy)
	if err := s.client.Apply(s.Context(), s.in(wrong), kubelab.Write{}); err != nil {
		s.Fatal(err)
	}
	id := kubelab.ID{APIVersion: "admissionregistration.k8s.io/v1", Kind: "ValidatingAdmissionPolicy", Name: "policy-" + s.ns}
	s.eventually(func() error {
		p, err := s.client.Get(s.Context(), id)
		if err != nil {
			return err
		}
		if got := fmt.Sprint(at(s, p, "status", "typeChecking")); !strings.Contains(got, "undefined field 'brokers'") {
			return errors.New("type checking says " + got)
		}
		return nil
	})
}
