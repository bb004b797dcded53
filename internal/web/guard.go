package web

import (
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// guarded lets through whoever may read, by a name that is the watch's own.
func (s *server) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.harden(w.Header())
		if err := s.admit(r); err != nil {
			if err.code == http.StatusUnauthorized {
				challenge(w.Header())
			}
			if err.code == http.StatusMethodNotAllowed {
				w.Header().Set("Allow", "GET, HEAD")
			}
			fail(w, r, *err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// harden sets what every answer carries, refusals too. The pages have one
// style sheet, named by its hash, and nothing else that a browser would run or
// fetch.
func (s *server) harden(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'none'; style-src '"+s.pages.styleHash+"'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
}

func (s *server) admit(r *http.Request) *refusal {
	switch {
	case !s.knowsHost(r.Host):
		return &refusal{http.StatusMisdirectedRequest, "this watch does not answer to the name " + quoted(r.Host) +
			": a page elsewhere could use it to read what is shown here. Use localhost, or add the name to the hosts of the watch, with --web-host or below web: in breakwater.yaml"}
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		return &refusal{http.StatusMethodNotAllowed, "the watch can only be read: use GET or HEAD"}
	}
	return s.authorise(r)
}

// knowsHost guards against DNS rebinding: a foreign page whose name suddenly
// resolves to this machine still sends its own name.
func (s *server) knowsHost(host string) bool {
	name := hostName(host)
	if name == "localhost" {
		return true
	}
	if ip, err := netip.ParseAddr(name); err == nil && ip.Unmap().IsLoopback() {
		return true
	}
	for _, own := range s.options.Hosts {
		if name != "" && name == hostName(own) {
			return true
		}
	}
	return false
}

// hostName is a host without its port, brackets, final dot and capitals.
func hostName(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

func (s *server) authorise(r *http.Request) *refusal { return authorise(r, s.options.Token) }

// authorise refuses who does not bring the token, where there is one.
func authorise(r *http.Request, token func() (string, error)) *refusal {
	if token == nil {
		return nil
	}
	want, err := token()
	if err != nil {
		return &refusal{http.StatusServiceUnavailable, "the token of the watch cannot be read, so nobody is let in: look at the log of the watch"}
	}
	if want == "" || same(brought(r), want) {
		return nil
	}
	return &refusal{http.StatusUnauthorized, "this watch wants its token: send it as \"Authorization: Bearer TOKEN\", or as the password if a browser asks for one"}
}

// challenge says how to bring the token, to who did not.
func challenge(h http.Header) {
	h.Add("WWW-Authenticate", `Bearer realm="breakwater"`)
	h.Add("WWW-Authenticate", `Basic realm="breakwater", charset="UTF-8"`)
}

// brought is the token of a request; "" if it has none.
func brought(r *http.Request) string {
	if _, password, ok := r.BasicAuth(); ok {
		return password
	}
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// same compares two secrets in a time that tells nothing of either.
func same(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}
