package client

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/web"
	"github.com/breakwaterhq/breakwater/internal/web/api"
	"github.com/breakwaterhq/breakwater/internal/web/webtest"
)

// watch is a watch that shows a board, behind a token if it is not empty.
func watch(t *testing.T, token string) *httptest.Server {
	t.Helper()
	var h board.Holder
	h.Set(webtest.Trouble())
	s := httptest.NewServer(web.Handler(&h, web.Options{Token: func() (string, error) { return token, nil }, Now: webtest.Now}))
	t.Cleanup(s.Close)
	return s
}

func TestTheStatusComesOver(t *testing.T) {
	s := watch(t, "s3cret")
	host := strings.TrimPrefix(s.URL, "http://")
	for _, base := range []string{s.URL, s.URL + "/", host, " " + host + " "} {
		got, err := Get(t.Context(), Door{URL: base, Token: "s3cret"})
		if err != nil || got.Clusters[0].Verdict.State != api.Trouble || got.Incidents.Total != 4 || *got.Incidents.Items[0].LastedMs != 245_000 {
			t.Errorf("%q: %+v, %v", base, got, err)
		}
	}
}

// TestARootOfOnesOwn is trusted if it is given, and no other then.
func TestARootOfOnesOwn(t *testing.T) {
	var h board.Holder
	h.Set(webtest.Healthy())
	s := httptest.NewUnstartedServer(web.Handler(&h, web.Options{Token: func() (string, error) { return "s3cret", nil }, Now: webtest.Now}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	defer s.Close()
	roots := x509.NewCertPool()
	if _, err := Get(t.Context(), Door{URL: s.URL, Token: "s3cret", Roots: roots}); err == nil || !strings.Contains(err.Error(), "give that with --ca-file") {
		t.Errorf("without its root: %v", err)
	}
	roots.AddCert(s.Certificate())
	if got, err := Get(t.Context(), Door{URL: s.URL, Token: "s3cret", Roots: roots}); err != nil || len(got.Clusters) != 1 {
		t.Errorf("with its root: %+v, %v", got, err)
	}
}

func answering(t *testing.T, code int, headers, body string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if name, value, ok := strings.Cut(headers, ": "); ok {
			w.Header().Set(name, value)
		}
		w.WriteHeader(code)
		fmt.Fprint(w, body)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func TestWhyThereIsNoStatus(t *testing.T) {
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	defer secure.Close()
	locked := watch(t, "s3cret").URL
	plain := strings.Replace(locked, "http://", "https://", 1)
	for _, c := range []struct{ name, base, token, says string }{
		{"nothing listens", closed.URL, "", "nothing listens at " + closed.URL + ": start breakwater watch there"},
		{"no token", locked, "", "wants a token, and none was given"},
		{"another token", locked, "guess", "does not accept this token"},
		{"no TLS there", plain, "", "does not speak TLS: use http://"},
		{"TLS there", strings.Replace(secure.URL, "https://", "http://", 1), "", "speaks TLS: use https://"},
		{"a certificate of its own", secure.URL, "", "the certificate of " + secure.URL + " is not trusted here"},
		{"another program", answering(t, 200, "", "<html>Grafana</html>"), "", "it is not breakwater watch"},
		{"another JSON", answering(t, 200, "", `{"status":"UP"}`), "", "it is not breakwater watch"},
		{"a list", answering(t, 200, "", `[]`), "", "it is not breakwater watch"},
		{"another page", answering(t, 404, "", "404 page not found"), "", "HTTP 404, and it is not breakwater watch"},
		{"a newer watch", answering(t, 200, "", `{"schema":"breakwater.status/v9"}`), "", "speaks \"breakwater.status/v9\", and this program breakwater.status/v1"},
		{"a refusal", answering(t, 503, "", `{"error":"the token cannot\u001b[31m be read"}`), "", "refuses (HTTP 503): the token cannot·[31m be read"},
		{"another name", answering(t, 421, "", `{"error":"x"}`), "", "does not answer by the name"},
		{"a redirect", answering(t, 302, "Location: https://login.example/\"", ""), "s3cret", `sends us on to "https://login.example/\"": give that address`},
		{"half an answer", answering(t, 200, "Content-Length: 100", `{`), "", "broke off in the middle"},
		{"too much", answering(t, 200, "", strings.Repeat(" ", largest+1)), "", "sends more than 16 MiB"},
		{"a name that is nobody's", "http://watch.invalid:9464", "", `the name "watch.invalid" cannot be resolved`},
		{"no address", "", "", "give it as HOST:PORT"},
		{"no host", "http://:9464", "", "give it as HOST:PORT"},
		{"another scheme", "ftp://localhost:21", "", "give it as HOST:PORT"},
		{"no URL", "http://[::1", "", "give it as HOST:PORT"},
		{"a password", "http://ines:s3cret@localhost:1", "", "holds a password"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Get(t.Context(), Door{URL: c.base, Token: c.token})
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Fatalf("%v, want %q", err, c.says)
			}
			if strings.Contains(err.Error(), "s3cret") || strings.ContainsAny(err.Error(), "\n\x1b") {
				t.Errorf("%q tells a secret or steers a terminal", err)
			}
		})
	}
}

// TestARedirectGetsNoToken: whoever it leads to must not see it.
func TestARedirectGetsNoToken(t *testing.T) {
	asked := false
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	defer other.Close()
	if _, err := Get(t.Context(), Door{URL: answering(t, 307, "Location: "+other.URL, ""), Token: "s3cret"}); err == nil || asked {
		t.Errorf("%v; the other was asked: %v", err, asked)
	}
}

// TestAWatchThatHangs accepts the connection and says nothing.
func TestAWatchThatHangs(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err = Get(ctx, Door{URL: l.Addr().String()})
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "did not answer in time") {
		t.Errorf("got %v", err)
	}
}

func TestErrorsCanBeTold(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Get(ctx, Door{URL: watch(t, "").URL}); !errors.Is(err, context.Canceled) {
		t.Errorf("an interrupt is %v", err)
	}
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	if _, err := Get(t.Context(), Door{URL: closed.URL}); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("a port where nothing listens is %v", err)
	}
	if err := unreachable("http://x", errors.New("odd")); !strings.Contains(err.Error(), "cannot be asked: odd") {
		t.Errorf("anything else is %v", err)
	}
}
