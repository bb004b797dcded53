package kube

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/breakwaterhq/breakwater/internal/export/exporttest"
	"github.com/breakwaterhq/breakwater/internal/kubelab"
)

// byPolicy finds the policy in a warning.
var byPolicy = regexp.MustCompile(`ValidatingAdmissionPolicy 'breakwater-[a-z-]+-(deny|warn|audit)'`)

// named is how a message begins.
var named = regexp.MustCompile(`(?:: | \| )([a-z]+/[a-z0-9-]+): `)

// text is an object in the stage's namespace, as JSON.
func (s stage) text(o map[string]any) string {
	s.Helper()
	moved := (&unstructured.Unstructured{Object: o}).DeepCopy()
	if _, is := moved.Object["metadata"].(map[string]any); is {
		moved.SetNamespace(s.ns)
	}
	text, err := json.Marshal(moved.Object)
	if err != nil {
		s.Fatal(err)
	}
	return string(text)
}

// told are mode and rule of all that the policies say while something is done.
func (s stage) told(do func() error) (out []string) {
	s.Helper()
	s.client.Warnings()
	if err := do(); err != nil {
		return []string{err.Error()}
	}
	for _, w := range s.client.Warnings() {
		mode := byPolicy.FindStringSubmatch(w)
		if mode == nil {
			continue // of the API server's own
		}
		rules := named.FindAllStringSubmatch(w, -1)
		if rules == nil {
			out = append(out, w)
		}
		for _, r := range rules {
			out = append(out, mode[1]+" "+r[1])
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// allClosed tells whether every policy said that it could not be evaluated.
func allClosed(got []string) bool {
	return len(got) > 0 && !slices.ContainsFunc(got, func(s string) bool { return !strings.HasPrefix(s, "Validation failed for ") })
}

// takesPods tells whether the API server would take every pod of a pod set as
// it is, but for nulls, which it drops.
func (s stage) takesPods(set map[string]any) bool {
	s.Helper()
	pods, _, err := unstructured.NestedSlice(set, "spec", "pods")
	if err != nil {
		return false
	}
	for _, p := range pods {
		o, is := p.(map[string]any)
		if !is {
			return false
		}
		if _, err := s.client.Create(s.Context(), s.text(o), kubelab.Write{DryRun: true, FieldValidation: "Ignore"}); err != nil {
			return false
		}
	}
	return true
}

// judged is what the webhook's judge says, in the words of told.
func (c *comparison) judged(e exporttest.Case) []string {
	c.Helper()
	said, err := exporttest.ByWebhook(c.Context(), c.judge, e)
	if err != nil {
		return []string{err.Error()}
	}
	return said
}

// moved is an object in the namespace that has the policies; nil for none.
func (c *comparison) moved(o *unstructured.Unstructured) map[string]any {
	if o == nil {
		return nil
	}
	out := o.DeepCopy()
	out.SetNamespace(c.asked.ns)
	return out.Object
}
