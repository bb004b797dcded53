package kube

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/breakwaterhq/breakwater/internal/kubelab"
)

// breaks are the webhooks of kubelab.BrokenWebhooks.
func breaks(t *testing.T, how string) http.HandlerFunc {
	t.Helper()
	switch how {
	case kubelab.Hangs:
		return func(_ http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body) // only then does the server see that nobody waits any more
			<-r.Context().Done()
		}
	case kubelab.Panics:
		return func(http.ResponseWriter, *http.Request) { panic("as a nil selector does") }
	case kubelab.WrongUID:
		return answers(t, func(*request) *response { return &response{UID: "", Allowed: true} })
	case kubelab.NotFound:
		return http.NotFound
	case kubelab.WrongCA:
		return answers(t, func(r *request) *response { return &response{UID: r.UID, Allowed: true} })
	}
	t.Fatalf("no webhook %q", how)
	return nil
}

// TestBrokenWebhooks measures what kubelab.BrokenWebhooks says.
func TestBrokenWebhooks(t *testing.T) {
	if len(kubelab.BrokenWebhooks) != 5 {
		t.Errorf("%d broken webhooks", len(kubelab.BrokenWebhooks))
	}
	for _, b := range kubelab.BrokenWebhooks {
		for _, failurePolicy := range []string{"Fail", "Ignore"} {
			t.Run(b.Name+"/"+failurePolicy, func(t *testing.T) {
				t.Parallel()
				s := onStage(t)
				h := serve(t, breaks(t, b.Name))
				trust := h.authority
				if b.Name == kubelab.WrongCA {
					trust = another(t)
				}
				s.register(h, failurePolicy, kubelab.HangTimeout, trust)
				s.asked(h)
				began := time.Now()
				_, err := s.client.Create(t.Context(), s.in(pod), kubelab.Write{})
				took := time.Since(began)
				t.Logf("after %s: %v", took.Round(time.Millisecond), err)
				if took < b.Waits {
					t.Errorf("it took %s, want %s at least", took, b.Waits)
				}
				if failurePolicy == "Fail" {
					s.refused(b, err)
				} else {
					s.admitted(err)
				}
			})
		}
	}
}

func another(t *testing.T) *kubelab.Authority {
	t.Helper()
	a, err := kubelab.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// refused: the author is told what is wrong with the webhook, as a fault of the
// server, and it is counted.
func (s stage) refused(b kubelab.BrokenWebhook, err error) {
	s.Helper()
	if !apierrors.IsInternalError(err) {
		s.Fatalf("%v, want 500", err)
	}
	s.says(err, b.Fail, "hook-"+s.ns)
	s.counted("apiserver_admission_webhook_rejection_count{error_type=\"" + b.Metric + "\"")
}

// admitted: nobody is told, but it is counted.
func (s stage) admitted(err error) {
	s.Helper()
	if err != nil {
		s.Fatalf("%v, want a pod", err)
	}
	if got := s.client.Warnings(); len(got) != 0 {
		s.Errorf("the warnings are %q", got)
	}
	s.counted("apiserver_admission_webhook_fail_open_count{")
}

// counted looks for a line of the metrics that counts the stage's webhook.
func (s stage) counted(metric string) {
	s.Helper()
	text, err := s.lab.Metrics(s.Context())
	if err != nil {
		s.Fatal(err)
	}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, metric) && strings.Contains(line, fmt.Sprintf(`name="hook-%s.`, s.ns)) {
			return
		}
	}
	s.Errorf("no %s…} of hook-%s", metric, s.ns)
}
