package config

import (
	"strings"
	"testing"
)

func TestGlobs(t *testing.T) {
	for _, c := range []struct {
		glob string
		yes  []string
		no   []string
	}{
		{"plant/**", []string{"plant/a", "plant/a/b.yaml"}, []string{"plant", "plants/a", "x/plant/a"}},
		{"plant", []string{"plant", "plant/a", "plant/a/b"}, []string{"x/plant", "plant.yaml"}},
		{"plant/", []string{"plant/a"}, []string{"other"}},
		{"./plant", []string{"plant/a"}, []string{"other"}},
		{"*.yaml", []string{"a.yaml", "dir.yaml/x"}, []string{"a/b.yaml", "a.yml"}},
		{"**/*.yaml", []string{"a.yaml", "a/b.yaml", "a/b/c.yaml"}, []string{"a.yml"}},
		{"**/gen/**", []string{"gen/a", "x/gen/a", "x/y/gen/z/a"}, []string{"gen", "x/gen", "generated/a"}},
		{"a/**/z", []string{"a/z", "a/b/z", "a/b/c/z"}, []string{"a", "a/b", "b/z"}},
		{"a/*/z", []string{"a/b/z"}, []string{"a/z", "a/b/c/z"}},
		{"t?.yaml", []string{"t1.yaml"}, []string{"t.yaml", "t12.yaml"}},
		{"**", []string{"a", "a/b"}, nil},
		{"**/**/a", []string{"a", "x/a"}, []string{"b"}},
		{"a/**/b/**/c", []string{"a/b/c", "a/x/b/y/c", "a/b/b/c"}, []string{"a/c", "a/b"}},
	} {
		g := newGlob(c.glob)
		for _, path := range c.yes {
			if !g.match(strings.Split(path, "/")) {
				t.Errorf("%s does not match %s", c.glob, path)
			}
		}
		for _, path := range c.no {
			if g.match(strings.Split(path, "/")) {
				t.Errorf("%s matches %s", c.glob, path)
			}
		}
	}
}

func TestNoGlobExplodes(t *testing.T) {
	g := newGlob(strings.Repeat("**/a/", 50) + "b")
	path := strings.Split(strings.Repeat("a/", 2000)+"c", "/")
	if g.match(path) { // in exponential time this would not end
		t.Error("matches")
	}
}

func TestGlobProblems(t *testing.T) {
	for text, want := range map[string]string{
		"a/**/b": "", "*.yaml": "", "a.b-c_d/..e": "", "a..b": "",
		"!a": "negated", "/a": "relative to the folder", "../a": "relative to the folder", "a/..": "relative to the folder",
		`a\b`: "parted by /", "[ab]": "one entry for each alternative", "{a,b}": "one entry for each alternative", "a**": "whole folders",
	} {
		got := globProblem(text)
		if want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

func TestBootstrapIdentities(t *testing.T) {
	for address, want := range map[string]string{
		"b1:9092": "bootstrap:b1:9092", "B1.Example.COM:9092": "bootstrap:b1.example.com:9092", "10.0.0.1:9092": "bootstrap:10.0.0.1:9092",
		"b1": "", "b1:": "", "b1:x": "", "b1:0": "", "b1:65536": "", "localhost:9092": "", "127.0.0.1:9092": "", "a:1,b:2": "",
		"PLAINTEXT://b1:9092": "", "${HOST}:9092": "",
	} {
		got, problem := bootstrap(address)
		if got != want || (problem == "") != (want != "") {
			t.Errorf("%s: got %q and %q, want %q", address, got, problem, want)
		}
	}
}
