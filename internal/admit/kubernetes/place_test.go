package kubernetes

import (
	"encoding/base64"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/admit/rotate"
)

const (
	secretPath  = "/api/v1/namespaces/breakwater/secrets/certs"
	hookPath    = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/"
	emptySecret = `{"apiVersion":"v1","kind":"Secret","metadata":{"name":"certs"},"data":{"other":"eA=="}}`
	twoHooks    = `{"apiVersion":"admissionregistration.k8s.io/v1","kind":"ValidatingWebhookConfiguration","metadata":{"name":"NAME"},"webhooks":[{"name":"a.b.c","clientConfig":{"url":"https://x"}},{"name":"d.e.f","clientConfig":{"url":"https://y","caBundle":"eA=="},"timeoutSeconds":3}]}`
	begun       = "2026-11-30T03:00:00Z"
)

func hookNamed(name string) string { return strings.ReplaceAll(twoHooks, "NAME", name) }

var bothNames = []string{Advisory, Enforcing}

func TestAStateIsKeptInASecret(t *testing.T) {
	for name, objects := range map[string]map[string]string{
		"one that is made":       nil,
		"one that is there":      {secretPath: emptySecret},
		"one whose key is wrong": {secretPath: strings.Replace(emptySecret, `"other":"eA=="`, `"other":"eA==","state.json":7`, 1)},
	} {
		t.Run(name, func(t *testing.T) {
			s, c := serve(t, objects)
			p := c.Place("breakwater", "certs", nil)
			_, version, err := p.Load(t.Context())
			if !errors.Is(err, rotate.ErrNone) || (version == "") != (objects == nil) {
				t.Fatalf("the first look gives version %q and %v", version, err)
			}
			if err := p.Save(t.Context(), []byte(`{"a":1}`), version); err != nil {
				t.Fatal(err)
			}
			state, now, err := p.Load(t.Context())
			if err != nil || string(state) != `{"a":1}` || now == version {
				t.Errorf("it was %s at %q, %v", state, now, err)
			}
			if err := p.Save(t.Context(), []byte(`{"b":2}`), version); !errors.Is(err, rotate.ErrConflict) {
				t.Errorf("a write over a newer state gives %v", err)
			}
			if objects != nil && s.at(secretPath)["data"].(map[string]any)["other"] != "eA==" {
				t.Error("another key of the Secret is gone")
			}
		})
	}
}

func TestASecretThatCannotBeReached(t *testing.T) {
	s, c := serve(t, map[string]string{secretPath: emptySecret})
	p := c.Place("breakwater", "certs", nil)
	s.fails = func(string, string) int { return 403 }
	if _, _, err := p.Load(t.Context()); err == nil || errors.Is(err, rotate.ErrNone) || !strings.Contains(err.Error(), "the Secret breakwater/certs cannot be read") {
		t.Errorf("a read that is forbidden gives %v", err)
	}
	for _, version := range []string{"", "1"} {
		if err := p.Save(t.Context(), nil, version); err == nil || errors.Is(err, rotate.ErrConflict) || !strings.Contains(err.Error(), "the Secret breakwater/certs cannot be written") {
			t.Errorf("a write that is forbidden gives %v", err)
		}
	}
}

// certificates are two bundles that our own authority has made, the second with
// the first in it.
func certificates(t *testing.T) (first, both string) {
	t.Helper()
	for range 2 {
		s, _, err := rotate.Next(nil, time.Now(), rotate.DefaultAges(), []string{"x"}, false)
		if err != nil {
			t.Fatal(err)
		}
		if first == "" {
			first = s.Bundle()
		} else {
			both = first + s.Bundle()
		}
	}
	return first, both
}

func bundleAt(s *store, name string, i int) string {
	hook := s.at(hookPath + name)["webhooks"].([]any)[i].(map[string]any)
	text, _ := base64.StdEncoding.DecodeString(hook["clientConfig"].(map[string]any)["caBundle"].(string))
	return string(text)
}

func TestABundleIsPublishedInEveryWebhookOfEveryConfiguration(t *testing.T) {
	s, c := serve(t, map[string]string{hookPath + Advisory: hookNamed(Advisory), hookPath + Enforcing: hookNamed(Enforcing), hookPath + "another": hookNamed("another")})
	p := c.Place("breakwater", "certs", append(bothNames, "that-is-not-there"))
	first, both := certificates(t)
	if is, err := p.Published(t.Context(), first); is || err != nil {
		t.Errorf("before: published %v, %v", is, err)
	}
	if err := p.Publish(t.Context(), both); err != nil {
		t.Fatal(err)
	}
	for _, bundle := range []string{first, both} { // more than asked for is enough
		if is, err := p.Published(t.Context(), bundle); !is || err != nil {
			t.Errorf("after: published %v, %v", is, err)
		}
	}
	for _, name := range bothNames {
		for i := range 2 {
			if bundleAt(s, name, i) != both {
				t.Errorf("webhook %d of %s does not trust the bundle", i, name)
			}
		}
	}
	if got := bundleAt(s, "another", 1); got != "x" {
		t.Errorf("a configuration that is not ours now trusts %q", got)
	}
	if hook := s.at(hookPath + Advisory)["webhooks"].([]any)[1].(map[string]any); hook["timeoutSeconds"] != float64(3) {
		t.Errorf("the rest of a webhook has changed: %v", hook)
	}
	writes := len(s.asked)
	if err := p.Publish(t.Context(), both); err != nil {
		t.Fatal(err)
	}
	for _, call := range s.asked[writes:] {
		if !strings.HasPrefix(call, "GET ") {
			t.Errorf("what is published already was written again: %s", call)
		}
	}
	if err := p.Publish(t.Context(), first); err != nil || bundleAt(s, Advisory, 0) != first {
		t.Errorf("a retired authority is still trusted (%v)", err)
	}
}

func TestAConfigurationThatChangesMeanwhile(t *testing.T) {
	s, c := serve(t, map[string]string{hookPath + Advisory: hookNamed(Advisory)})
	p := c.Place("breakwater", "certs", bothNames)
	first, _ := certificates(t)
	s.fails = func(method, path string) int {
		if method == "PATCH" { // somebody else writes between our look and our write
			s.put(path, s.objects[path])
		}
		return 0
	}
	if err := p.Publish(t.Context(), first); !errors.Is(err, rotate.ErrConflict) {
		t.Errorf("%v: want a conflict", err)
	}
	s.fails = func(method, _ string) int { return map[string]int{"PATCH": 404}[method] }
	if err := p.Publish(t.Context(), first); err != nil {
		t.Errorf("a configuration that was taken away meanwhile calls nobody: %v", err)
	}
}

func TestConfigurationsThatCannotBeReached(t *testing.T) {
	s, c := serve(t, map[string]string{hookPath + Advisory: hookNamed(Advisory), hookPath + Enforcing: hookNamed(Enforcing)})
	p := c.Place("breakwater", "certs", bothNames)
	first, _ := certificates(t)
	s.fails = func(method, path string) int {
		if strings.HasSuffix(path, Advisory) && method == "PATCH" {
			return 403
		}
		return 0
	}
	err := p.Publish(t.Context(), first)
	if err == nil || !strings.Contains(err.Error(), "the caBundle of the ValidatingWebhookConfiguration breakwater-advisory cannot be written") {
		t.Errorf("%v", err)
	}
	if bundleAt(s, Enforcing, 0) != first {
		t.Error("one that cannot be written keeps the other from being written")
	}
	s.fails = func(string, string) int { return 500 }
	if _, err := p.Published(t.Context(), first); err == nil {
		t.Error("what could not be read counts as published, or not")
	}
	if err := p.Publish(t.Context(), first); err == nil {
		t.Error("what could not be read counts as published")
	}
}

// TestKeepersShareAPlace: the whole rotation over HTTP, with two replicas that take
// turns.
func TestKeepersShareAPlace(t *testing.T) {
	s, c := serve(t, map[string]string{secretPath: emptySecret, hookPath + Advisory: hookNamed(Advisory)})
	now, err := time.Parse(time.RFC3339, begun)
	if err != nil {
		t.Fatal(err)
	}
	ages := rotate.Ages{Authority: time.Minute, Leaf: 20 * time.Second, Overlap: 10 * time.Second}
	var replicas []*rotate.Keeper
	for range 2 {
		replicas = append(replicas, rotate.New(c.Place("breakwater", "certs", bothNames), ages, []string{"a.svc"}, func() time.Time { return now }, slog.New(slog.NewTextHandler(io.Discard, nil))))
	}
	bundles := map[string]bool{}
	for range 150 {
		for _, k := range replicas {
			if err := k.Step(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := k.Ready(); err != nil {
				t.Fatal(err)
			}
		}
		bundles[bundleAt(s, Advisory, 0)] = true
		now = now.Add(2 * time.Second)
	}
	if len(bundles) < 8 {
		t.Errorf("%d bundles in five minutes: want two for each authority, one each minute", len(bundles))
	}
}
