package engines

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/export"
	"github.com/breakwaterhq/breakwater/internal/export/exporttest"
)

// enforced is the label of namespaces in which something is refused.
var enforced = export.Label{Name: "breakwater/enforce", Value: "true"}

// TestM35_TheEnginesRefuseTheWriteUpsBroker with all that is wrong, where the
// namespace asks for it, warn of the same elsewhere, keep out of the system's own
// namespaces, and admit the right brokers of every product. All policies are there at
// once.
func TestM35_TheEnginesRefuseTheWriteUpsBroker(t *testing.T) {
	bad, right := fixtures(t)
	objects := []map[string]any{bad.Object, elsewhere(bad.Object, "open"), elsewhere(bad.Object, "kube-system")}
	for _, r := range right {
		objects = append(objects, r.Object)
	}
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			text := written(t, export.Policies(exporttest.Exported(), exporttest.Strict), export.Options{Format: e.format, Label: enforced})
			all := e.judge(t, text, objects, enforced)
			refused := []string{"deny kube/heap-exceeds-limit", "deny kube/log-dir-ephemeral", "deny kube/no-node-spread"}
			says(t, all, bad.uid, "breakwater-pods-deny-enforcing", refused)
			says(t, all, bad.uid, "breakwater-pods-deny-advisory", nil)
			says(t, all, "in-open", "breakwater-pods-deny-advisory", refused)
			says(t, all, "in-open", "breakwater-pods-deny-enforcing", nil)
			for _, v := range all {
				if v.message == "" || v.uid != bad.uid && !strings.HasPrefix(v.uid, "in-") {
					continue
				}
				if !strings.HasPrefix(v.policy, "breakwater-pods-") {
					t.Errorf("%s judges a pod: %s", v.policy, v.message)
				}
				if v.uid == "in-kube-system" {
					t.Errorf("%s judges in kube-system: %s", v.policy, v.message)
				}
				if !strings.Contains(v.message, "fix: ") {
					t.Errorf("%s tells no fix: %s", v.policy, v.message)
				}
			}
			admitted(t, all, right)
		})
	}
}

// TestM35_TheEnginesLeaveAloneWhatIsBeingDeleted: whoever keeps an object from losing
// its finalizer keeps it for ever.
func TestM35_TheEnginesLeaveAloneWhatIsBeingDeleted(t *testing.T) {
	some, err := exporttest.Objects(nil)
	if err != nil {
		t.Fatal(err)
	}
	var objects []map[string]any
	for _, r := range stored(t, some) {
		if len(r.want) == 0 {
			continue
		}
		r.Object["metadata"].(map[string]any)["deletionTimestamp"] = "2026-11-30T12:00:00Z"
		objects = append(objects, r.Object)
	}
	if len(objects) < 8 {
		t.Fatalf("only %d fixtures have something that is wrong", len(objects))
	}
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			text := written(t, export.Policies(exporttest.Exported(), exporttest.Strict), export.Options{Format: e.format})
			for _, v := range e.judge(t, text, objects, export.Label{}) {
				if v.message != "" {
					t.Errorf("%s judges %s, which is being deleted: %s", v.policy, v.uid, v.message)
				}
			}
		})
	}
}

// fixtures are the write-up's broker and the right pods of every product, as they
// are stored.
func fixtures(t *testing.T) (bad request, right []request) {
	t.Helper()
	some, err := exporttest.Objects(nil)
	if err != nil {
		t.Fatal(err)
	}
	all := stored(t, some)
	bad, right = all[0], slices.DeleteFunc(all[1:], func(r request) bool {
		return r.Kind != "Pod" && r.Kind != "StatefulSet"
	})
	if bad.Name != "fixture 0 Pod" || len(right) < 6 {
		t.Fatalf("the fixtures begin with %s and have %d right brokers", bad.Name, len(right))
	}
	return bad, right
}

// elsewhere is an object in another namespace, by whose name its uid tells.
func elsewhere(o map[string]any, ns string) map[string]any {
	out := maps.Clone(o)
	identify(out, "in-"+ns, ns)
	return out
}

// says fails where a policy says anything else of an object.
func says(t *testing.T, all []verdict, uid, policy string, want []string) {
	t.Helper()
	some := slices.DeleteFunc(slices.Clone(all), func(v verdict) bool { return v.uid != uid || v.policy != policy })
	if got := inWords(t, some)[uid]; !slices.Equal(got, want) {
		t.Errorf("%s says %v of the pod %s, want %v", policy, got, uid, want)
	}
}

// admitted fails where one of the right brokers is refused.
func admitted(t *testing.T, all []verdict, right []request) {
	t.Helper()
	for _, r := range right {
		judged := false
		for _, v := range all {
			judged = judged || v.uid == r.uid
			if v.uid == r.uid && v.message != "" && strings.Contains(v.policy, "-deny") {
				t.Errorf("%s is refused by %s: %s", r.Name, v.policy, v.message)
			}
		}
		if !judged {
			t.Errorf("%s was not judged", r.Name)
		}
	}
}
