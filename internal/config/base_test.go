package config

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestPartsOfAPath(t *testing.T) {
	here := base{dir: "/r", cwd: "/r/sub"}
	for _, c := range []struct {
		name  string
		base  base
		path  string
		parts string // joined by spaces
		ok    bool
	}{
		{"in the working directory", here, "a.yaml", "sub a.yaml", true},
		{"beside it", here, "../a.yaml", "a.yaml", true},
		{"out and in again", here, "../../r/x/a.yaml", "x a.yaml", true},
		{"outside", here, "../../a.yaml", ".. a.yaml", false},
		{"a folder that begins with dots", here, "../..a/b", "..a b", true},
		{"absolute, inside", here, "/r/x/a.yaml", "x a.yaml", true},
		{"absolute, outside", here, "/s/a.yaml", ".. s a.yaml", false},
		{"the folder itself", here, "/r", ".", true},
		{"a neighbour with a longer name", here, "/root/a.yaml", ".. root a.yaml", false},
		{"untidy", here, "./x//y/../a.yaml", "sub x a.yaml", true},
		{"no working directory", base{}, "x/./a.yaml", "x a.yaml", true},
		{"no working directory, outside", base{}, "../a.yaml", ".. a.yaml", false},
		{"no working directory, absolute", base{}, "/r/a.yaml", " r a.yaml", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			parts, ok := c.base.parts(c.path)
			if got := strings.Join(parts, " "); got != c.parts || ok != c.ok {
				t.Errorf("%s: got %q, %v; want %q, %v", c.path, got, ok, c.parts, c.ok)
			}
		})
	}
}

func TestBaseOfAFolder(t *testing.T) {
	cwd, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for dir, want := range map[string]string{
		".": cwd, "a/../b": filepath.Join(cwd, "b"), "..": filepath.Dir(cwd), "/x/./y/": "/x/y",
	} {
		if got := baseOf(dir); got.dir != want || got.cwd != cwd {
			t.Errorf("%s: got %+v, want the folder %s", dir, got, want)
		}
	}
}

// No pattern is no matcher: a caller that has none asks nothing, and one that
// has some gets no answer about what lies elsewhere.
func TestMatchersOfPatterns(t *testing.T) {
	b := base{dir: "/r", cwd: "/r"}
	if b.matcher(nil) != nil {
		t.Error("no patterns give a matcher")
	}
	match := b.matcher([]glob{newGlob("x"), newGlob("**/*.yaml")})
	for path, want := range map[string]bool{
		"x": true, "x/a": true, "a.yaml": true, "y/a.yaml": true, "y/a": false, "../a.yaml": false, "/s/x": false, "/r/x/b": true,
	} {
		if got := match(path); got != want {
			t.Errorf("%s: %v, want %v", path, got, want)
		}
	}
}

func TestAPatternOfNothingIsTheWholeFolder(t *testing.T) {
	for _, text := range []string{".", "./", "/"} {
		g := newGlob(text)
		if !slices.Equal(g, glob{"**"}) || !g.match([]string{"a"}) || !g.match([]string{"a", "b"}) {
			t.Errorf("%q is %q", text, g)
		}
	}
}

func TestStarsMatchWithinOneFolder(t *testing.T) {
	for _, c := range []struct {
		glob, path string
		want       bool
	}{
		{"a*b*c", "abc", true}, {"a*b*c", "axxbyyc", true}, {"a*b*c", "ab/c", false}, {"*", "a", true}, {"*", ".a", true},
		{"?", "ab", false}, {"a/**/**/b", "a/b", true}, {"a/**/b/*", "a/x/b/c", true}, {"a/**/b/*", "a/x/c/b", false}, {"A", "a", false},
	} {
		if got := newGlob(c.glob).match(strings.Split(c.path, "/")); got != c.want {
			t.Errorf("%s and %s: %v, want %v", c.glob, c.path, got, c.want)
		}
	}
}
