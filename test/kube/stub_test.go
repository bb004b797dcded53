package kube

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"io"
	"log"
	"net"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/kubelab"
)

// A stub is a webhook on loopback that does what a test has it do.
type stub struct {
	url       string
	authority *kubelab.Authority
	reached   *atomic.Int32 // connections, answered or not
}

// review is what the tests look at of an AdmissionReview of
// admission.k8s.io/v1.
type review struct {
	APIVersion string    `json:"apiVersion"`
	Kind       string    `json:"kind"`
	Request    *request  `json:"request,omitempty"`
	Response   *response `json:"response,omitempty"`
}

type request struct {
	UID       string          `json:"uid"`
	Operation string          `json:"operation"`
	DryRun    bool            `json:"dryRun"`
	Object    json.RawMessage `json:"object"`
}

type response struct {
	UID              string            `json:"uid"`
	Allowed          bool              `json:"allowed"`
	Status           *status           `json:"status,omitempty"`
	Warnings         []string          `json:"warnings,omitempty"`
	AuditAnnotations map[string]string `json:"auditAnnotations,omitempty"`
}

type status struct {
	Message string `json:"message"`
	Code    int    `json:"code"`
}

// serve starts a webhook that ends with the test.
func serve(t *testing.T, handle http.HandlerFunc) *stub {
	t.Helper()
	authority, err := kubelab.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	cert, err := authority.Issue("stub")
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &stub{url: "https://" + l.Addr().String() + "/validate", authority: authority, reached: &atomic.Int32{}}
	server := &http.Server{
		Handler:   handle,
		TLSConfig: &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{cert}},
		ErrorLog:  log.New(io.Discard, "", 0), // a panic is what some tests ask for
		ConnContext: func(ctx context.Context, _ net.Conn) context.Context {
			s.reached.Add(1)
			return ctx
		},
	}
	done := make(chan error)
	go func() { done <- server.ServeTLS(l, "", "") }()
	t.Cleanup(func() {
		server.Close()
		if err := <-done; err != http.ErrServerClosed {
			t.Error(err)
		}
	})
	return s
}

// answers reviews: the request goes in, the response comes out.
func answers(t *testing.T, judge func(*request) *response) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var in review
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil || in.Request == nil || r.Proto != "HTTP/2.0" {
			t.Errorf("%v, %s: want a review over HTTP/2", err, r.Proto)
			return
		}
		out := review{APIVersion: in.APIVersion, Kind: in.Kind, Response: judge(in.Request)}
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(out); err != nil {
			t.Error(err)
		}
	}
}

// registration is a webhook that is asked about pods of one namespace.
const registration = `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: hook-NS}
webhooks:
  - name: hook-NS.breakwater.test
    admissionReviewVersions: [v1]
    sideEffects: None
    matchPolicy: Equivalent
    failurePolicy: POLICY
    timeoutSeconds: SECONDS
    clientConfig: {url: "URL", caBundle: BUNDLE}
    namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: NS}}
    rules:
      - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods], scope: Namespaced}
`

func bundle(a *kubelab.Authority) string { return base64.StdEncoding.EncodeToString(a.PEM()) }
