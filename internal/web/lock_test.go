package web

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func token(text string) func() (string, error) { return func() (string, error) { return text, nil } }

// asked asks a handler by a name that is nobody's.
func asked(h http.Handler, method, bearer string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://10.0.0.7:8085/metrics", nil)
	if bearer != "" {
		r.Header.Set("Authorization", "Bearer "+bearer)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func saying(code int, text string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			w.Header().Set("Allow", "GET, HEAD")
			code = http.StatusMethodNotAllowed
		}
		w.WriteHeader(code)
		_, _ = w.Write([]byte(text))
	})
}

func TestMetricsBehindAToken(t *testing.T) {
	broken := func() (string, error) { return "", errors.New("open /etc/token: permission denied") }
	for name, c := range map[string]struct {
		token  func() (string, error)
		bearer string
		code   int
		says   string
	}{
		"no token is wanted":     {nil, "", 200, "up 1"},
		"an empty one neither":   {token(""), "", 200, "up 1"},
		"the token":              {token("s3cret"), "s3cret", 200, "up 1"},
		"no token":               {token("s3cret"), "", 401, "Bearer TOKEN"},
		"another token":          {token("s3cret"), "s3cret2", 401, "Bearer TOKEN"},
		"one that is unreadable": {broken, "s3cret", 503, "cannot be read"},
	} {
		w := asked(Locked(saying(200, "up 1"), c.token), http.MethodGet, c.bearer)
		if w.Code != c.code || !strings.Contains(w.Body.String(), c.says) || c.code != 200 && strings.Contains(w.Body.String(), "up 1") {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
		if strings.Contains(w.Body.String(), "s3cret") || strings.Contains(w.Body.String(), "/etc") {
			t.Errorf("%s: %s tells a secret", name, w.Body)
		}
		if challenged := len(w.Header().Values("WWW-Authenticate")) == 2; challenged != (c.code == 401) {
			t.Errorf("%s: %v", name, w.Header())
		}
	}
}

// TestHealthHasACodeForEverybody, and its reasons for who brings the token.
func TestHealthHasACodeForEverybody(t *testing.T) {
	const reason = "no look at cluster plant has begun"
	for name, c := range map[string]struct {
		is             http.Handler
		method, bearer string
		code           int
		body           string
	}{
		"well":                 {saying(200, "ok\n"), "GET", "", 200, "ok\n"},
		"well, with it":        {saying(200, "ok\n"), "GET", "s3cret", 200, "ok\n"},
		"not well":             {saying(503, reason), "GET", "", 503, "service unavailable; why is told to who brings the token of the watch\n"},
		"not well, another":    {saying(503, reason), "GET", "guess", 503, "service unavailable; why is told to who brings the token of the watch\n"},
		"not well, with it":    {saying(503, reason), "GET", "s3cret", 503, reason},
		"no body for HEAD":     {saying(503, reason), "HEAD", "", 503, ""},
		"it can only be asked": {saying(200, "ok"), "POST", "", 405, "method not allowed; why is told to who brings the token of the watch\n"},
	} {
		w := asked(Terse(c.is, token("s3cret")), c.method, c.bearer)
		if w.Code != c.code || w.Body.String() != c.body {
			t.Errorf("%s: %d %q", name, w.Code, w.Body)
		}
		if c.code == 405 && w.Header().Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: %v", name, w.Header())
		}
	}
	if w := asked(Terse(saying(503, reason), nil), "GET", ""); w.Body.String() != reason {
		t.Errorf("without a token: %q", w.Body)
	}
}
