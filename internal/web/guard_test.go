package web

import (
	"encoding/base64"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/web/webtest"
)

func TestOnlyOwnNamesAreAnswered(t *testing.T) {
	h := handlerWith(webtest.Trouble(), Options{Hosts: []string{"Watch.Example", "kafka-watch:9464", "192.0.2.7", ""}})
	for host, want := range map[string]int{
		"localhost": 200, "localhost:9464": 200, "LOCALHOST": 200, "localhost.": 200, "127.0.0.1:9464": 200, "127.8.9.1": 200,
		"[::1]:9464": 200, "[::1]": 200, "[::ffff:127.0.0.1]": 200, "watch.example": 200, "watch.example:443": 200, "kafka-watch": 200, "192.0.2.7:80": 200,
		"": 421, ":9464": 421, "evil.example": 421, "localhost.evil.example": 421, "evil-localhost": 421, "127.0.0.1.evil.example": 421, "0.0.0.0": 421,
		"192.0.2.8": 421, "[::]": 421, "watch.example.evil": 421, "sub.watch.example": 421, "localhost@evil.example": 421, "2130706433": 421,
	} {
		for _, target := range []string{"/", "/api/v1/status", "/nowhere"} {
			r := httptest.NewRequest(http.MethodGet, target, nil)
			r.Host = host
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if target == "/nowhere" && want == 200 {
				continue
			}
			if w.Code != want {
				t.Errorf("%s by the name %q: %d, want %d", target, host, w.Code, want)
			}
			if w.Code == 421 && (!strings.Contains(w.Body.String(), "hosts of the watch") || strings.Contains(w.Body.String(), "plant")) {
				t.Errorf("a stranger is told %s", w.Body)
			}
		}
	}
}

func TestItCanOnlyBeRead(t *testing.T) {
	h := handler(webtest.Trouble())
	for _, target := range []string{"/", "/api/v1/status", "/incidents/9f2c51d07ab3e846", "/nowhere"} {
		for _, method := range []string{"POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "BREW"} {
			r := httptest.NewRequest(method, target, strings.NewReader("x"))
			r.Host = "localhost"
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" || !strings.Contains(w.Body.String(), `"error"`) {
				t.Errorf("%s %s: %d %q %s", method, target, w.Code, w.Header().Get("Allow"), w.Body)
			}
		}
	}
}

func TestHeadIsGetWithoutABody(t *testing.T) {
	h := handler(webtest.Trouble())
	for _, target := range []string{"/", "/api/v1/status", "/nowhere"} {
		r := httptest.NewRequest(http.MethodHead, target, nil)
		r.Host = "localhost"
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		full := ask(h, target)
		if w.Body.Len() != 0 || w.Code != full.Code || w.Header().Get("Content-Length") != full.Header().Get("Content-Length") || w.Header().Get("ETag") != full.Header().Get("ETag") {
			t.Errorf("%s: %d %v with %d bytes", target, w.Code, w.Header(), w.Body.Len())
		}
	}
}

func TestTheToken(t *testing.T) {
	basic := func(user, password string) string {
		return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
	}
	h := handlerWith(webtest.Trouble(), Options{Token: func() (string, error) { return "s3cret", nil }})
	for given, want := range map[string]int{
		"Bearer s3cret": 200, "bearer s3cret": 200, "Bearer  s3cret ": 200, basic("", "s3cret"): 200, basic("ines", "s3cret"): 200,
		"": 401, "Bearer": 401, "Bearer ": 401, "Bearer s3cre": 401, "Bearer s3crets": 401, "Bearer S3CRET": 401, "s3cret": 401, "Token s3cret": 401,
		basic("s3cret", ""): 401, basic("", ""): 401, "Basic s3cret": 401, "Bearer s3cret,s3cret": 401,
	} {
		for _, target := range []string{"/", "/api/v1/status", "/nowhere"} {
			w := ask(h, target, "Authorization", given)
			if got := w.Code; got != want && (target != "/nowhere" || want != 200) {
				t.Errorf("%s with %q: %d, want %d", target, given, got, want)
			}
			if w.Code == 401 && (len(w.Header().Values("WWW-Authenticate")) != 2 || strings.Contains(w.Body.String(), "plant") || strings.Contains(w.Body.String(), "s3cret")) {
				t.Errorf("%s with %q: %v %s", target, given, w.Header(), w.Body)
			}
		}
	}
}

// TestATokenThatCannotBeRead lets nobody in: not with a token, and not
// without.
func TestATokenThatCannotBeRead(t *testing.T) {
	h := handlerWith(webtest.Trouble(), Options{Token: func() (string, error) { return "", errors.New("open /etc/token: permission denied") }})
	for _, given := range []string{"", "Bearer ", "Bearer x"} {
		w := ask(h, "/api/v1/status", "Authorization", given)
		if w.Code != http.StatusServiceUnavailable || strings.Contains(w.Body.String(), "/etc/token") || strings.Contains(w.Body.String(), "plant") {
			t.Errorf("%q: %d %s", given, w.Code, w.Body)
		}
	}
}

// TestTheTokenIsReadEveryTime: a file may change while the watch runs.
func TestTheTokenIsReadEveryTime(t *testing.T) {
	token := ""
	h := handlerWith(webtest.Trouble(), Options{Token: func() (string, error) { return token, nil }})
	if w := ask(h, "/"); w.Code != 200 {
		t.Errorf("without one: %d", w.Code)
	}
	if token = "new"; ask(h, "/").Code != 401 || ask(h, "/", "Authorization", "Bearer new").Code != 200 {
		t.Error("the new token does not count")
	}
}

func TestEveryAnswerIsHardened(t *testing.T) {
	h := handlerWith(webtest.Trouble(), Options{Token: func() (string, error) { return "s3cret", nil }})
	for _, target := range []string{"/", "/api/v1/status", "/nowhere", "/incidents/9f2c51d07ab3e846"} {
		for _, given := range []string{"", "Bearer s3cret"} {
			got := ask(h, target, "Authorization", given).Header()
			csp := got.Get("Content-Security-Policy")
			for _, want := range []string{"default-src 'none'", "style-src 'sha256-", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"} {
				if !strings.Contains(csp, want) {
					t.Errorf("%s: the policy %q has no %s", target, csp, want)
				}
			}
			if strings.Contains(csp, "unsafe") || got.Get("X-Content-Type-Options") != "nosniff" || got.Get("Referrer-Policy") != "no-referrer" || got.Get("Content-Type") == "" {
				t.Errorf("%s: %v", target, got)
			}
		}
	}
}
