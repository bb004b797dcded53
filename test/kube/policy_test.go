package kube

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/kubelab"
)

// policy denies topics of which one broker's loss may lose records, in CEL:
// the API server judges by itself, and asks nobody.
const policy = `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: policy-NS}
spec:
  failurePolicy: Fail
  matchConstraints:
    resourceRules:
      - {apiGroups: [kafka.strimzi.io], apiVersions: ["*"], operations: [CREATE, UPDATE], resources: [kafkatopics]}
  matchConditions:
    - {name: not-deleted, expression: "!has(object.metadata.deletionTimestamp)"}
  variables:
    - {name: cfg, expression: "has(object.spec.config) ? object.spec.config : {}"}
    - {name: minISR, expression: "'min.insync.replicas' in variables.cfg ? int(string(variables.cfg['min.insync.replicas'])) : -1"}
  validations:
    - expression: object.spec.replicas >= 3
      messageExpression: "'replicas is ' + string(object.spec.replicas) + ': the loss of one broker may lose records; set 3'"
    - expression: variables.minISR == -1 || variables.minISR < object.spec.replicas
      message: min.insync.replicas leaves no broker that may be down
  auditAnnotations:
    - {key: replicas, valueExpression: "string(object.spec.replicas)"}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: binding-NS}
spec:
  policyName: policy-NS
  validationActions: [Deny, Audit]
  matchResources: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: NS}}}
`

func TestAPolicyDenies(t *testing.T) {
	s := withCRDs(t)
	if err := s.client.Apply(t.Context(), s.in(policy), kubelab.Write{FieldValidation: "Strict"}); err != nil {
		t.Fatal(err)
	}
	bad := strings.ReplaceAll(topic, "replicas: 3", "replicas: 1")
	var denied error
	s.eventually(func() error { // a binding takes effect by and by
		_, denied = s.client.Create(t.Context(), s.in(bad), kubelab.Write{DryRun: true})
		if denied == nil {
			return errors.New("the policy is not in effect")
		}
		return nil
	})
	s.says(denied, "policy-"+s.ns, "binding-"+s.ns, "replicas is 1: the loss of one broker may lose records; set 3")
	s.says(s.denied(strings.ReplaceAll(topic, `"2"`, `3`), kubelab.Write{}), "leaves no broker that may be down")
	// What CEL cannot read is denied under failurePolicy Fail, with the reason.
	s.says(s.denied(strings.ReplaceAll(topic, `"2"`, `two`), kubelab.Write{}), "policy-"+s.ns, "minISR", "type conversion error from 'string' to 'int'")
	s.create(topic, kubelab.Write{})

	s.eventually(func() error {
		for _, e := range auditOf(t, s.lab) {
			if e.Annotations["policy-"+s.ns+"/replicas"] == "3" {
				return nil
			}
		}
		return errors.New("the audit log has no annotation of the policy")
	})
	metrics, err := s.lab.Metrics(t.Context())
	if want := fmt.Sprintf(`policy="policy-%s"`, s.ns); err != nil || !strings.Contains(metrics, "apiserver_validating_admission_policy_check_total{") || !strings.Contains(metrics, want) {
		t.Errorf("%v: the metrics do not count %s", err, want)
	}
}

func TestAPolicyThatWarnsAdmits(t *testing.T) {
	s := withCRDs(t)
	warns := strings.ReplaceAll(policy, "[Deny, Audit]", "[Warn]")
	if err := s.client.Apply(t.Context(), s.in(warns), kubelab.Write{FieldValidation: "Strict"}); err != nil {
		t.Fatal(err)
	}
	bad := strings.NewReplacer("replicas: 3", "replicas: 1", `"2"`, "0").Replace(topic)
	s.eventually(func() error {
		s.create(bad, kubelab.Write{DryRun: true})
		if got := s.client.Warnings(); len(got) != 1 || !strings.Contains(got[0], "replicas is 1") {
			return fmt.Errorf("the warnings are %q", got)
		}
		return nil
	})
}
