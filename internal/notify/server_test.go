package notify

import (
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// server answers as it is told, and keeps what it was asked.
type server struct {
	url string

	mu     sync.Mutex
	code   int
	says   string
	header http.Header
	bodies []string
	heads  []http.Header
}

func newServer(t *testing.T, code int, says string) *server {
	t.Helper()
	s := &server{code: code, says: says, header: http.Header{}}
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.bodies, s.heads = append(s.bodies, string(body)), append(s.heads, r.Header)
		for name, values := range s.header {
			w.Header()[name] = values
		}
		w.WriteHeader(s.code)
		_, _ = io.WriteString(w, s.says)
	}))
	t.Cleanup(h.Close)
	s.url = h.URL
	return s
}

// secret is a Secret that does not change.
func secret(text string) Secret { return func() (string, error) { return text, nil } }

// fits holds a body against a schema of testdata.
func fits(t *testing.T, schema, body string) {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	s, err := c.Compile(filepath.Join("testdata", schema))
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(v); err != nil {
		t.Errorf("%s does not fit %s: %v", body, schema, err)
	}
}

// begun is when the alerts of the tests begin.
var begun = time.Date(2026, 3, 1, 3, 0, 0, 0, time.UTC)

// sample is an alert with everything.
func sample() Alert {
	return Alert{
		Key: "0123456789abcdef", StartsAt: begun, URL: "https://watch.example/incidents/1",
		Labels: map[string]string{LabelName: "BrokerMissing", LabelRule: "cluster/broker-missing", LabelSeverity: "error",
			LabelCluster: "prod", LabelSubject: "broker/2"},
		Annotations: map[string]string{
			Summary: "broker 2 does not answer", Description: "broker 2 does not answer\nExplains 3 findings.",
			Next: "ssh broker-2", Evidence: "a = 1\nb = 2", Runbook: "https://docs.example/broker-missing",
		},
	}
}

// monster has texts that are too long, and break things.
func monster() Alert {
	a := sample()
	a.Key = strings.Repeat("k", 1000)
	for name := range a.Annotations {
		a.Annotations[name] = strings.Repeat("<&>\x00\xff```😀\n", 5000)
	}
	a.Labels[LabelSubject] = strings.Repeat("<!channel>", 1000)
	a.URL = "javascript:alert(1)"
	return a
}

func ended(a Alert) Alert {
	a.EndsAt = a.StartsAt.Add(time.Hour + 12*time.Minute)
	return a
}

func late(a Alert) Alert {
	e := entry{Want: ended(a)}
	return e.news()
}
