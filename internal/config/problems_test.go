package config_test

import (
	"path/filepath"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/config"
	"github.com/breakwaterhq/breakwater/internal/policy/policytest"
)

func TestEachMistakeIsToldOnce(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"a pattern twice":           {"exclude: [a, b, a]", `f.yaml:1:17: exclude has "a" twice`},
		"a pattern that is a list":  {"exclude: [[a]]", "f.yaml:1:11: an entry of exclude is a list: it must be a single value"},
		"no patterns":               {"exclude: []", "f.yaml:1:10: exclude is an empty list: give it an entry, or take it out"},
		"an identity twice":         {"scopes: {a: {same_as: ['cluster:p', 'cluster:p']}}", `f.yaml:1:37: same_as has "cluster:p" twice`},
		"an identity of two scopes": {"scopes:\n  a: {same_as: ['bootstrap:B:1']}\n  b: {same_as: ['bootstrap:b:1']}", `f.yaml:3:17: "bootstrap:b:1" belongs to scope a already (line 2): one thing cannot be in two scopes`},
		"a pattern of two scopes":   {"scopes:\n  a: {files: [x]}\n  b: {files: [y, x]}", `f.yaml:3:18: "x" belongs to scope a already (line 2): one thing cannot be in two scopes`},
		"a scope without a name":    {"scopes: {'': {files: [x]}}", `f.yaml:1:10: "" is not a scope's name: it has letters, digits, '.', '_' and '-'`},
		"a scope with a slash":      {"scopes: {a/b: {files: [x]}}", `f.yaml:1:10: "a/b" is not a scope's name: it has letters, digits, '.', '_' and '-'`},
		"an empty scope":            {"scopes: {a: {}}", "f.yaml:1:10: scope a is empty: give it files, same_as or both"},
		"a policy that is a list":   {"policy: [a]", "f.yaml:1:9: policy must be the path of a policy file, or a mapping that is the policy itself"},
		"a policy without a path":   {"policy: ' '", "f.yaml:1:9: policy is empty"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := config.Parse("f.yaml", []byte(c.text), policytest.Rules())
			if err == nil || got != nil || err.Error() != c.want {
				t.Errorf("got %v, %v\nwant %s", got, err, c.want)
			}
		})
	}
}

// A glob may stand in one scope's list beside another that matches the same
// files: only what is written twice is a mistake.
func TestScopesMayOverlap(t *testing.T) {
	scopes := parse(t, "breakwater.yaml", "scopes:\n  a: {files: [x/y, x/z]}\n  b: {files: ['x/**']}\n").Scopes
	if len(scopes) != 2 || !scopes[0].Match("x/y/t.yaml") || !scopes[1].Match("x/y/t.yaml") || scopes[0].Match("x/w/t.yaml") {
		t.Errorf("got %+v", scopes)
	}
}

// Outside of any repository the search goes up to the root, and ends there.
func TestFindEndsAtTheRoot(t *testing.T) {
	dir := t.TempDir()
	for at := dir; ; at = filepath.Dir(at) {
		for _, name := range []string{".git", config.Name} {
			if found, _ := filepath.Glob(filepath.Join(at, name)); len(found) > 0 {
				t.Skip("the temporary folder lies in a project")
			}
		}
		if at == filepath.Dir(at) {
			break
		}
	}
	if path, ok := config.Find(dir); ok {
		t.Errorf("found %s", path)
	}
}

func TestFindBesideTheRootOfTheRepository(t *testing.T) {
	root := project(t, map[string]string{"a/b/c.yaml": ""})
	if path, ok := config.Find(filepath.Join(root, "a", "b")); ok {
		t.Errorf("found %s above the repository", path)
	}
}
