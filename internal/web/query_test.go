package web

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/web/webtest"
)

func TestWordsOfAFilter(t *testing.T) {
	for given, want := range map[string][]string{"": nil, "open": {"open"}, "open,settling": {"open", "settling"}} {
		got, err := query{url.Values{"state": {given}}}.among("state", "open", "settling")
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q is %q, %v", given, got, err)
		}
	}
	for _, bad := range []string{"Open", " open", "open,", ",", "open;settling", "*"} {
		if got, err := (query{url.Values{"state": {bad}}}).among("state", "open", "settling"); err == nil {
			t.Errorf("%q is taken as %q", bad, got)
		}
	}
}

func TestLimits(t *testing.T) {
	for given, want := range map[string]int{"": usualLimit, "1": 1, "1000": 1000, "100000": highestLimit} {
		if got, err := (query{url.Values{"limit": {given}}}).limit(); err != nil || got != want {
			t.Errorf("%q is %d, %v", given, got, err)
		}
	}
	for _, bad := range []string{"0", "-5", "100001", "99999999999999999999", "1e3", "1.0", " 1", "0x10"} {
		if got, err := (query{url.Values{"limit": {bad}}}).limit(); err == nil {
			t.Errorf("%q is taken as %d", bad, got)
		}
	}
}

// TestALongWordIsNotRepeated in full to whoever sent it.
func TestALongWordIsNotRepeated(t *testing.T) {
	w := ask(handler(webtest.Trouble()), "/api/v1/incidents?cluster="+strings.Repeat("x", 5000))
	if w.Code != 404 || w.Body.Len() > 300 {
		t.Errorf("%d with %d bytes", w.Code, w.Body.Len())
	}
	if got := quoted("a\"b\n\x1b"); got != `"a\"b\n\x1b"` {
		t.Errorf("%s", got)
	}
}

// TestClustersBeforeAnyWasLookedAt are not known; which is no reason to list
// those of others.
func TestClustersBeforeAnyWasLookedAt(t *testing.T) {
	w := ask(handler(nil), "/api/v1/brokers?cluster=plant")
	if w.Code != 404 || !strings.Contains(w.Body.String(), "none has been looked at yet") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// FuzzQuery holds every document to a query that anybody may send: an answer
// that follows from it, or a refusal that says why, and never a failure.
func FuzzQuery(f *testing.F) {
	for _, q := range []string{"", "limit=1", "state=open,settling&severity=error", "cluster=plant&limit=5", "group=billing&topic=iot", "a=b", "%zz", "limit=1;limit=2", "limit=%00"} {
		f.Add(q)
	}
	h := handler(webtest.Trouble())
	f.Fuzz(func(t *testing.T, q string) {
		for target := range addresses {
			r := httptest.NewRequest(http.MethodGet, target, nil)
			r.Host, r.URL.RawQuery = "localhost", q
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != 200 && w.Code != 400 && w.Code != 404 {
				t.Errorf("%s?%s: %d %s", target, q, w.Code, w.Body)
			}
		}
	})
}

// FuzzHost: whatever a name looks like, only the names of the loopback and
// our own are ours.
func FuzzHost(f *testing.F) {
	for _, host := range []string{"localhost", "localhost:1", "127.0.0.1", "[::1]:80", "evil.example", "[localhost]", "localhost..", ":", "[", "]", "a:b:c"} {
		f.Add(host)
	}
	s := &server{options: Options{Hosts: []string{"watch.example"}}}
	f.Fuzz(func(t *testing.T, host string) {
		low := strings.ToLower(host)
		if s.knowsHost(host) && !strings.Contains(low, "localhost") && !strings.Contains(low, "127.") && !strings.Contains(low, ":") && !strings.Contains(low, "watch.example") {
			t.Errorf("%q is let in", host)
		}
	})
}

func TestRefusalsAreTheirSentence(t *testing.T) {
	var refused refusal
	if err := notFound("no %s", "x"); !errors.As(err, &refused) || refused.code != 404 || err.Error() != "no x" {
		t.Errorf("%v", err)
	}
	if err := badRequest("no %s", "x"); !errors.As(err, &refused) || refused.code != 400 {
		t.Errorf("%v", err)
	}
}
