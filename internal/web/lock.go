package web

import (
	"net/http"
	"strings"
)

// Locked is a handler of what is no page, as the metrics, for those alone who
// bring the token of the watch; as Options.Token, nil demands none. Scrapers
// bring it as a bearer token. Any name will do: a foreign page that reaches it
// by a name of its own has no token.
func Locked(next http.Handler, token func() (string, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		refused := authorise(r, token)
		if refused == nil {
			next.ServeHTTP(w, r)
			return
		}
		if refused.code == http.StatusUnauthorized {
			challenge(w.Header())
		}
		fail(w, r, *refused)
	})
}

// Terse is a health check that answers everybody with its code, because what
// asks for it, as a balancer or a kubelet, often has no secret. What it says
// beside that, as the names of clusters, is for who brings the token.
func Terse(next http.Handler, token func() (string, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if authorise(r, token) == nil {
			next.ServeHTTP(w, r)
			return
		}
		short := &codeAlone{header: http.Header{}, code: http.StatusOK}
		next.ServeHTTP(short, r)
		w.Header().Set("Cache-Control", "no-store")
		if allow := short.header.Get("Allow"); allow != "" {
			w.Header().Set("Allow", allow)
		}
		text := "ok"
		if short.code != http.StatusOK {
			text = strings.ToLower(http.StatusText(short.code)) + "; why is told to who brings the token of the watch"
		}
		send(w, r, short.code, "text/plain; charset=utf-8", []byte(text+"\n"))
	})
}

// codeAlone keeps the code of an answer, and drops its text.
type codeAlone struct {
	header http.Header
	code   int
}

// Header is kept apart from the header that is sent: of it Allow alone is passed on.
func (c *codeAlone) Header() http.Header { return c.header }

// Write drops the text and never fails.
func (c *codeAlone) Write(p []byte) (int, error) { return len(p), nil }

// WriteHeader keeps the code; of several the last counts.
func (c *codeAlone) WriteHeader(code int) { c.code = code }
