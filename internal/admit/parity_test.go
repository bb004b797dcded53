package admit

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/breakwaterhq/breakwater/internal/engine"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rules"
	"github.com/breakwaterhq/breakwater/internal/source"
	"github.com/breakwaterhq/breakwater/internal/source/file"
)

// onlyText are the rules about a text, not about the object that it declares: the
// API server has made one value of two by the time that it asks.
var onlyText = []string{"file/duplicate-key"}

// TestM49_OneVerdictOnFileAndReview takes every Kubernetes object of every
// documented example of all rules, once as a file and once as a review. What is
// found must be the same, to the word.
func TestM49_OneVerdictOnFileAndReview(t *testing.T) {
	j, compared, found := judges(), 0, 0
	for _, r := range rules.All() {
		page, err := r.Doc.Page()
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range slices.Concat(page.Bad, page.Good) {
			for i, text := range strings.Split(e.Text, "\n---") {
				if !isObject(text) {
					continue
				}
				as := func(s source.Source) []string {
					result, err := engine.Run(t.Context(), engine.Request{Rules: j.Known, Settings: j.Settings, Now: j.Now(), Sources: []source.Source{s}})
					if err != nil {
						t.Fatal(err)
					}
					return spoken(result.Findings)
				}
				byFile, byReview := as(file.Texts(map[string]string{"o.yaml": text})), as(file.Object{Now: objectOf(t, text)})
				if !slices.Equal(byFile, byReview) {
					t.Errorf("%s, object %d of %s: by file\n%s\nby review\n%s", r.Name, i, e.File, strings.Join(byFile, "\n"), strings.Join(byReview, "\n"))
				}
				compared++
				found += len(byFile)
			}
		}
	}
	if compared < 80 || found < 40 {
		t.Errorf("only %d objects with %d findings were compared", compared, found)
	}
}

// isObject tells whether a text is a Kubernetes object by itself.
func isObject(text string) bool {
	var o struct {
		APIVersion string `yaml:"apiVersion"`
		Kind       string `yaml:"kind"`
	}
	return yaml.Unmarshal([]byte(text), &o) == nil && o.Kind != "" && !strings.HasPrefix(o.APIVersion, "breakwater") && strings.Contains(o.APIVersion, "v1")
}

func spoken(all []finding.Finding) []string {
	var out []string
	for i := range all {
		if f := &all[i]; !slices.Contains(onlyText, f.Rule) {
			out = append(out, fmt.Sprintf("%s %s %s: %s (%s)", f.Severity, f.Rule, f.Subject, f.Message, f.Fix))
		}
	}
	slices.Sort(out)
	return out
}
