package kube

import (
	"maps"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/breakwaterhq/breakwater/internal/export/exporttest"
	"github.com/breakwaterhq/breakwater/internal/kubelab"
)

// asTheyAre and dryRun are how objects are written: nothing is said of fields that nobody knows.
var (
	asTheyAre = kubelab.Write{FieldValidation: "Ignore"}
	dryRun    = kubelab.Write{FieldValidation: "Ignore", DryRun: true}
)

// changes compares the answers to changes of an object into others, and of some of them
// back: into all of a topic, and else into some. What is bad may be created here, because
// the policies of the stage only warn.
func (c *comparison) changes(base exporttest.Case, into []exporttest.Case) {
	c.Helper()
	into = append(slices.Clone(into), besides(base)...)
	old := c.create(base)
	if old == nil {
		return
	}
	for i, e := range into {
		if i%3 == 0 || exporttest.Deletable(base.Kind) {
			c.update(e, old)
		}
	}
	c.statusAlone(old)
	c.remove(old)
	for i, e := range into {
		if i%6 == 1 || exporttest.Deletable(base.Kind) {
			c.back(base, e)
		}
	}
}

// back compares the answer to a change of e into base.
func (c *comparison) back(base, e exporttest.Case) {
	c.Helper()
	if old := c.create(e); old != nil {
		base.Name = e.Name + ", taken back"
		c.update(base, old)
		c.remove(old)
	}
}

// besides are an object with changes that no rule reads: another label, another
// annotation, another status.
func besides(base exporttest.Case) (out []exporttest.Case) {
	for _, what := range []string{"another label", "another annotation", "a status"} {
		o := (&unstructured.Unstructured{Object: base.Object}).DeepCopy()
		switch what {
		case "another label":
			o.SetLabels(with(o.GetLabels(), "example.org/team"))
		case "another annotation":
			o.SetAnnotations(with(o.GetAnnotations(), "example.org/team"))
		default:
			o.Object["status"] = map[string]any{"observedGeneration": int64(7)}
		}
		out = append(out, exporttest.Case{Name: base.Name + ": " + what, Kind: base.Kind, Object: o.Object})
	}
	return out
}

func with(words map[string]string, key string) map[string]string {
	words = maps.Clone(words)
	if words == nil {
		words = map[string]string{}
	}
	words[key] = "payments"
	return words
}

// create stores an object in the stage with the policies; nil where the API server
// refuses it by itself.
func (c *comparison) create(e exporttest.Case) *unstructured.Unstructured {
	c.Helper()
	o, err := c.asked.client.Create(c.Context(), c.asked.text(e.Object), asTheyAre)
	if err != nil {
		c.refused()
		return nil
	}
	return o
}

func (c *comparison) remove(o *unstructured.Unstructured) {
	c.Helper()
	if err := c.asked.client.Delete(c.Context(), kubelab.IDOf(o), asTheyAre); err != nil {
		c.Fatal(err)
	}
}

// update compares the answer to a change of a stored object, which it leaves as it is.
func (c *comparison) update(e exporttest.Case, old *unstructured.Unstructured) {
	c.Helper()
	o := (&unstructured.Unstructured{Object: e.Object}).DeepCopy()
	if _, is := o.Object["metadata"].(map[string]any); !is || o.GetName() != old.GetName() {
		return // it is another object
	}
	o.SetNamespace(c.asked.ns)
	o.SetResourceVersion(old.GetResourceVersion())
	var now *unstructured.Unstructured
	var err error
	got := c.asked.told(func() error {
		now, err = c.asked.client.Update(c.Context(), o, dryRun)
		return err
	})
	if err != nil {
		c.refused()
		return
	}
	c.compare(e.Name+", as a change", old, now, got)
}

// statusAlone writes the status as an operator does, of which no policy may say a word.
func (c *comparison) statusAlone(old *unstructured.Unstructured) {
	c.Helper()
	if !strings.Contains(old.GetAPIVersion(), "strimzi.io") {
		return
	}
	w := dryRun
	w.Subresource = "status"
	got := c.asked.told(func() error {
		_, err := c.asked.client.Patch(c.Context(), kubelab.IDOf(old), `{"status": {"observedGeneration": 7}}`, w)
		return err
	})
	if len(got) > 0 {
		c.Errorf("%s %s: its status may not be written: %v", old.GetKind(), old.GetName(), got)
	}
}

// deletes compares the answers to deletions of an object as it is, and of those that
// differ from it in metadata: confirmed, for another object, not at all.
func (c *comparison) deletes(base exporttest.Case, changed []exporttest.Case) {
	c.Helper()
	if !exporttest.Deletable(base.Kind) {
		return
	}
	for _, e := range append([]exporttest.Case{base}, changed...) {
		if e.Name != base.Name && !strings.Contains(e.Name, "[metadata") {
			continue
		}
		old := c.create(e)
		if old == nil {
			continue
		}
		got := c.asked.told(func() error { return c.asked.client.Delete(c.Context(), kubelab.IDOf(old), dryRun) })
		c.compare(e.Name+", deleted", old, nil, got)
		c.remove(old)
	}
}
