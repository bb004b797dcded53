package rules_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules"
)

// TestExplainsNamesWhatThereIs: an effect that is misspelt would never be
// folded, and nobody would notice.
func TestExplainsNamesWhatThereIs(t *testing.T) {
	for _, p := range misnamed(rules.All()) {
		t.Error(p)
	}
}

// TestExplainsHasNoCircle: two findings that explain each other would both be
// told below the other, and so nowhere.
func TestExplainsHasNoCircle(t *testing.T) {
	if circle := circleOf(rules.All()); circle != nil {
		t.Errorf("each explains the next, the last one the first: %s", strings.Join(circle, " → "))
	}
}

// TestExplainsByWhatThereIs: only a rule about brokers finds what others blame.
func TestExplainsByWhatThereIs(t *testing.T) {
	for _, r := range rules.All() {
		for _, e := range r.Explains {
			if !isLink(e.By) {
				t.Errorf("%s explains %s by link %d, which is none", r.Name, e.Rule, e.By)
			}
			if e.By == rule.SameBroker && r.On != model.KindBroker {
				t.Errorf("%s is not about brokers, so nothing blames what it finds", r.Name)
			}
			if e.By == rule.Blamed && r.On != model.KindPartition {
				t.Errorf("%s is not about partitions, so nothing blames what it finds", r.Name)
			}
			if e.By == rule.SameTopic && r.On != model.KindTopic && r.On != model.KindPartition {
				t.Errorf("%s is not about topics, so it explains nothing of one", r.Name)
			}
		}
	}
}

func isLink(l rule.Link) bool { return l >= rule.SameBroker && l <= rule.Blamed }

// TestExplainsTestsCanFail holds them against rules that are wrong.
func TestExplainsTestsCanFail(t *testing.T) {
	r := func(name string, effects ...string) *rule.Rule {
		out := &rule.Rule{Name: name}
		for _, e := range effects {
			out.Explains = append(out.Explains, rule.Effect{Rule: e, By: rule.SameBroker})
		}
		return out
	}
	unlinked := &rule.Rule{Name: "a/x", Explains: []rule.Effect{{Rule: "b/y"}}}
	for _, c := range []struct {
		name             string
		rules            []*rule.Rule
		misnamed, circle int
	}{
		{"none", []*rule.Rule{r("a/x"), r("b/y")}, 0, 0},
		{"one explains another", []*rule.Rule{r("a/x", "b/y"), r("b/y")}, 0, 0},
		{"a family", []*rule.Rule{r("a/x", "b/*"), r("b/y"), r("b/z")}, 0, 0},
		{"its own family", []*rule.Rule{r("a/x", "a/*"), r("a/y")}, 0, 0},
		{"nobody", []*rule.Rule{r("a/x", "b/y")}, 1, 0},
		{"no family", []*rule.Rule{r("a/x", "b/*"), r("bb/y")}, 1, 0},
		{"twice", []*rule.Rule{r("a/x", "b/y", "b/y"), r("b/y")}, 1, 0},
		{"by nothing", []*rule.Rule{unlinked, r("b/y")}, 1, 0},
		{"itself", []*rule.Rule{r("a/x", "a/x")}, 0, 1},
		{"each other", []*rule.Rule{r("a/x", "b/y"), r("b/y", "a/x")}, 0, 2},
		{"in a circle of three, by a family", []*rule.Rule{r("a/x", "b/*"), r("b/y", "c/z"), r("b/w"), r("c/z", "a/x")}, 0, 3},
	} {
		if got := misnamed(c.rules); len(got) != c.misnamed {
			t.Errorf("%s: misnamed %v, want %d", c.name, got, c.misnamed)
		}
		if got := circleOf(c.rules); len(got) != c.circle {
			t.Errorf("%s: circle %v, want one of %d", c.name, got, c.circle)
		}
	}
}

// misnamed are the effects that no rule is, that are named twice, or that
// nothing ties to their cause.
func misnamed(all []*rule.Rule) []string {
	var out []string
	for _, r := range all {
		seen := map[string]bool{}
		for _, e := range r.Explains {
			switch {
			case len(effects(e, r, all)) == 0:
				out = append(out, r.Name+" explains "+e.Rule+", and there is no such rule")
			case seen[e.Rule]:
				out = append(out, r.Name+" explains "+e.Rule+" twice")
			case !isLink(e.By):
				out = append(out, r.Name+" explains "+e.Rule+" by nothing that ties them")
			}
			seen[e.Rule] = true
		}
	}
	return out
}

// effects are the rules that an effect names. A family does not name the
// cause itself.
func effects(e rule.Effect, cause *rule.Rule, all []*rule.Rule) []*rule.Rule {
	family, whole := strings.CutSuffix(e.Rule, "/*")
	var out []*rule.Rule
	for _, r := range all {
		if r.Name == e.Rule || whole && r.Family() == family && r != cause {
			out = append(out, r)
		}
	}
	return out
}

// circleOf is rules of which each explains the next and the last one the
// first; nil if there are none.
func circleOf(all []*rule.Rule) []string {
	clear := map[*rule.Rule]bool{}
	var walk func(r *rule.Rule, path []*rule.Rule) []string
	walk = func(r *rule.Rule, path []*rule.Rule) []string {
		if at := slices.Index(path, r); at >= 0 {
			var names []string
			for _, p := range path[at:] {
				names = append(names, p.Name)
			}
			return names
		}
		if clear[r] {
			return nil
		}
		for _, e := range r.Explains {
			for _, effect := range effects(e, r, all) {
				if circle := walk(effect, append(path, r)); circle != nil {
					return circle
				}
			}
		}
		clear[r] = true
		return nil
	}
	for _, r := range all {
		if circle := walk(r, nil); circle != nil {
			return circle
		}
	}
	return nil
}
