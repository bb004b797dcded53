package engines

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/export"
	"github.com/breakwaterhq/breakwater/internal/export/exporttest"
)

// figures are what came of one engine.
type figures struct {
	Cases int `json:"cases"`
	Agree int `json:"agreements"`
	Found int `json:"cases_with_findings"`
	Rules int `json:"rules_found"`
	Large int `json:"differ_by_a_number_above_2_to_53"` // the one difference that the manual tells
}

// tally is what all comparisons with one engine come to. Those run side by side.
type tally struct {
	sync.Mutex
	figures
	found  map[string]int      // by the rule
	unlike map[string][]string // cases by how they differ
}

// TestM35_TheEnginesJudgeAsTheRules: the command lines of Kyverno and Gatekeeper,
// with the exported policies, and the rules themselves are asked about the same new
// objects: every fixture, every documented example, and the fixtures with one field
// changed.
func TestM35_TheEnginesJudgeAsTheRules(t *testing.T) {
	out := map[string]*figures{}
	for _, e := range engines {
		n := &tally{found: map[string]int{}, unlike: map[string][]string{}}
		t.Run(e.name, func(t *testing.T) {
			all := requests(t, e.one)
			t.Run("on", func(t *testing.T) { // whose end is that of all below it
				for part := range slices.Chunk(byKind(all), 100) {
					t.Run(part[0].Kind, func(t *testing.T) {
						t.Parallel()
						n.compare(t, e, part)
					})
				}
			})
			n.ends(t)
		})
		out[e.name] = &n.figures
	}
	leave(t, out)
}

// byKind are requests of one kind after the other.
func byKind(all []request) []request {
	out := slices.Clone(all)
	slices.SortStableFunc(out, func(a, b request) int { return strings.Compare(a.Kind, b.Kind) })
	return out
}

// compare asks an engine about some requests, with the policies of their kinds alone:
// Kyverno compiles every policy again for every object.
func (n *tally) compare(t *testing.T, e engine, some []request) {
	t.Helper()
	byKind := map[string][]map[string]any{}
	for _, r := range some {
		byKind[r.Kind] = append(byKind[r.Kind], r.Object)
	}
	said := map[string][]string{}
	for kind, objects := range byKind {
		text := written(t, policies(kind, false), export.Options{Format: e.format})
		for uid, words := range inWords(t, e.judge(t, text, objects, export.Label{})) {
			said[uid] = words
		}
	}
	for _, r := range some {
		got, judged := said[r.uid]
		if !judged {
			t.Errorf("%s was not judged", r.Name)
		}
		n.count(r, got, e.fractions && !exact(r.Object))
	}
}

// count takes one answer in. Large is an object with a number that the program does
// not show as it is.
func (n *tally) count(r request, got []string, large bool) {
	n.Lock()
	defer n.Unlock()
	if large && !slices.Equal(got, r.want) {
		n.Large++
		return
	}
	n.Cases++
	if len(r.want) > 0 {
		n.Found++
	}
	for _, w := range r.want {
		n.found[w[strings.IndexByte(w, ' ')+1:]]++
	}
	if slices.Equal(got, r.want) {
		n.Agree++
		return
	}
	how := fmt.Sprintf("%s: the rules say %v, the engine %v", r.Kind, r.want, got)
	n.unlike[how] = append(n.unlike[how], r.Name)
}

// ends tells what came of it, and fails for every difference, for too few cases, and
// for a rule that no case was about.
func (n *tally) ends(t *testing.T) {
	t.Helper()
	for how, where := range n.unlike {
		t.Errorf("%s: %d times, as on %s", how, len(where), where[0])
	}
	if n.Cases < 500 {
		t.Errorf("it was asked about %d objects only", n.Cases)
	}
	for _, r := range exporttest.Exported() {
		if n.found[r.Name] == 0 && r.Family() != "change" { // which judges no new object
			t.Errorf("no object gives %s, so nothing is known of its CEL", r.Name)
		}
	}
	delete(n.found, exporttest.NotReadable)
	n.Rules = len(n.found)
	t.Logf("%+v", n.figures)
}

// leave writes the figures where somebody asks for them.
func leave(t *testing.T, out map[string]*figures) {
	t.Helper()
	path := os.Getenv("BREAKWATER_FIGURES")
	if path == "" || t.Failed() {
		return
	}
	text, err := json.MarshalIndent(out, "  ", "  ")
	if err == nil {
		err = os.WriteFile(path, text, 0o644)
	}
	if err != nil {
		t.Error(err)
	}
}
