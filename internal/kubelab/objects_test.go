package kubelab

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestObjects(t *testing.T) {
	all, err := Objects("# nothing\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: ns}\n---\n---\n{apiVersion: v1, kind: Node, metadata: {name: b}}\n")
	var got []ID
	for _, o := range all {
		got = append(got, IDOf(o))
	}
	want := []ID{{"v1", "Pod", "ns", "a"}, {"v1", "Node", "", "b"}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v, want %v", got, err, want)
	}
}

func TestWhatIsNoObject(t *testing.T) {
	for text, want := range map[string]string{
		"kind: Pod": "document 1 has no apiVersion",
		"{apiVersion: v1, kind: Pod}\n---\napiVersion: v1": "document 2 has no apiVersion, or no kind",
		"a: [": "document 1",
		"a":    "document 1",
	} {
		if _, err := Objects(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	const two = "{apiVersion: v1, kind: Pod}\n---\n{apiVersion: v1, kind: Pod}"
	for _, text := range []string{"", two} {
		if _, err := one(text); err == nil || !strings.Contains(err.Error(), "one object") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

const resources = `{"kind": "APIResourceList", "resources": [
	{"name": "kafkatopics", "kind": "KafkaTopic", "namespaced": true},
	{"name": "kafkatopics/status", "kind": "KafkaTopic", "namespaced": true},
	{"name": "nodes", "kind": "Node"}]}`

func TestKindsAreAskedForOnce(t *testing.T) {
	var asked []string
	k := &kinds{ask: func(_ context.Context, path string) (string, error) {
		asked = append(asked, path)
		return resources, nil
	}}
	for range 2 {
		got, namespaced, err := k.find(t.Context(), "kafka.strimzi.io/v1", "KafkaTopic")
		if err != nil || !namespaced || got.String() != "kafka.strimzi.io/v1, Resource=kafkatopics" {
			t.Errorf("%v, %v, %v", got, namespaced, err)
		}
	}
	if _, namespaced, err := k.find(t.Context(), "v1", "Node"); err != nil || namespaced {
		t.Errorf("namespaced %v, %v", namespaced, err)
	}
	if want := []string{"/apis/kafka.strimzi.io/v1", "/api/v1"}; !slices.Equal(asked, want) {
		t.Errorf("asked for %q, want %q", asked, want)
	}
	if _, _, err := k.find(t.Context(), "v1", "Broker"); err == nil || !strings.Contains(err.Error(), "no kind Broker in v1") {
		t.Errorf("%v", err)
	}
	c := &Client{kinds: k}
	if _, err := c.resource(t.Context(), ID{"v1", "Node", "n", "a"}); err == nil || !strings.Contains(err.Error(), "a Node has no namespace") {
		t.Errorf("%v", err)
	}
}

func TestKindsThatCannotBeKnown(t *testing.T) {
	gone := errors.New("gone")
	for _, c := range []struct {
		version, answer string
		err             error
		want            string
	}{
		{"a/b/c", resources, nil, "a/b/c"},
		{"v1", "", gone, "gone"},
		{"v1", "<html>", nil, "/api/v1: invalid character"},
	} {
		k := &kinds{ask: func(context.Context, string) (string, error) { return c.answer, c.err }}
		if _, _, err := k.find(t.Context(), c.version, "Pod"); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.version, err, c.want)
		}
	}
}

func TestWarningsAreToldOnce(t *testing.T) {
	c := &Client{}
	c.HandleWarningHeader(299, "-", "one")
	c.HandleWarningHeader(299, "-", "two")
	if got := c.Warnings(); !slices.Equal(got, []string{"one", "two"}) {
		t.Errorf("%q", got)
	}
	if got := c.Warnings(); len(got) != 0 {
		t.Errorf("%q", got)
	}
}
