package kube

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/breakwaterhq/breakwater/internal/kubelab"
)

// register has the API server ask a webhook about the pods of the stage.
func (s stage) register(h *stub, failurePolicy string, timeout time.Duration, trust *kubelab.Authority) {
	s.Helper()
	text := strings.NewReplacer("POLICY", failurePolicy, "URL", h.url, "BUNDLE", bundle(trust),
		"SECONDS", strconv.Itoa(int(timeout/time.Second))).Replace(s.in(registration))
	if err := s.client.Apply(s.Context(), text, kubelab.Write{FieldValidation: "Strict"}); err != nil {
		s.Fatal(err)
	}
}

// asked waits until the API server asks the webhook: a registration takes
// effect by and by.
func (s stage) asked(h *stub) {
	s.Helper()
	s.eventually(func() error {
		_, err := s.client.Create(s.Context(), s.in(pod), kubelab.Write{DryRun: true})
		if h.reached.Load() == 0 {
			return errors.Join(errors.New("nobody asks the webhook"), err)
		}
		return nil
	})
}

func TestAWebhookDeniesInManyLinesAndWarns(t *testing.T) {
	const message = "this pod is no broker to rely on:\n  - kube/data-on-emptydir: the records go with the pod\n  - kube/no-spread: one node holds all brokers"
	long := strings.Repeat("w", 301)
	s := onStage(t)
	h := serve(t, answers(t, func(r *request) *response {
		return &response{UID: r.UID, Status: &status{Message: message, Code: http.StatusForbidden}, Warnings: []string{"first", long},
			AuditAnnotations: map[string]string{"rules": "kube/data-on-emptydir kube/no-spread"}}
	}))
	s.register(h, "Fail", 5*time.Second, h.authority)
	s.asked(h)
	s.client.Warnings()

	err := s.denied(pod, kubelab.Write{})
	if !apierrors.IsForbidden(err) {
		t.Errorf("%v, want 403", err)
	}
	s.says(err, `admission webhook "hook-`+s.ns+`.breakwater.test" denied the request: `+message)
	if got := s.client.Warnings(); !slices.Equal(got, []string{"first", long}) {
		t.Errorf("the warnings are %q", got)
	}
	s.eventually(func() error {
		for _, e := range auditOf(t, s.lab) {
			if e.Annotations["hook-"+s.ns+".breakwater.test/rules"] == "kube/data-on-emptydir kube/no-spread" {
				return nil
			}
		}
		return errors.New("the audit log has no annotation of the webhook")
	})
}

func TestAWebhookAdmitsAndWarns(t *testing.T) {
	s := onStage(t)
	h := serve(t, answers(t, func(r *request) *response {
		return &response{UID: r.UID, Allowed: true, Warnings: []string{"no zone spread"}}
	}))
	s.register(h, "Fail", 5*time.Second, h.authority)
	s.asked(h)
	s.client.Warnings()
	s.create(pod, kubelab.Write{})
	if got := s.client.Warnings(); !slices.Equal(got, []string{"no zone spread"}) {
		t.Errorf("the warnings are %q", got)
	}
}
