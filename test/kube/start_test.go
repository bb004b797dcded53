package kube

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/breakwaterhq/breakwater/internal/kubelab"
)

const pod = `{apiVersion: v1, kind: Pod, metadata: {name: one, namespace: NS}, spec: {containers: [{name: kafka, image: kafka}]}}`

func TestANamespaceAndAPod(t *testing.T) {
	s := onStage(t)
	s.create(pod, kubelab.Write{FieldValidation: "Strict"})
	id := kubelab.ID{APIVersion: "v1", Kind: "Pod", Namespace: s.ns, Name: "one"}
	got, err := s.client.Get(t.Context(), id)
	if err != nil || at(t, got, "status", "phase") != "Pending" {
		t.Fatalf("%v, %v: want a pod that nobody has placed", got, err)
	}
	if _, err := s.client.Patch(t.Context(), id, `{"metadata": {"labels": {"app": "kafka"}}}`, kubelab.Write{}); err != nil {
		t.Error(err)
	}
	// A status without a kubelet: what tests of restarts do.
	crashed := `{"status": {"phase": "Running", "containerStatuses": [{"name": "kafka", "image": "kafka", "imageID": "", "ready": false,
		"restartCount": 6, "state": {"waiting": {"reason": "CrashLoopBackOff"}}}]}}`
	if _, err := s.client.Patch(t.Context(), id, crashed, kubelab.Write{Subresource: "status"}); err != nil {
		t.Error(err)
	}
	pods, err := s.client.List(t.Context(), id)
	if err != nil || len(pods) != 1 || pods[0].GetLabels()["app"] != "kafka" || at(t, &pods[0], "status", "phase") != "Running" {
		t.Errorf("%v, %v: want one pod, labelled, that seems to run", pods, err)
	}
	if err := s.client.Delete(t.Context(), id, kubelab.Write{DryRun: true}); err != nil {
		t.Error(err)
	}
	if err := s.client.Delete(t.Context(), id, kubelab.Write{}); err != nil {
		t.Error(err)
	}
	if _, err := s.client.Get(t.Context(), id); !apierrors.IsNotFound(err) {
		t.Errorf("%v: want a pod that is gone", err)
	}
}

func TestNobodyComesInWithoutTheToken(t *testing.T) {
	s := onStage(t)
	for name, token := range map[string]string{"none": "", "another": "x" + s.lab.Token()} {
		config := s.lab.Config()
		config.BearerToken = token
		if got := statusOf(t, config, s.lab.URL()+"/api/v1/pods"); got != http.StatusUnauthorized && got != http.StatusForbidden {
			t.Errorf("%s token: HTTP %d", name, got)
		}
	}
}

func TestSomebodyElseMayDoNothing(t *testing.T) {
	s := onStage(t)
	config := s.lab.Config()
	config.Impersonate.UserName = "somebody"
	if got := statusOf(t, config, s.lab.URL()+"/api/v1/pods"); got != http.StatusForbidden {
		t.Errorf("HTTP %d, want 403: rights are checked", got)
	}
}

func TestTheKubeconfigReachesTheLab(t *testing.T) {
	s := onStage(t)
	config := fromKubeconfig(t, s.lab.Kubeconfig())
	if got := statusOf(t, config, config.Host+"/api/v1/pods"); got != http.StatusOK {
		t.Errorf("HTTP %d", got)
	}
}

func TestMetricsAndLog(t *testing.T) {
	s := onStage(t)
	text, err := s.lab.Metrics(t.Context())
	if err != nil || !strings.Contains(text, "apiserver_request_total{") {
		t.Errorf("%.100s, %v: want metrics", text, err)
	}
	for _, program := range []string{"etcd", "kube-apiserver"} {
		if s.lab.Pids()[program] == 0 {
			t.Errorf("%s does not run", program)
		}
	}
	if log := s.lab.Log("kube-apiserver"); !strings.Contains(log, "Serving securely on 127.0.0.1") {
		t.Errorf("the log is %.300s", log)
	}
}

func TestTheAuditLogTellsOfEveryRequest(t *testing.T) {
	s := onStage(t)
	s.create(pod, kubelab.Write{})
	s.eventually(func() error {
		for _, e := range auditOf(t, s.lab) {
			if e.Verb == "create" && e.ObjectRef.Namespace == s.ns && e.ObjectRef.Resource == "pods" && e.User.Username == "admin" {
				return nil
			}
		}
		return fmt.Errorf("the pod in %s is not in the audit log", s.ns)
	})
}
