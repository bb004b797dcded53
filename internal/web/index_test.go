package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/web/api"
	"github.com/breakwaterhq/breakwater/internal/web/webtest"
)

// TestTheIndexIsTrue: every document answers at its address, under its schema,
// takes the parameters that it lists, and no others.
func TestTheIndexIsTrue(t *testing.T) {
	h := handler(webtest.Trouble())
	var index api.Index
	if err := json.Unmarshal(ask(h, "/api/v1").Body.Bytes(), &index); err != nil {
		t.Fatal(err)
	}
	if index.Schema != api.IndexSchema || index.Total != len(index.Items) || index.Total < 8 {
		t.Fatalf("%+v", index)
	}
	ids := map[string]string{"incident": "9f2c51d07ab3e846", "group": "billing"}
	values := map[string]string{"cluster": "plant", "state": "open", "severity": "error", "group": "billing", "topic": "orders", "limit": "3"}
	names := map[string]bool{}
	for _, d := range index.Items {
		at := strings.Replace(d.Address, "/ID", "/"+ids[d.Name], 1)
		var head api.Head
		if w := ask(h, at); w.Code != http.StatusOK || json.Unmarshal(w.Body.Bytes(), &head) != nil || head.Schema != d.Schema {
			t.Errorf("%s at %s: %d with the schema %q, want %q", d.Name, at, w.Code, head.Schema, d.Schema)
		}
		for name, value := range values {
			listed := false
			for _, p := range d.Parameters {
				listed = listed || p == name
			}
			if w := ask(h, at+"?"+url.Values{name: {value}}.Encode()); (w.Code == http.StatusOK) != listed {
				t.Errorf("%s takes %s with %d, and lists %q", at, name, w.Code, d.Parameters)
			}
		}
		if names[d.Name] || !strings.HasSuffix(d.Sentence, ".") || strings.Contains(d.Address, "{") {
			t.Errorf("%+v", d)
		}
		names[d.Name] = true
	}
	for _, at := range []string{"/api/v1", "/api/v1/"} {
		if w := ask(h, at); w.Code != http.StatusOK || w.Header().Get("ETag") == "" {
			t.Errorf("%s: %d %v", at, w.Code, w.Header())
		}
	}
}

// TestWhoAsksForAnotherDocument hears of all that there are.
func TestWhoAsksForAnotherDocument(t *testing.T) {
	h := handler(webtest.Trouble())
	said := ask(h, "/api/v1/statu").Body.String()
	for _, d := range (&server{}).documents() {
		if !strings.Contains(said, d.address()) {
			t.Errorf("%s is not in %s", d.address(), said)
		}
	}
}
