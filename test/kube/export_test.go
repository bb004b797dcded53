package kube

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/breakwaterhq/breakwater/internal/export"
	"github.com/breakwaterhq/breakwater/internal/export/exporttest"
	"github.com/breakwaterhq/breakwater/internal/kubelab"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// applyExport applies the exported policies, bound to the stage's namespace
// alone, with the labels and actions of the options; where there are actions
// these, for all of them.
func (s stage) applyExport(label export.Label, actions ...any) {
	s.Helper()
	s.applyPolicies(exporttest.Strict, label, actions...)
}

// applyPolicies is applyExport of what a policy has.
func (s stage) applyPolicies(settings *rule.Settings, label export.Label, actions ...any) {
	s.Helper()
	text, err := export.Write(export.Policies(exporttest.Exported(), settings), export.Options{Format: export.VAP, Label: label})
	if err != nil {
		s.Fatal(err)
	}
	all, err := kubelab.Objects(string(text))
	if err != nil {
		s.Fatal(err)
	}
	for _, o := range all {
		if o.GetKind() == "ValidatingAdmissionPolicyBinding" {
			s.bindHere(o, actions)
		}
		s.replace(o)
	}
}

// bindHere has a binding hold in the stage's namespace alone.
func (s stage) bindHere(o *unstructured.Unstructured, actions []any) {
	s.Helper()
	err := unstructured.SetNestedField(o.Object, s.ns, "spec", "matchResources", "namespaceSelector", "matchLabels", "kubernetes.io/metadata.name")
	if err == nil && len(actions) > 0 {
		err = unstructured.SetNestedSlice(o.Object, actions, "spec", "validationActions")
	}
	if err != nil {
		s.Fatal(err)
	}
}

// replace creates an object of the cluster, or has it say this.
func (s stage) replace(o *unstructured.Unstructured) {
	s.Helper()
	text, err := o.MarshalJSON()
	if err == nil {
		err = s.client.Apply(s.Context(), string(text), kubelab.Write{FieldValidation: "Strict"})
	}
	if err != nil {
		s.Fatalf("%s %s: %v", o.GetKind(), o.GetName(), err)
	}
	s.Cleanup(func() {
		if err := s.client.Delete(context.WithoutCancel(s.Context()), kubelab.IDOf(o), kubelab.Write{}); err != nil && !apierrors.IsNotFound(err) {
			s.Error(err)
		}
	})
}

// inForce waits until policies with their bindings are, each of which complains
// about one of the probes. A request that is refused tells of one refusal alone,
// and of all warnings.
func (s stage) inForce(policies ...string) {
	s.Helper()
	for _, policy := range policies {
		s.eventually(func() error {
			s.client.Warnings()
			_, err := s.client.Create(s.Context(), s.in(probes[policy]), kubelab.Write{DryRun: true})
			told := strings.Join(s.client.Warnings(), "\n") + fmt.Sprint(err)
			if !strings.Contains(told, "'"+policy+"'") {
				return fmt.Errorf("%s is not in force: %s", policy, told)
			}
			return nil
		})
	}
}

// allProbes are the policies for which there is a probe.
func allProbes() []string { return slices.Sorted(maps.Keys(probes)) }

// bare is a broker's pod of which nearly everything is wrong.
const bare = `metadata: {name: probe, labels: {app: kafka-broker}}, spec: {containers: [{name: kafka, image: apache/kafka}]}`

// Objects that policies must complain about.
const (
	badPod   = `{apiVersion: v1, kind: Pod, metadata: {name: probe, namespace: NS, labels: {app: kafka-broker}}, spec: {containers: [{name: kafka, image: apache/kafka}]}}`
	badSet   = `{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: probe, namespace: NS}, spec: {replicas: 3, serviceName: k, selector: {matchLabels: {app: kafka-broker}}, template: {` + bare + `}}}`
	badPods  = `{apiVersion: core.strimzi.io/v1, kind: StrimziPodSet, metadata: {name: probe, namespace: NS}, spec: {selector: {}, pods: [{apiVersion: v1, kind: Pod, ` + bare + `}]}}`
	badName  = `{apiVersion: kafka.strimzi.io/v1, kind: KafkaTopic, metadata: {name: probe, namespace: NS}, spec: {topicName: "no name", replicas: 1}}`
	badTopic = `{apiVersion: kafka.strimzi.io/v1, kind: KafkaTopic, metadata: {name: probe, namespace: NS}, spec: {replicas: 1}}`
	forEver  = `{apiVersion: kafka.strimzi.io/v1, kind: KafkaTopic, metadata: {name: probe, namespace: NS}, spec: {replicas: 3, config: {retention.ms: -1}}}`
	badKafka = `{apiVersion: kafka.strimzi.io/v1, kind: Kafka, metadata: {name: probe, namespace: NS, annotations: {strimzi.io/kraft: enabled}}, spec: {kafka: {listeners: [{name: a}]}}}`
	badPool  = `{apiVersion: kafka.strimzi.io/v1, kind: KafkaNodePool, metadata: {name: probe, namespace: NS}, spec: {replicas: 3, roles: [broker], storage: {type: ephemeral}}}`
)

// probes are such objects, by the policy.
var probes = map[string]string{
	"breakwater-pods-deny": badPod, "breakwater-pods-warn": badPod,
	"breakwater-statefulsets-deny": badSet, "breakwater-statefulsets-warn": badSet,
	"breakwater-strimzipodsets-deny": badPods,
	"breakwater-topics-deny":         badName, "breakwater-topics-warn": badTopic, "breakwater-topics-audit": forEver,
	"breakwater-kafkas-warn": badKafka, "breakwater-kafkanodepools-deny": badPool,
}

// checking is how long the controllers may take for all policies: for each
// expression they compile every variable anew.
const checking = 15 * time.Minute

// TestM35_TheExportIsTypeChecked by the controllers, which put what does not
// fit a schema into the policy's status.
func TestM35_TheExportIsTypeChecked(t *testing.T) {
	l := kubelab.Run(t, kubelab.Options{Full: true})
	s := stageIn(t, l)
	if err := s.client.InstallCRDs(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.applyExport(export.Label{}, "Audit")
	ctx, cancel := context.WithTimeout(t.Context(), checking)
	defer cancel()
	for _, p := range export.Policies(exporttest.Exported(), exporttest.Strict) {
		id := kubelab.ID{APIVersion: "admissionregistration.k8s.io/v1", Kind: "ValidatingAdmissionPolicy", Name: p.Name}
		if err := kubelab.Until(ctx, func() error { return s.typeChecked(id) }); err != nil {
			t.Fatal(err)
		}
		t.Logf("%s is type-checked", p.Name)
	}
}

// typeChecked fails for what the controllers say against a policy.
func (s stage) typeChecked(id kubelab.ID) error {
	o, err := s.client.Get(s.Context(), id)
	if err != nil {
		return err
	}
	if at(s, o, "status", "typeChecking") == nil {
		return errors.New(id.Name + " is not type-checked yet")
	}
	if warnings := at(s, o, "status", "typeChecking", "expressionWarnings"); warnings != nil {
		s.Errorf("%s: %v", id.Name, warnings)
	}
	return nil
}
