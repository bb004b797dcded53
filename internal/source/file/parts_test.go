package file

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// A file that several names lead to is read once: under the name that the
// user gave it, else under that of the file itself, at the place of that name.
func TestUniqueKeepsTheBestName(t *testing.T) {
	for name, c := range map[string]struct{ jobs, want []job }{
		"none":            {nil, nil},
		"one":             {[]job{{path: "a", real: "/a"}}, []job{{path: "a", real: "/a"}}},
		"the first":       {[]job{{"a", "/x", found, nil}, {"b", "/x", found, nil}}, []job{{"a", "/x", found, nil}}},
		"found, not link": {[]job{{"l", "/x", linked, nil}, {"b", "/y", found, nil}, {"a", "/x", found, nil}}, []job{{"b", "/y", found, nil}, {"a", "/x", found, nil}}},
		"named, not link": {[]job{{"a", "/x", named, nil}, {"l", "/x", linked, nil}}, []job{{"a", "/x", named, nil}}},
		"the first named": {[]job{{"f", "/x", found, nil}, {"n", "/x", named, nil}, {"m", "/x", named, nil}}, []job{{"n", "/x", named, nil}}},
		"different files": {[]job{{"a", "/x", found, nil}, {"a", "/y", found, nil}}, []job{{"a", "/x", found, nil}, {"a", "/y", found, nil}}},
	} {
		t.Run(name, func(t *testing.T) {
			same := func(a, b job) bool { return a.path == b.path && a.real == b.real && a.rank == b.rank }
			if got := unique(c.jobs); !slices.EqualFunc(got, c.want, same) {
				t.Errorf("kept are %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestRealOfLeadsThroughLinks(t *testing.T) {
	tree(t, map[string]string{"d/e/a": aClient, "to-d": "->d", "d/to-a": "->e/a", "d/far": "->../to-d/e/a", "d/broken": "->nowhere", "d/loop": "->loop"})
	root, err := filepath.EvalSymlinks(".")
	if err == nil {
		root, err = filepath.Abs(root)
	}
	if err != nil {
		t.Fatal(err)
	}
	l := &lister{real: map[string]string{}}
	for path, want := range map[string]string{
		"d/e/a": "d/e/a", "./d//e/../e/a": "d/e/a", "to-d/e/a": "d/e/a", "d/to-a": "d/e/a", "to-d/far": "d/e/a", "to-d": "d", "d/broken": "d/broken",
		"d/loop": "d/loop", "nowhere/a": "nowhere/a",
	} {
		for range 2 { // the second time its folder is known
			if got := l.realOf(path); got != filepath.ToSlash(filepath.Join(root, want)) {
				t.Errorf("%s is %s, want %s", path, got, want)
			}
		}
	}
}

func TestDanglingTellsALinkFromNothing(t *testing.T) {
	tree(t, map[string]string{"a": aClient, "b": "->nowhere"})
	gone, denied := os.ErrNotExist, os.ErrPermission
	for _, c := range []struct {
		path string
		err  error
		want error
	}{{"b", gone, errDangling}, {"c", gone, gone}, {"b", denied, denied}, {"a", denied, denied}} {
		if got := dangling(c.path, c.err); !errors.Is(got, c.want) {
			t.Errorf("%s, %v: %v, want %v", c.path, c.err, got, c.want)
		}
	}
}

// Rules above a folder end at the root of the repository, and without one
// there are none.
func TestRulesAboveAFolder(t *testing.T) {
	tree(t, map[string]string{
		".gitignore": "x", "r/.git/HEAD": "", "r/.gitignore": "y\n/skipped/\n", "r/a/.gitignore": "!y\nz\n", "r/a/b/.gitignore": "w", "r/skipped/c/d": "",
	})
	at, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	at = filepath.ToSlash(at)
	for _, c := range []struct {
		dir, name string
		want      bool
	}{
		{"r/a/b", "z", true}, {"r/a/b", "y", false}, {"r/a/b", "x", false}, {"r/a/b", "w", false}, // its own are read by the walk
		{"r/a", "y", true}, {"r/a", "z", false}, {"r", "y", false}, {"r/skipped/c", "y", false}, {"r/skipped", "y", false},
	} {
		if got := rulesAbove(at+"/"+c.dir).Ignores(at+"/"+c.dir+"/"+c.name, false); got != c.want {
			t.Errorf("%s in %s: left out %v, want %v", c.name, c.dir, got, c.want)
		}
	}
}

func TestDescriptors(t *testing.T) {
	for path, want := range map[string]bool{
		"/dev/stdin": true, "/dev/fd/63": true, "/proc/self/fd/0": true, "/dev/fd": false, "/dev/stdin2": false, "dev/fd/3": false, "/tmp/pipe": false, "": false,
	} {
		if got := isDescriptor(path); got != want {
			t.Errorf("%s: %v, want %v", path, got, want)
		}
	}
}

// What became of a reading is told by its error, however deep it lies.
func TestFinish(t *testing.T) {
	for name, c := range map[string]struct {
		err     error
		ignored string
		gap     string // LINE:COLUMN SENTENCE
	}{
		"read":             {nil, "", ""},
		"not Kafka":        {fmt.Errorf("reading: %w", format.ErrNotKafka), notKafka, ""},
		"a template":       {fmt.Errorf("reading: %w", format.TemplateError{}), "a template: lint its rendered output", ""},
		"not judged":       {fmt.Errorf("reading: %w", format.Unjudged{Reason: "a sail: not judged yet"}), "a sail: not judged yet", ""},
		"malformed":        {fmt.Errorf("reading: %w", format.Errorf(3, 4, "is torn")), "", "3:4 is torn"},
		"any other reason": {errors.New("is burnt"), "", "1:1 is burnt"},
	} {
		t.Run(name, func(t *testing.T) {
			b := model.NewBuilder(time.Time{})
			doc := &model.Document{Path: "f", Format: "properties"}
			finish(doc, format.Input{Path: "f", Text: []byte("# " + mark("a/a") + "\na=1\n")}, c.err, b)
			now, _ := b.Snapshots()
			gap := ""
			for _, g := range now.Gaps {
				gap += fmt.Sprintf("%d:%d %s", g.Origin.Line, g.Origin.Column, g.Detail)
			}
			if doc.Ignored != c.ignored || gap != c.gap {
				t.Errorf("ignored %q, gap %q; want %q and %q", doc.Ignored, gap, c.ignored, c.gap)
			}
			if got, want := len(doc.Suppressions), min(1, len(now.Gaps)+len(doc.Ignored)); got != 1-want {
				t.Errorf("%d suppressions: they belong to what was read", got)
			}
		})
	}
}

func TestMarkedComments(t *testing.T) {
	for comment, want := range map[string]string{
		" breakwater:ignore a/a": " a/a", "breakwater:ignore": "", "\tbreakwater:ignore\tb/b": "\tb/b", "breakwater:ignored": "-", "see breakwater:ignore": "-",
		"Breakwater:ignore a/a": "-", "breakwater:ignore=a/a": "-", "": "-",
	} {
		rest, marked := afterMark(comment)
		if marked != (want != "-") || marked && rest != want {
			t.Errorf("%q: %q, %v; want %q", comment, rest, marked, want)
		}
	}
}

func TestWhatContinuesInProperties(t *testing.T) {
	for line, want := range map[string]bool{`a=1\`: true, `a=1\\`: false, `a=1\\\`: true, `\`: true, "": false, `a=\1`: false, `a=1\ `: false} {
		if got := continues(line); got != want {
			t.Errorf("%q continues: %v, want %v", line, got, want)
		}
	}
}

func TestCommentsOfHCL(t *testing.T) {
	for text, want := range map[string]string{
		"# a\n": " a", "// a\r\n": " a", "/* a */": "a", "/* a\n b */": "a\n b", "#": "", "//": "", "/**/": "", "## a": "# a", "/* a": "a",
	} {
		if got := hclComment(text); got != want {
			t.Errorf("%q says %q, want %q", text, got, want)
		}
	}
}

// A path tells whether broken YAML was meant to be YAML.
func TestIsManifest(t *testing.T) {
	for _, c := range []struct {
		path, text string
		want       bool
	}{
		{"a.yaml", "", true}, {"a.yml", "", true}, {"d.md/a.json", "", true}, {"<stdin>", "x", true}, {"manifest", "apiVersion", true},
		{"script", "#!/bin/sh\n", false}, {"script", " #!/bin/sh\n", true}, {"a.yaml", "#!/usr/bin/env x\n", true}, {"a.md", "", false}, {"a.yaml.txt", "", false}, {"a.go", "", false},
	} {
		if got := isManifest(format.Input{Path: c.path, Text: []byte(c.text)}); got != c.want {
			t.Errorf("%s with %q: %v, want %v", c.path, c.text, got, c.want)
		}
	}
}

// Texts in memory are read in the order of their names, whatever a map does.
func TestTextsAreReadInOrder(t *testing.T) {
	all := map[string]string{}
	for i := range 30 {
		all[fmt.Sprintf("%02d.properties", i)] = strings.Replace(aBroker, "node.id=1", fmt.Sprintf("node.id=%d", 100-i), 1)
	}
	b := model.NewBuilder(time.Time{})
	if err := Texts(all).Collect(t.Context(), able, b); err != nil {
		t.Fatal(err)
	}
	now, _ := b.Snapshots()
	for i, broker := range now.Brokers {
		if want := fmt.Sprint(100 - i); broker.Name != want || now.Docs[i].Path != fmt.Sprintf("%02d.properties", i) {
			t.Fatalf("broker %s of %s comes at place %d", broker.Name, now.Docs[i].Path, i)
		}
	}
	if len(now.Brokers) != 30 {
		t.Errorf("%d brokers", len(now.Brokers))
	}
}
