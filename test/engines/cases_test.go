package engines

import (
	"flag"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/export"
	"github.com/breakwaterhq/breakwater/internal/export/exporttest"
	"github.com/breakwaterhq/breakwater/internal/rules"
)

var every = flag.Bool("every", false, "ask about every changed field: takes Kyverno half an hour")

// request is an object as an API server would have stored it, with what the rules
// say of it: it is new where there is no old one, and deleted where it is nil.
type request struct {
	exporttest.Case
	uid  string
	want []string
}

// requests are those for which an API server would ask: of the fixtures, of every
// documented example, and of the fixtures with one field changed: one in so many.
func requests(t *testing.T, one int) []request {
	t.Helper()
	all, err := exporttest.Objects(rules.All())
	if err != nil {
		t.Fatal(err)
	}
	var some []exporttest.Case
	for i, base := range all {
		some = append(some, base)
		if !strings.HasPrefix(base.Name, "fixture") {
			continue
		}
		for j, m := range exporttest.Mutants(base) {
			if *every || j%one == i%one {
				some = append(some, m)
			}
		}
	}
	return stored(t, some)
}

// stored are those cases that an API server would store.
func stored(t *testing.T, some []exporttest.Case) (out []request) {
	t.Helper()
	api, err := exporttest.NewServer("../../internal/kubelab/crds")
	if err != nil {
		t.Fatal(err)
	}
	j := exporttest.Judge()
	for _, c := range some {
		now, ok := api.Stored(c.Kind, c.Object)
		old, also := api.Stored(c.Kind, c.Old)
		if !ok || !also {
			continue
		}
		r := request{exporttest.Case{Name: c.Name, Kind: c.Kind, Object: now, Old: old}, "case-" + strconv.Itoa(len(out)), nil}
		for _, o := range []map[string]any{now, old} {
			if o != nil {
				identify(o, r.uid, r.uid)
			}
		}
		r.want = exporttest.Said(t.Context(), j, r.Case)
		out = append(out, r)
	}
	return out
}

// identify gives an object the uid by which a report names it, and a namespace of its
// own: Kyverno takes no two objects of one name. Terms that name the namespace go with
// it.
func identify(o map[string]any, uid, ns string) {
	head := maps.Clone(o["metadata"].(map[string]any))
	if was, is := head["namespace"].(string); is {
		o["spec"] = moved(o["spec"], was, ns)
	}
	head["uid"], head["namespace"] = uid, ns
	o["metadata"] = head
}

// moved is a value in which the lists of namespaces that name one name another.
func moved(v any, from, to string) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, each := range v {
			if list, is := each.([]any); is && k == "namespaces" && slices.Equal(list, []any{from}) {
				each = []any{to}
			}
			out[k] = moved(each, from, to)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, each := range v {
			out[i] = moved(each, from, to)
		}
		return out
	}
	return v
}

// exact tells whether every whole number of a value is the same as a fraction.
func exact(v any) bool {
	switch v := v.(type) {
	case int64:
		return v <= 1<<53 && v >= -1<<53
	case map[string]any:
		for _, each := range v {
			if !exact(each) {
				return false
			}
		}
	case []any:
		return !slices.ContainsFunc(v, func(each any) bool { return !exact(each) })
	}
	return true
}

// namespaceOf is the namespace of an object.
func namespaceOf(o map[string]any) string {
	return fmt.Sprint(o["metadata"].(map[string]any)["namespace"])
}

// policies are those of one kind, of new and changed objects, or of deleted ones.
func policies(kind string, deletion bool) []export.Policy {
	return slices.DeleteFunc(export.Policies(exporttest.Exported(), exporttest.Strict), func(p export.Policy) bool {
		return p.Kind != kind || p.Deletion != deletion
	})
}

// written are policies in the words of an engine.
func written(t *testing.T, some []export.Policy, o export.Options) []byte {
	t.Helper()
	text, err := export.Write(some, o)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
