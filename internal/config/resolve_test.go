package config_test

import (
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/scope"
)

// The scopes of a configuration give things their homes: by file, by any
// identity that they carry, and for certain.
func TestScopesGiveThingsTheirHomes(t *testing.T) {
	c := parse(t, "breakwater.yaml", `
scopes:
  plant:
    files: ["plant/**"]
    same_as: ["strimzi:kafka/plant", "bootstrap:B1.example.com:9092"]
  office:
    files: [office]
`)
	b := model.NewBuilder(time.Time{})
	topics := map[string]*model.Topic{}
	for name, place := range map[string]model.Place{
		"by-file":      {File: "plant/topics/a.yaml"},
		"by-folder":    {File: "office/deep/a.yaml"},
		"by-label":     {File: "elsewhere/b.yaml", Names: []string{"strimzi:kafka/plant"}},
		"by-bootstrap": {File: "elsewhere/c.yaml", Names: []string{"bootstrap:b1.example.com:9092"}},
		"by-nothing":   {File: "third/d.yaml", Names: []string{"cluster:third"}},
	} {
		topics[name] = &model.Topic{Name: name, Place: place}
		b.Topic(topics[name])
	}
	now, before := b.Snapshots()
	scope.Resolve(c.Scopes, now, before)
	for name, want := range map[string]string{
		"by-file": "plant", "by-folder": "office", "by-label": "plant", "by-bootstrap": "plant", "by-nothing": "third",
	} {
		if got := topics[name].Home; got.Scope != want || got.Certainty != model.Known {
			t.Errorf("%s is in %q (%v), want %q for certain", name, got.Scope, got.Certainty, want)
		}
	}
}

func TestAnAbsolutePolicyPathIsKept(t *testing.T) {
	c := parse(t, "sub/breakwater.yaml", "policy: /etc/breakwater/policy.yaml")
	if c.PolicyFile != "/etc/breakwater/policy.yaml" {
		t.Errorf("got %q", c.PolicyFile)
	}
	c = parse(t, "sub/breakwater.yaml", "policy: ../policy.yaml")
	if c.PolicyFile != "policy.yaml" {
		t.Errorf("got %q", c.PolicyFile)
	}
}

func TestTheConfigurationMayBeNamedByAnAbsolutePath(t *testing.T) {
	root := project(t, map[string]string{"a/x.yaml": ""})
	t.Chdir(root)
	c := parse(t, root+"/breakwater.yaml", `exclude: ["a"]`)
	for path, want := range map[string]bool{"a/x.yaml": true, root + "/a/x.yaml": true, "b/x.yaml": false, "../a/x.yaml": false} {
		if got := c.Exclude(path); got != want {
			t.Errorf("%s: got %v", path, got)
		}
	}
}
