package kube

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/breakwaterhq/breakwater/internal/export"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/kubelab"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// TestM34_ABadBrokerPodIsRefusedByARealAPIServer: with what the manifests print, and
// with no more rights than they give.
func TestM34_ABadBrokerPodIsRefusedByARealAPIServer(t *testing.T) {
	s := admitStage(t, true)
	b := balance(t)
	s.install(b.addr())
	b.add(s.admits(s.rotating()...))
	s.untilReady(b, 1)
	s.judged()

	err := s.denied(theWriteUpsBroker, kubelab.Write{})
	if !apierrors.IsForbidden(err) {
		t.Errorf("%v, want 403", err)
	}
	s.says(err, `admission webhook "enforcing.admission.breakwater" denied the request: breakwater refuses Pod `+s.ns+"/kafka-broker-0 for 3 reasons:\n",
		"kube/log-dir-ephemeral: spec.volumes[0].emptyDir", "kube/heap-exceeds-limit: ", "kube/no-node-spread: ", "fix: mount a persistentVolumeClaim")
	s.client.Warnings()
	s.create(aRightBroker, kubelab.Write{FieldValidation: "Strict"})
	s.create(pod, kubelab.Write{}) // nobody's broker
	if got := s.client.Warnings(); len(got) != 0 {
		t.Errorf("right pods are warned of: %q", got)
	}
	s.eventually(func() error {
		for _, e := range auditOf(t, s.lab) {
			if e.Annotations["enforcing.admission.breakwater/kube.log-dir-ephemeral"] != "" {
				return nil
			}
		}
		return fmt.Errorf("the audit log does not name the rule")
	})

	// Elsewhere the same pod is advised on, and stored.
	other := stageIn(t, s.lab)
	other.client.Warnings()
	other.create(theWriteUpsBroker, kubelab.Write{})
	if got := strings.Join(other.client.Warnings(), "\n"); !strings.Contains(got, "kube/log-dir-ephemeral: ") || !strings.Contains(got, "kube/heap-exceeds-limit: ") {
		t.Errorf("the warnings are %q", got)
	}
	testUpdates(other)
}

// testUpdates: an old, bad object may be labelled and deleted once it is enforced.
func testUpdates(s stage) {
	s.enforce()
	s.eventually(func() error { // the selector of namespaces takes effect by and by
		_, err := s.client.Create(s.Context(), strings.Replace(s.in(theWriteUpsBroker), "kafka-broker-0", "kafka-broker-1", 1), kubelab.Write{DryRun: true})
		if err == nil {
			return fmt.Errorf("the namespace is not enforced yet")
		}
		return nil
	})
	id := kubelab.ID{APIVersion: "v1", Kind: "Pod", Namespace: s.ns, Name: "kafka-broker-0"}
	if _, err := s.client.Patch(s.Context(), id, `{"metadata": {"labels": {"team": "a"}}}`, kubelab.Write{}); err != nil {
		s.Errorf("a label on an old, bad pod: %v", err)
	}
	if err := s.client.Delete(s.Context(), id, kubelab.Write{}); err != nil {
		s.Errorf("an old, bad pod must be able to go: %v", err)
	}
}

// TestTheDeletionOfATopicNeedsAWord: by the API server's own path for DELETE, where
// the object is the old one.
func TestTheDeletionOfATopicNeedsAWord(t *testing.T) {
	s := admitStage(t, true)
	if err := s.client.InstallCRDs(t.Context()); err != nil {
		t.Fatal(err)
	}
	b := balance(t)
	s.install(b.addr())
	b.add(s.admits(s.rotating()...))
	s.untilReady(b, 1)
	s.judged()
	s.create(topic, kubelab.Write{})
	id := kubelab.ID{APIVersion: "kafka.strimzi.io/v1", Kind: "KafkaTopic", Namespace: s.ns, Name: "payments"}
	err := s.client.Delete(t.Context(), id, kubelab.Write{})
	if !apierrors.IsForbidden(err) {
		t.Fatalf("%v, want 403", err)
	}
	s.says(err, "change/topic-destroyed", "payments")
	if _, err := s.client.Patch(t.Context(), id, `{"metadata": {"annotations": {"breakwater/confirm-delete": "payments"}}}`, kubelab.Write{}); err != nil {
		t.Fatal(err)
	}
	if err := s.client.Delete(t.Context(), id, kubelab.Write{}); err != nil {
		t.Errorf("with the annotation it may go: %v", err)
	}
}

// TestBreakGlassLetsPodsInAgain: the webhook is dead under Fail, nothing is stored;
// after break-glass everything is, and the record puts it back.
func TestBreakGlassLetsPodsInAgain(t *testing.T) {
	s := admitStage(t, true)
	b := balance(t)
	s.install(b.addr())
	r := s.admits(s.rotating()...)
	b.add(r)
	s.untilReady(b, 1)
	s.judged()
	r.end(t)
	s.eventually(func() error {
		_, err := s.client.Create(t.Context(), s.in(aRightBroker), kubelab.Write{DryRun: true})
		if !apierrors.IsInternalError(err) {
			return fmt.Errorf("with a dead webhook: %w", err)
		}
		return nil
	})
	foreign := strings.NewReplacer("POLICY", "Ignore", "SECONDS", "1", "caBundle: BUNDLE", "", `url: "URL", `, `url: "https://127.0.0.1:1/"`).Replace(s.in(registration))
	if err := s.client.Apply(t.Context(), foreign, kubelab.Write{}); err != nil {
		t.Fatal(err)
	}

	code, out, complaint := command(t, "admit", "break-glass", "--kubeconfig", s.lab.Kubeconfig(), "--reason", "broker 3 must start")
	if code != finding.ExitClean || !strings.Contains(out, "Taken away: breakwater-advisory, breakwater-enforcing.") || !strings.Contains(out, "By: admin") {
		t.Fatalf("exit code %d\n%s%s", code, out, complaint)
	}
	s.eventually(func() error {
		_, err := s.client.Create(t.Context(), s.in(theWriteUpsBroker), kubelab.Write{DryRun: true})
		return err
	})
	hooks, err := s.client.List(t.Context(), kubelab.ID{APIVersion: "admissionregistration.k8s.io/v1", Kind: "ValidatingWebhookConfiguration"})
	if err != nil || len(hooks) != 1 || hooks[0].GetName() != "hook-"+s.ns {
		t.Errorf("%d configurations are left, want the one that is not ours (%v)", len(hooks), err)
	}
	s.restores(out)
	b.add(s.admits(s.rotating()...))
	s.judged()
}

// TestBreakGlassTakesExportedPoliciesOutOfForce, if it is told to, and names them if not.
func TestBreakGlassTakesExportedPoliciesOutOfForce(t *testing.T) {
	s := admitStage(t, false)
	s.create(`{apiVersion: v1, kind: Namespace, metadata: {name: breakwater}}`, kubelab.Write{}) // of the record
	s.applyPolicies(&rule.Settings{}, export.Label{})
	refused := func() error {
		_, err := s.client.Create(t.Context(), s.in(theWriteUpsBroker), kubelab.Write{DryRun: true})
		if !apierrors.IsInvalid(err) {
			return fmt.Errorf("the policies refuse nothing: %w", err)
		}
		return nil
	}
	s.eventually(refused)
	glass := []string{"admit", "break-glass", "--kubeconfig", s.lab.Kubeconfig(), "--reason", "broker 3 must start"}
	code, out, complaint := command(t, glass...)
	if code != finding.ExitClean || !strings.Contains(out, "Exported policies go on refusing, without breakwater: breakwater-") || !strings.Contains(out, " breakwater-pods-deny,") {
		t.Fatalf("exit code %d\n%s%s", code, out, complaint)
	}
	if err := refused(); err != nil {
		t.Error(err)
	}
	code, out, complaint = command(t, append(glass, "--policies")...)
	if code != finding.ExitClean || !strings.Contains(out, "Taken away: breakwater-") {
		t.Fatalf("exit code %d\n%s%s", code, out, complaint)
	}
	s.eventually(func() error {
		_, err := s.client.Create(t.Context(), s.in(theWriteUpsBroker), kubelab.Write{DryRun: true})
		return err
	})
	s.restores(out)
	s.eventually(refused)
}

// restores puts back what a record keeps, as the printed command does.
func (s stage) restores(out string) {
	s.Helper()
	_, name, _ := strings.Cut(out, "Record: ConfigMap breakwater/")
	name, _, _ = strings.Cut(name, ".\n")
	record, err := s.client.Get(s.Context(), kubelab.ID{APIVersion: "v1", Kind: "ConfigMap", Namespace: "breakwater", Name: name})
	if err != nil {
		s.Fatal(err)
	}
	notes := record.GetAnnotations()
	if notes["breakwater/reason"] != "broker 3 must start" || !strings.HasPrefix(notes["breakwater/by"], "admin") || notes["breakwater/at"] == "" {
		s.Errorf("the record says %v", notes)
	}
	items := at(s, record, "data", "removed.json").(string)
	list, err := kubelab.Objects(items)
	if err != nil || len(list) != 1 {
		s.Fatalf("%d objects, %v", len(list), err)
	}
	for _, item := range list[0].Object["items"].([]any) {
		body, err := json.Marshal(item)
		if err != nil {
			s.Fatal(err)
		}
		if _, err := s.client.Create(s.Context(), string(body), kubelab.Write{FieldValidation: "Strict"}); err != nil {
			s.Fatalf("it cannot be put back: %v", err)
		}
	}
}
