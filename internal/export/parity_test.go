package export

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/export/exporttest"
	"github.com/breakwaterhq/breakwater/internal/rules"
)

// newServer says what an API server would store.
func newServer(t testing.TB) exporttest.Server {
	t.Helper()
	out, err := exporttest.NewServer("../kubelab/crds")
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// byCEL is the same of the exported policies.
func byCEL(e *machine, c exporttest.Case) (out []string, errs []error) {
	for _, r := range e.judge(c.Kind, c.Object, c.Old) {
		if r.err != nil {
			return []string{"refused"}, []error{r.err}
		}
		mode := r.policy[strings.LastIndexByte(r.policy, '-')+1:]
		out = append(out, mode+" "+r.rule)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

var every = flag.Bool("every", false, "compare every changed field, and not one in eight: takes minutes")

// requests are those that are compared: every object as it is, and, of the
// fixtures and some of the examples, with one field changed: as a new object,
// and for some as a change there and back.
func requests(t testing.TB) (out []exporttest.Case) {
	t.Helper()
	all, err := exporttest.Objects(rules.All())
	if err != nil {
		t.Fatal(err)
	}
	for i, base := range all {
		out = append(out, base)
		if !strings.HasPrefix(base.Name, "fixture") && i%10 != 0 {
			continue
		}
		for j, m := range exporttest.Mutants(base) {
			if !exporttest.Deletable(base.Kind) && j%8 != i%8 && !*every {
				continue
			}
			out = append(out, m)
			if renamed := strings.Contains(m.Name, "[metadata name]"); !renamed && (exporttest.Deletable(base.Kind) || j%16 == i%16) {
				out = append(out, exporttest.Case{Name: m.Name + ", as a change", Kind: m.Kind, Object: m.Object, Old: base.Object},
					exporttest.Case{Name: m.Name + ", taken back", Kind: m.Kind, Object: base.Object, Old: m.Object})
			}
			if exporttest.Deletable(base.Kind) && strings.Contains(m.Name, "metadata") {
				out = append(out, exporttest.Case{Name: m.Name + ", deleted", Kind: m.Kind, Old: m.Object})
			}
		}
	}
	return out
}

// TestM48_CELAndGoAgreeOnEveryObject holds the expressions against the rules,
// on every fixture and example and on each with one field changed.
func TestM48_CELAndGoAgreeOnEveryObject(t *testing.T) {
	known, api, j := exporttest.Exported(), newServer(t), exporttest.Judge()
	e := wholeMachine(t)
	compared, found := 0, map[string]int{}
	unlike := map[string][]string{}
	for _, c := range requests(t) {
		var ok, also bool
		c.Object, ok = api.Stored(c.Kind, c.Object)
		c.Old, also = api.Stored(c.Kind, c.Old)
		if !ok || !also {
			continue
		}
		want := exporttest.Said(t.Context(), j, c)
		got, errs := byCEL(e, c)
		compared++
		for _, w := range want {
			found[w]++
		}
		if !slices.Equal(got, want) {
			how := fmt.Sprintf("%s: go says %v, cel %v %v", c.Kind, want, got, errs)
			unlike[how] = append(unlike[how], c.Name)
		}
	}
	for how, where := range unlike {
		t.Errorf("%s: %d times, as on %s", how, len(where), where[0])
	}
	t.Logf("%d requests compared, %d ways to disagree, findings: %v", compared, len(unlike), found)
	if compared < 500 {
		t.Errorf("only %d requests were compared", compared)
	}
	for _, r := range known {
		if found["deny "+r.Name]+found["warn "+r.Name]+found["audit "+r.Name] == 0 {
			t.Errorf("no request gives %s, so nothing is known of its CEL", r.Name)
		}
	}
}
