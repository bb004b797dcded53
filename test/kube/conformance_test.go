package kube

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/breakwaterhq/breakwater/internal/admit"
	"github.com/breakwaterhq/breakwater/internal/export"
	"github.com/breakwaterhq/breakwater/internal/export/exporttest"
	"github.com/breakwaterhq/breakwater/internal/rules"
)

// TestM35_TheExportAndTheWebhookAgree: a real API server with the exported
// policies, and the judge of the webhook with the object as that server would
// have stored it, are asked the same. As new objects: every fixture, every
// documented example, and the fixtures with one field changed. As changes: the
// fixtures into those with one field changed, and back. As deletions: topics, node
// pools and Kafkas.
func TestM35_TheExportAndTheWebhookAgree(t *testing.T) {
	plain, s := withCRDs(t), withCRDs(t)
	s.applyExport(export.Label{}, "Warn")
	s.inForce(allProbes()...)
	all := &tally{found: map[string]int{}, unlike: map[string][]string{}}
	all.sideBySide(t, plain, s, func(c *comparison, e exporttest.Case, changed []exporttest.Case) {
		c.creates(append(changed, e)...)
	})
	all.sideBySide(t, plain, s, func(c *comparison, e exporttest.Case, changed []exporttest.Case) {
		c.changes(e, changed)
		c.deletes(e, changed)
	})
	all.by(t, plain, s).creates(examples(t)...)
	all.ends(t)
}

// sideBySide compares something of every fixture, and of what it is with one field
// changed, and waits for all of them.
func (a *tally) sideBySide(t *testing.T, plain, asked stage, compare func(*comparison, exporttest.Case, []exporttest.Case)) {
	t.Helper()
	all, err := exporttest.Objects(nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("of", func(t *testing.T) {
		for _, each := range all {
			t.Run(each.Name, func(t *testing.T) {
				t.Parallel()
				compare(a.by(t, plain, asked), each, exporttest.Mutants(each))
			})
		}
	})
}

// examples are the documented ones.
func examples(t *testing.T) []exporttest.Case {
	t.Helper()
	all, err := exporttest.Objects(rules.All())
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(all, func(c exporttest.Case) bool { return strings.HasPrefix(c.Name, "fixture") })
}

// figures are what a comparison leaves.
type figures struct {
	With      int            `json:"rules_with_cel"`
	Without   int            `json:"rules_without"`
	Cases     int            `json:"cases"`
	Agree     int            `json:"agreements"`
	Closed    int            `json:"refused_as_not_evaluable"` // pod sets with what is no pod: a difference that the manual tells
	ByItself  int            `json:"refused_by_the_api_server_itself"`
	Found     int            `json:"cases_with_findings"`
	Operation map[string]int `json:"cases_by_operation"`
}

// tally is what all comparisons come to. Those run side by side.
type tally struct {
	sync.Mutex
	figures
	found  map[string]int      // by the rule
	unlike map[string][]string // cases by how they differ
}

// comparison holds the policies against the judge.
type comparison struct {
	*testing.T
	*tally
	judge        *admit.Rules
	plain, asked stage // without the policies, and with them
}

// by is a comparison with clients of its own, because a client keeps warnings.
func (a *tally) by(t *testing.T, plain, asked stage) *comparison {
	t.Helper()
	for _, s := range []*stage{&plain, &asked} {
		client, err := s.lab.Client()
		if err != nil {
			t.Fatal(err)
		}
		s.T, s.client = t, client
	}
	return &comparison{t, a, exporttest.Judge(), plain, asked}
}

// creates compares the answers to new objects.
func (c *comparison) creates(all ...exporttest.Case) {
	c.Helper()
	for _, e := range all {
		stored, err := c.plain.client.Create(c.Context(), c.plain.text(e.Object), dryRun)
		if err != nil {
			c.refused()
			continue
		}
		got := c.asked.told(func() error {
			_, err := c.asked.client.Create(c.Context(), c.asked.text(e.Object), dryRun)
			return err
		})
		c.compare(e.Name, nil, stored, got)
	}
}

// refused counts a request that the API server refuses by itself.
func (a *tally) refused() {
	a.Lock()
	defer a.Unlock()
	a.ByItself++
}

// compare holds what the policies said of a change from one object to another against
// what the judge says; nil stands for none.
func (c *comparison) compare(name string, before, now *unstructured.Unstructured, got []string) {
	c.Helper()
	e := exporttest.Case{Name: name, Object: c.moved(now), Old: c.moved(before)}
	does, closed := admit.Update, false
	for _, o := range []*unstructured.Unstructured{before, now} {
		if o != nil {
			e.Kind = o.GetKind()
			closed = closed || e.Kind == "StrimziPodSet" && allClosed(got) && !c.plain.takesPods(o.Object)
		}
	}
	switch {
	case before == nil:
		does = admit.Create
	case now == nil:
		does = admit.Delete
	}
	c.count(e, does, c.judged(e), got, closed)
}

// count takes one answer in.
func (a *tally) count(e exporttest.Case, does admit.Operation, want, got []string, closed bool) {
	a.Lock()
	defer a.Unlock()
	if closed {
		a.Closed++
		return
	}
	a.Cases++
	if a.Operation == nil {
		a.Operation = map[string]int{}
	}
	a.Operation[string(does)]++
	if len(want) > 0 {
		a.Found++
	}
	for _, w := range want {
		_, r, _ := strings.Cut(w, " ")
		a.found[r]++
	}
	if slices.Equal(got, want) {
		a.Agree++
		return
	}
	how := fmt.Sprintf("%s %s: the webhook says %v, the policies %v", does, e.Kind, want, got)
	a.unlike[how] = append(a.unlike[how], e.Name)
}

// ends tells what came of it, and fails for every difference, for too few
// cases, and for a rule that no case was about.
func (a *tally) ends(t *testing.T) {
	t.Helper()
	for how, where := range a.unlike {
		t.Errorf("%s: %d times, as on %s", how, len(where), where[0])
	}
	for does, least := range map[admit.Operation]int{admit.Create: 500, admit.Update: 300, admit.Delete: 30} {
		if n := a.Operation[string(does)]; n < least {
			t.Errorf("only %d requests to %s were asked", n, does)
		}
	}
	for _, r := range exporttest.Exported() {
		if a.found[r.Name] == 0 {
			t.Errorf("no request gives %s, so nothing is known of its CEL", r.Name)
		}
	}
	a.With, a.Without = len(exporttest.Exported()), len(rules.All())-len(exporttest.Exported())
	text, err := json.MarshalIndent(a.figures, "  ", "  ")
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s", text)
	if file := os.Getenv("BREAKWATER_FIGURES"); file != "" && !t.Failed() {
		if err := os.WriteFile(file, text, 0o644); err != nil {
			t.Error(err)
		}
	}
}
