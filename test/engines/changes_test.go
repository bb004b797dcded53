package engines

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/breakwaterhq/breakwater/internal/export"
	"github.com/breakwaterhq/breakwater/internal/export/exporttest"
)

// TestM35_KyvernoLeavesWhatWasWrongBefore: an object that stays as it is is found
// right, whatever is wrong with it. Kyverno's command line plays no other change.
func TestM35_KyvernoLeavesWhatWasWrongBefore(t *testing.T) {
	judgedOfAll(t, "UPDATE", false, func(request) []string { return nil })
}

// TestM35_KyvernoJudgesDeletionsAsTheRules: of topics, and of nothing else.
func TestM35_KyvernoJudgesDeletionsAsTheRules(t *testing.T) {
	j := exporttest.Judge()
	judgedOfAll(t, "DELETE", true, func(r request) []string {
		return exporttest.Said(t.Context(), j, exporttest.Case{Name: r.Name, Kind: r.Kind, Old: r.Object})
	})
}

// judgedOfAll asks Kyverno about the unchanged objects in another way than as new.
func judgedOfAll(t *testing.T, operation string, deletions bool, want func(request) []string) {
	t.Helper()
	some, err := exporttest.Objects(exporttest.Exported())
	if err != nil {
		t.Fatal(err)
	}
	byKind, found := map[string][]request{}, 0
	for _, r := range stored(t, some) {
		byKind[r.Kind] = append(byKind[r.Kind], r)
	}
	for kind, all := range byKind {
		asked := append(policies(kind, false), policies(kind, true)...)
		if deletions && len(policies(kind, true)) == 0 {
			continue
		}
		var objects []map[string]any
		for _, r := range all {
			objects = append(objects, r.Object)
		}
		said := inWords(t, kyverno(t, written(t, asked, export.Options{Format: export.Kyverno}), objects, export.Label{}, operation))
		for _, r := range all {
			got, judged := said[r.uid]
			if found += len(r.want); !judged || !slices.Equal(got, want(r)) {
				t.Errorf("%s of %s: Kyverno says %v, want %v (judged: %t)", operation, r.Name, got, want(r), judged)
			}
		}
	}
	if found == 0 {
		t.Error("nothing is wrong with any of the objects, so that nothing was proven")
	}
}

// TestM35_GatekeeperJudgesChangesAsTheRules: gator verify gets the reviews of
// changes, and of deletions, which no policy is about.
func TestM35_GatekeeperJudgesChangesAsTheRules(t *testing.T) {
	for _, kind := range []string{"KafkaTopic", "Pod", "StatefulSet", "KafkaNodePool"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			some := changes(t, kind)
			for _, p := range policies(kind, false) {
				verified(t, p, some)
			}
		})
	}
}

// changes are those of the first fixtures of a kind in one field, there and back, and
// the deletion of each.
func changes(t *testing.T, kind string) []request {
	t.Helper()
	all, err := exporttest.Objects(nil)
	if err != nil {
		t.Fatal(err)
	}
	all = slices.DeleteFunc(all, func(c exporttest.Case) bool { return c.Kind != kind })
	var some []exporttest.Case
	for i, base := range all[:min(2, len(all))] {
		some = append(some, exporttest.Case{Name: base.Name + ", deleted", Kind: kind, Old: base.Object})
		for j, m := range exporttest.Mutants(base) {
			// A topic that goes to another operator's cluster is not deleted, which
			// the judge of requests cannot tell from one that is.
			if !*every && j%16 != i || strings.Contains(m.Name, "labels") {
				continue
			}
			some = append(some, exporttest.Case{Name: m.Name, Kind: kind, Object: m.Object, Old: base.Object},
				exporttest.Case{Name: m.Name + ", taken back", Kind: kind, Object: base.Object, Old: m.Object})
		}
	}
	return stored(t, some)
}

// verified has gator hold the template and the constraint of a policy against what
// the rules say of some changes.
func verified(t *testing.T, p export.Policy, some []request) {
	t.Helper()
	dir := t.TempDir()
	write := func(name string, text []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	template, constraint, _ := strings.Cut(string(written(t, []export.Policy{p}, export.Options{Format: export.Gatekeeper})), "\n---\n")
	write("template.yaml", []byte(template))
	write("constraint.yaml", []byte(constraint))
	write("namespaces.yaml", documents(t, asObjects(olds(some), export.Label{})))
	var cases []map[string]any
	for _, r := range some {
		if slices.Contains(r.want, exporttest.NotReadable) {
			continue
		}
		write(r.uid+".yaml", documents(t, []map[string]any{reviewOf(r)}))
		cases = append(cases, map[string]any{"name": r.Name, "object": r.uid + ".yaml", "inventory": []string{"namespaces.yaml"}, "assertions": assertions(p, r)})
	}
	suite, err := yaml.Marshal(map[string]any{"apiVersion": "test.gatekeeper.sh/v1alpha1", "kind": "Suite", "metadata": map[string]any{"name": p.Name},
		"tests": []map[string]any{{"name": p.Name, "template": "template.yaml", "constraint": "constraint.yaml", "cases": cases}}})
	if err != nil {
		t.Fatal(err)
	}
	write("suite.yaml", suite)
	out, said := ask(t, program(t, "gator"), "verify", filepath.Join(dir, "suite.yaml"))
	if !strings.HasPrefix(lastLine(string(out)), "PASS") {
		t.Errorf("%s: gator disagrees with the rules:\n%s%s", p.Name, out, said)
	}
}

// olds are the objects that some requests are about, as they were.
func olds(some []request) (out []map[string]any) {
	for _, r := range some {
		out = append(out, r.Old)
	}
	return out
}

// assertions are what a policy must say of a request: each of its rules or not, and
// nothing that is no rule's.
func assertions(p export.Policy, r request) (out []map[string]any) {
	found := 0
	for _, rule := range export.Rules([]export.Policy{p}) {
		is := r.Object != nil && slices.ContainsFunc(p.Checks, func(c export.Check) bool {
			return c.Rule == rule && slices.Contains(r.want, fmt.Sprintf("%s %s", p.Mode, rule))
		})
		violations := "no"
		if is {
			violations = "yes"
			found++
		}
		out = append(out, map[string]any{"violations": violations, "message": `(^| \| )` + rule + ": "})
	}
	if found == 0 {
		out = append(out, map[string]any{"violations": "no"})
	}
	return out
}

// reviewOf is the request as an API server sends it to a webhook.
func reviewOf(r request) map[string]any {
	o, does := r.Object, "UPDATE"
	if o == nil {
		o, does = r.Old, "DELETE"
	}
	group, version, cut := strings.Cut(o["apiVersion"].(string), "/")
	if !cut {
		group, version = "", group
	}
	review := map[string]any{
		"uid": r.uid, "operation": does, "name": o["metadata"].(map[string]any)["name"], "namespace": namespaceOf(o), "userInfo": map[string]any{},
		"kind":      map[string]any{"group": group, "version": version, "kind": r.Kind},
		"resource":  map[string]any{"group": group, "version": version, "resource": strings.ToLower(r.Kind) + "s"},
		"oldObject": r.Old,
	}
	if r.Object != nil {
		review["object"] = r.Object
	}
	return map[string]any{"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": review}
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}
