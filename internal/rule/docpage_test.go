package rule

import (
	"strings"
	"testing"
	"testing/fstest"
)

const goodPage = `# A title

## Why

Because.

And because.

## Fix

Do it.

## Since

0.1

## Sources

- one file
  that goes on
- another

## Bad

` + "```yaml topics.yaml\na: 1\n```\n\n```properties server.properties\nb=2\n```\n" + `
## Good

` + "```yaml topics.yaml\na: 2\n```\n"

func TestPage(t *testing.T) {
	doc := Doc{FS: fstest.MapFS{"doc/x.md": {Data: []byte(goodPage)}}, File: "doc/x.md"}
	page, err := doc.Page()
	if err != nil {
		t.Fatal(err)
	}
	if page.Title != "A title" || page.Why != "Because.\n\nAnd because." || page.Fix != "Do it." || page.Since != "0.1" {
		t.Errorf("%+v", page)
	}
	if strings.Join(page.Sources, "|") != "one file that goes on|another" {
		t.Errorf("sources %q", page.Sources)
	}
	if len(page.Bad) != 2 || page.Bad[1] != (Example{File: "server.properties", Language: "properties", Text: "b=2\n"}) {
		t.Errorf("bad %+v", page.Bad)
	}
	if len(page.Good) != 1 || page.Good[0].Text != "a: 2\n" {
		t.Errorf("good %+v", page.Good)
	}
}

func TestPagesThatLackAPart(t *testing.T) {
	for name, page := range map[string]string{
		"does not start with a title":       strings.TrimPrefix(goodPage, "# "),
		"has an unknown section \"Sinces\"": strings.Replace(goodPage, "## Since", "## Sinces", 1),
		"has no section Fix":                strings.Replace(goodPage, "Do it.", "", 1),
		"has no section Sources":            strings.Replace(strings.Replace(goodPage, "- one file", "one file", 1), "- another", "another", 1),
		"has no section Good":               goodPage[:strings.Index(goodPage, "## Good")],
		"has no section Bad":                strings.Replace(strings.Replace(goodPage, "```yaml topics.yaml\na: 1\n```", "", 1), "```properties server.properties\nb=2\n```", "", 1),
	} {
		doc := Doc{FS: fstest.MapFS{"x.md": {Data: []byte(page)}}, File: "x.md"}
		if _, err := doc.Page(); err == nil || !strings.Contains(err.Error(), name) || !strings.HasPrefix(err.Error(), "x.md: ") {
			t.Errorf("%v, want %q", err, name)
		}
	}
	if _, err := (Doc{FS: fstest.MapFS{}, File: "x.md"}).Page(); err == nil {
		t.Error("a page that is not there is read")
	}
}

func FuzzPage(f *testing.F) {
	f.Add(goodPage)
	f.Add("# t\n\n## Bad\n\n```")
	f.Fuzz(func(t *testing.T, text string) {
		page, err := parsePage(text)
		if err == nil && (page.Why == "" || len(page.Bad) == 0) {
			t.Errorf("an incomplete page is taken: %+v", page)
		}
	})
}
