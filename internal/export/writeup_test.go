package export

import (
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/export/exporttest"
)

// TestM35_TheWriteUpsBrokerIsRefusedWithAllItsFindings, and the brokers of
// every product that are right are not.
func TestM35_TheWriteUpsBrokerIsRefusedWithAllItsFindings(t *testing.T) {
	e, api := wholeMachine(t), newServer(t)
	all, err := exporttest.Objects(nil)
	if err != nil {
		t.Fatal(err)
	}
	products := 0
	for _, c := range all {
		o, ok := api.Stored(c.Kind, c.Object)
		if !ok {
			t.Fatalf("%s would not be stored", c.Name)
		}
		labels := strings.Contains(c.Name, "Pod") || strings.Contains(c.Name, "StatefulSet")
		var refused, says []string
		for _, r := range e.judge(c.Kind, o, nil) {
			if r.err != nil {
				t.Errorf("%s: %v", c.Name, r.err)
			}
			if strings.HasSuffix(r.policy, "-deny") {
				refused, says = append(refused, r.rule), append(says, r.says)
			}
		}
		switch {
		case c.Name == "fixture 0 Pod":
			if want := []string{"kube/log-dir-ephemeral", "kube/no-node-spread", "kube/heap-exceeds-limit"}; !slices.Equal(refused, want) {
				t.Errorf("the write-up's broker is refused for %v, want %v", refused, want)
			}
			for _, part := range []string{"/var/lib/kafka/data", "emptyDir (volume data)", "8589934592 B", "fix: "} {
				if !strings.Contains(strings.Join(says, "\n"), part) {
					t.Errorf("it does not say %q: %q", part, says)
				}
			}
		case labels && !strings.Contains(c.Name, "Set") || c.Kind == "StatefulSet":
			if products++; len(refused) > 0 {
				t.Errorf("%s is refused: %q", c.Name, says)
			}
		}
	}
	if products < 6 {
		t.Errorf("only %d right brokers were judged", products)
	}
}
