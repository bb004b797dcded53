package export

import (
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/export/exporttest"
)

// TestANullInAPodOfASetIsAsNothing: an API server keeps it there, because it does not
// know that these are pods. Each field of each product's pod is null once, and absent
// once, and the policies say what the webhook says.
func TestANullInAPodOfASetIsAsNothing(t *testing.T) {
	e, j, api := wholeMachine(t), exporttest.Judge(), newServer(t)
	compared, found := 0, 0
	for _, base := range podSets(t) {
		for _, c := range append(exporttest.Mutants(base), base) {
			if _, ok := api.Stored(c.Kind, c.Object); !ok || c.Name != base.Name && !strings.HasSuffix(c.Name, "] null") && !strings.HasSuffix(c.Name, "] absent") {
				continue
			}
			want := exporttest.Said(t.Context(), j, c)
			got, errs := byCEL(e, c)
			if !slices.Equal(got, want) {
				t.Errorf("%s: go says %v, cel %v %v", c.Name, want, got, errs)
			}
			compared++
			found += len(want)
		}
	}
	if compared < 400 || found < compared {
		t.Errorf("only %d pods with %d findings were compared", compared, found)
	}
}
