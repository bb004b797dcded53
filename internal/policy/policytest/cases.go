package policytest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/policy/strict"
)

// Case is one file below testdata.
type Case struct {
	Name string
	Text []byte
	Want []string // what is wrong with it, as LINE:COLUMN: SENTENCE
}

const want = "# want: "

// Cases reads a folder of YAML files. The comments "# want:" at the top of a
// file are the problems that it has.
func Cases(t testing.TB, dir string) []Case {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files in %s: %v", dir, err)
	}
	var cases []Case
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		c := Case{Name: filepath.Base(file), Text: text}
		for line := range strings.Lines(string(text)) {
			sentence, ok := strings.CutPrefix(line, want)
			if !ok {
				break
			}
			c.Want = append(c.Want, strings.TrimSpace(sentence))
		}
		cases = append(cases, c)
	}
	return cases
}

// Bad runs a test for each file of a folder: its problems must be those that
// it says itself, all of them and in order. A sentence that ends in "…" may go
// on: its end is the YAML library's.
func Bad(t *testing.T, dir string, parse func(file string, text []byte) error) {
	for _, c := range Cases(t, dir) {
		t.Run(c.Name, func(t *testing.T) {
			err := parse(c.Name, c.Text)
			switch {
			case len(c.Want) == 0:
				t.Error("the file does not say what is wrong with it")
			case err == nil:
				t.Errorf("is accepted; want\n%s", strings.Join(c.Want, "\n"))
			case !c.says(strings.Split(err.Error(), "\n")):
				t.Errorf("got\n%s\nwant\n%s", err, strings.Join(c.Want, "\n"))
			}
		})
	}
}

func (c Case) says(problems []string) bool {
	return slices.EqualFunc(problems, c.Want, func(got, want string) bool {
		got = strings.TrimPrefix(got, c.Name+":")
		start, open := strings.CutSuffix(want, "…")
		return got == want || open && strings.HasPrefix(got, start)
	})
}

// breaks are what ends a line in YAML beside a line feed, made one.
var breaks = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")

// InText fails the test if a problem does not point into the text, or says
// nothing. Lines may be those of YAML, or those of an editor.
func InText(t testing.TB, p *strict.Problem, text []byte) {
	t.Helper()
	plain := string(text)
	if p.Message == "" || !within(p, plain) && !within(p, breaks.Replace(plain)) {
		t.Fatalf("the problem %q does not point into the text", p.Error())
	}
}

func within(p *strict.Problem, text string) bool {
	lines := strings.Split(text, "\n")
	return p.Line >= 1 && p.Line <= len(lines) && p.Column >= 1 && p.Column <= len(lines[p.Line-1])+1
}
