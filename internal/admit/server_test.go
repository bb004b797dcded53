package admit

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/admit/rotate"
)

// pem makes a certificate for 127.0.0.1, as two PEM texts and the authority.
func certify(t *testing.T, now time.Time, lives time.Duration) (cert, key, authority string) {
	t.Helper()
	s, _, err := rotate.Next(nil, now, rotate.Ages{Authority: lives, Leaf: lives / 3}, []string{"127.0.0.1"}, false)
	if err != nil {
		t.Fatal(err)
	}
	return s.Leaf.Cert, s.Leaf.Key, s.Bundle()
}

// endpoint is a server that runs for a test.
type endpoint struct {
	url    string
	client *http.Client
	end    context.CancelFunc
	ended  chan error
}

func serve(t *testing.T, o Options) *endpoint {
	t.Helper()
	cert, key, authority := certify(t, time.Now(), time.Hour)
	pair, err := tls.X509KeyPair([]byte(cert), []byte(key))
	if err != nil {
		t.Fatal(err)
	}
	o.Certificate = func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return &pair, nil }
	o.Log, o.Now = quiet(), time.Now
	if o.Ready == nil {
		o.Ready = func() error { return nil }
	}
	on, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM([]byte(authority))
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}, ForceAttemptHTTP2: true}
	ctx, cancel := context.WithCancel(context.Background())
	e := &endpoint{url: "https://" + on.Addr().String(), client: &http.Client{Transport: transport}, end: cancel, ended: make(chan error, 1)}
	go func() { e.ended <- Serve(ctx, on, o) }()
	t.Cleanup(func() {
		cancel()
		transport.CloseIdleConnections()
		select {
		case <-e.ended:
		case <-time.After(20 * time.Second):
			t.Error("the endpoint does not end")
		}
	})
	return e
}

func (e *endpoint) get(t *testing.T, path string) (int, string) {
	t.Helper()
	resp, err := e.client.Get(e.url + path)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

func TestTheEndpointOverTLS(t *testing.T) {
	var notYet atomic.Bool
	notYet.Store(true)
	e := serve(t, Options{Judge: yes, Drain: time.Millisecond, Ready: func() error {
		if notYet.Load() {
			return errors.New("no certificate")
		}
		return nil
	}})
	if code, text := e.get(t, "/readyz"); code != 503 || !strings.Contains(text, "no certificate") {
		t.Errorf("before it is ready: %d %s", code, text)
	}
	notYet.Store(false)
	if code, _ := e.get(t, "/readyz"); code != 200 {
		t.Errorf("when it is ready: %d", code)
	}
	resp, err := e.client.Post(e.url+EnforcingPath+"?timeout=3s", "application/json", strings.NewReader(podReview))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(resp.Body)
	if resp.ProtoMajor != 2 || resp.StatusCode != 200 || !strings.Contains(string(text), `"allowed":true`) {
		t.Errorf("HTTP/%d %d %s", resp.ProtoMajor, resp.StatusCode, text)
	}
	if code, text := e.get(t, "/metrics"); code != 200 || !strings.Contains(text, "breakwater_admission_reviews_total{") {
		t.Errorf("metrics: %d %s", code, text)
	}
	if code, _ := e.get(t, "/healthz"); code != 200 {
		t.Errorf("health: %d", code)
	}
	if code, _ := e.get(t, "/"); code != 404 {
		t.Errorf("/: %d", code)
	}
}

// A review that is being judged when the endpoint is told to end is answered,
// and so is one that comes while it drains.
func TestWhatWasAskedBeforeTheEndIsAnswered(t *testing.T) {
	begun, goOn := make(chan struct{}), make(chan struct{})
	judge := judgeFunc(func(_ context.Context, q *Request) (Verdict, error) {
		if q.UID == "u-1" {
			close(begun)
			<-goOn
		}
		return allow(), nil
	})
	e := serve(t, Options{Judge: judge, Drain: 500 * time.Millisecond})
	answer := make(chan string, 1)
	go func() {
		resp, err := e.client.Post(e.url+EnforcingPath, "application/json", strings.NewReader(podReview))
		if err != nil {
			answer <- err.Error()
			return
		}
		defer resp.Body.Close()
		text, _ := io.ReadAll(resp.Body)
		answer <- fmt.Sprint(resp.StatusCode, " ", string(text))
	}()
	<-begun
	e.end()
	if code, text := e.get(t, "/readyz"); code != 503 {
		t.Errorf("it says that it is ready while it ends: %d %s", code, text)
	}
	resp, err := e.client.Post(e.url+EnforcingPath, "application/json", strings.NewReader(strings.Replace(podReview, "u-1", "u-2", 1)))
	if err != nil {
		t.Fatalf("a review during the drain: %v", err)
	}
	resp.Body.Close()
	close(goOn)
	if got := <-answer; !strings.HasPrefix(got, "200 ") {
		t.Errorf("the review that was being judged got %s", got)
	}
	if err := <-e.ended; err != nil {
		t.Error(err)
	}
	e.ended <- nil
}

func TestAnAddressThatIsGone(t *testing.T) {
	on, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	on.Close()
	if err := Serve(t.Context(), on, Options{Judge: yes, Log: quiet(), Ready: func() error { return nil }}); err == nil {
		t.Error("a closed listener is no error")
	}
}

func TestFilesAreReadAgain(t *testing.T) {
	now := time.Now()
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "tls.crt"), filepath.Join(dir, "tls.key")
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := ReadFiles(cert, key, time.Now, quiet()); err == nil {
		t.Error("files that are not there are accepted")
	}
	oneCert, oneKey, _ := certify(t, now, time.Hour)
	twoCert, twoKey, _ := certify(t, now, time.Hour)
	write(cert, oneCert)
	write(key, twoKey)
	if _, err := ReadFiles(cert, key, time.Now, quiet()); err == nil || !strings.Contains(err.Error(), cert) {
		t.Errorf("files that do not fit: %v", err)
	}
	write(key, oneKey)
	f, err := ReadFiles(cert, key, func() time.Time { return now }, quiet())
	if err != nil {
		t.Fatal(err)
	}
	serving := func() *tls.Certificate {
		c, err := f.Certificate(nil)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	first := serving()
	write(cert, twoCert) // half of a change
	f.Refresh()
	if serving() != first {
		t.Error("half of a change is served")
	}
	write(key, twoKey)
	f.Refresh()
	second := serving()
	if second == first {
		t.Error("the change is not served")
	}
	f.Refresh()
	if serving() != second {
		t.Error("files that have not changed are read anew")
	}
	if err := f.Ready(); err != nil {
		t.Error(err)
	}
	for _, at := range []time.Duration{-time.Hour, 2 * time.Hour} {
		now = time.Now().Add(at)
		if f.Ready() == nil {
			t.Errorf("ready %s from now", at)
		}
	}
}

// TestAdviceRefusesNothing: what the judge denies is warned of on the advisory
// path, reason by reason, and stays in the audit log; the enforcing path denies.
func TestAdviceRefusesNothing(t *testing.T) {
	refuses := judgeFunc(func(context.Context, *Request) (Verdict, error) {
		v := deny(403, "breakwater refuses Pod kafka/broker-0 for 2 reasons:\n- kube/a: spec: one\n  fix: do this\n- kube/b: two").note("kube.a", "one")
		v.Warnings = []string{"kube/c: three"}
		return v, nil
	})
	_, a := post(t, refuses, AdvisoryPath, "application/json", strings.NewReader(podReview))
	if r := a.Response; !r.Allowed || strings.Join(r.Warnings, "|") != "kube/a: spec: one|kube/b: two|kube/c: three" ||
		r.AuditAnnotations["kube.a"] != "one" || r.AuditAnnotations["refused-if-enforced"] != "true" {
		t.Errorf("advice: %+v", r)
	}
	if _, a := post(t, refuses, EnforcingPath, "application/json", strings.NewReader(podReview)); a.Response.Allowed {
		t.Errorf("enforced: %+v", a.Response)
	}
	warns := judgeFunc(func(context.Context, *Request) (Verdict, error) {
		return Verdict{Allowed: true, Warnings: []string{"w"}}, nil
	})
	if _, a := post(t, warns, AdvisoryPath, "application/json", strings.NewReader(podReview)); !a.Response.Allowed || a.Response.AuditAnnotations["refused-if-enforced"] != "" {
		t.Errorf("a yes: %+v", a.Response)
	}
}

func TestAReviewIsTriedOut(t *testing.T) {
	o := Options{Judge: yes, Log: quiet(), Now: time.Now}
	if v, err := Try(t.Context(), []byte(podReview), o); err != nil || !v.Allowed {
		t.Errorf("%+v, %v", v, err)
	}
	if _, err := Try(t.Context(), []byte("{"), o); err == nil || !strings.Contains(err.Error(), "no AdmissionReview") {
		t.Errorf("%v", err)
	}
	o.Judge = judgeFunc(func(context.Context, *Request) (Verdict, error) { panic("x") })
	if v, err := Try(t.Context(), []byte(podReview), o); err != nil || v.Allowed || v.Code != 500 {
		t.Errorf("a panic: %+v, %v", v, err)
	}
}
