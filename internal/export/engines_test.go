package export

import (
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/breakwaterhq/breakwater/internal/export/exporttest"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules"
	"github.com/breakwaterhq/breakwater/internal/rules/topic"
)

// TestM35_KyvernoSeesNewObjectsAsNew, though it shows an empty oldObject of them.
func TestM35_KyvernoSeesNewObjectsAsNew(t *testing.T) {
	all := Policies([]*rule.Rule{topic.NameInvalid, topic.TooFewReplicas}, exporttest.Strict)
	for i := range all {
		all[i].Variables = all[i].kyvernoVariables()
	}
	e := newMachine(t, all)
	bad := map[string]any{"metadata": map[string]any{"name": "no name"}, "spec": map[string]any{"replicas": int64(1)}}
	for name, c := range map[string]struct {
		old  map[string]any
		want []string
	}{
		"no old object":         {nil, []string{"topic/name-invalid", "topic/too-few-replicas"}},
		"one that is empty":     {map[string]any{}, []string{"topic/name-invalid", "topic/too-few-replicas"}},
		"one that was as wrong": {bad, nil},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, r := range e.judge("KafkaTopic", bad, c.old) {
				if r.err != nil {
					t.Fatal(r.err)
				}
				got = append(got, r.rule)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

// TestM35_KyvernoHasOneCheckForEachPolicy: it goes no further than the first that
// fails, so that of several warnings all but one would be lost.
func TestM35_KyvernoHasOneCheckForEachPolicy(t *testing.T) {
	policies := 0
	for document := range strings.SplitSeq(written(t, rules.All(), exporttest.Strict, Options{Format: Kyverno}), "\n---\n") {
		var p kyvernoPolicy
		if err := yaml.Unmarshal([]byte(document), &p); err != nil {
			t.Fatal(err)
		}
		if policies++; len(p.Spec.Validations) != 1 {
			t.Errorf("%s has %d validations, and Kyverno tells of one", p.Metadata.Name, len(p.Spec.Validations))
		}
	}
	if policies < 10 {
		t.Errorf("only %d policies were written", policies)
	}
}

// TestM35_GatekeeperLeavesDeletionsAlone under the name that Gatekeeper reads, which is
// not that of the other two. A deletion has no object, and a policy that cannot be
// evaluated refuses.
func TestM35_GatekeeperLeavesDeletionsAlone(t *testing.T) {
	templates := 0
	for document := range strings.SplitSeq(written(t, rules.All(), exporttest.Strict, Options{Format: Gatekeeper}), "\n---\n") {
		var read struct {
			Kind string
			Spec struct {
				Targets []struct {
					Code []struct {
						Source map[string]any
					}
				}
			}
		}
		if err := yaml.Unmarshal([]byte(document), &read); err != nil {
			t.Fatal(err)
		}
		if read.Kind != "ConstraintTemplate" {
			continue
		}
		templates++
		source := read.Spec.Targets[0].Code[0].Source
		var got []string
		list, _ := source["matchCondition"].([]any)
		for _, c := range list {
			got = append(got, c.(map[string]any)["expression"].(string))
		}
		if want := []string{"object != null", "!has(object.metadata.deletionTimestamp)"}; !slices.Equal(got, want) {
			t.Errorf("its conditions are %q, want %q", got, want)
		}
		for key := range source {
			if !slices.Contains([]string{"failurePolicy", "matchCondition", "variables", "validations"}, key) {
				t.Errorf("Gatekeeper passes over %s without a word", key)
			}
		}
	}
	if templates < 10 {
		t.Errorf("only %d templates were written", templates)
	}
}
