package format

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// declared is a document and a config after some lines of NAME=VALUE.
func declared(lines ...string) (model.Document, model.Config) {
	var doc model.Document
	var config model.Config
	for i, line := range lines {
		name, raw, _ := strings.Cut(line, "=")
		at := model.AtFile("f", i+1, 1)
		Declare(&doc, &config, name, Value(raw, model.AtFile("f", i+1, len(name)+2)), at)
	}
	return doc, config
}

// Names that share a long start make a search through all of them take a
// minute; with an index it is less than a second.
func TestDeclareTakesLinearTime(t *testing.T) {
	const settings, limit = 20_000, 30 * time.Second
	start := strings.Repeat("a", 4000)
	lines := make([]string, settings)
	for i := range lines {
		lines[i] = fmt.Sprintf("%s%d=%d", start, i%(settings/2), i)
	}
	began := time.Now()
	doc, config := declared(lines...)
	if took := time.Since(began); took > limit {
		t.Errorf("%d settings took %v, want less than %v", settings, took, limit)
	}
	if len(doc.Duplicates) != settings/2 || config.Len() != settings {
		t.Errorf("%d duplicates among %d settings, want half of %d", len(doc.Duplicates), config.Len(), settings)
	}
	last := doc.Duplicates[settings/2-1]
	if last.First.Value.Raw() != "9999" || last.Second.Value.Raw() != "19999" || last.Second.At.Line != settings {
		t.Errorf("the last duplicate is of %s and %s, want 9999 and 19999", last.First.Value.Raw(), last.Second.Value.Raw())
	}
	if got := config.Get(start + "0").Raw(); got != "10000" {
		t.Errorf("the first key is %s, want what stands there last", got)
	}
}

func TestDeclareNotesEachDuplicateWithItsNeighbour(t *testing.T) {
	for name, c := range map[string]struct {
		lines []string
		want  []string // KEY FIRST-LINE SECOND-LINE
	}{
		"none":             {[]string{"a=1", "b=1"}, nil},
		"two":              {[]string{"a=1", "a=1"}, []string{"a 1 2"}},
		"three":            {[]string{"a=1", "a=2", "a=3"}, []string{"a 1 2", "a 2 3"}},
		"of two keys":      {[]string{"a=1", "b=1", "b=2", "a=2"}, []string{"b 2 3", "a 1 4"}},
		"an empty value":   {[]string{"a=", "a=1"}, []string{"a 1 2"}},
		"an unknown value": {[]string{"a=${X}", "a=1"}, []string{"a 1 2"}},
		"in another case":  {[]string{"a=1", "A=1"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			doc, _ := declared(c.lines...)
			var got []string
			for _, d := range doc.Duplicates {
				got = append(got, fmt.Sprintf("%s %d %d", d.Key, d.First.At.Line, d.Second.At.Line))
				if d.First.Name != d.Key || d.Second.Name != d.Key || d.Second.At.Column != 1 {
					t.Errorf("the duplicate is %+v", d)
				}
			}
			if strings.Join(got, ", ") != strings.Join(c.want, ", ") {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestNoteKeepsWhatIsNotKnownAlone(t *testing.T) {
	at, inside := model.AtFile("f", 3, 1), model.AtFile("f", 3, 9)
	for name, c := range map[string]struct {
		value model.Value
		want  bool
	}{
		"known":     {model.KnownValue("1", inside), false},
		"empty":     {model.KnownValue("", inside), false},
		"not set":   {model.Value{}, false},
		"unknown":   {model.UnknownValue("${X}", "filled in later", inside), true},
		"no text":   {model.UnknownValue("", "hidden", inside), true},
		"a literal": {Value("a{b}c", inside), true},
	} {
		var doc model.Document
		Note(&doc, "key", c.value, at)
		if got := len(doc.Unresolved) == 1; got != c.want {
			t.Errorf("%s: noted %v, want %v", name, got, c.want)
		}
		for _, s := range doc.Unresolved {
			if s.Name != "key" || s.At != at || s.Value != c.value {
				t.Errorf("%s: noted is %+v", name, s)
			}
		}
	}
}
