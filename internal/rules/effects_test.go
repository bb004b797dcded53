package rules_test

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules"
)

// TestEveryEffectExists: a cause that names a rule wrongly explains nothing, and
// nobody notices.
func TestEveryEffectExists(t *testing.T) {
	for _, r := range rules.All() {
		for _, e := range r.Explains {
			hits := 0
			for _, other := range rules.All() {
				if family, all := strings.CutSuffix(e.Rule, "/*"); other.Name == e.Rule || all && other.Family() == family {
					hits++
				}
			}
			if hits == 0 || e.By != rule.SameBroker && e.By != rule.SameCluster {
				t.Errorf("%s explains %s by link %d, which no rule is", r.Name, e.Rule, e.By)
			}
			if e.By == rule.SameBroker && r.On != model.KindBroker {
				t.Errorf("%s is not about brokers, so nothing blames what it finds", r.Name)
			}
		}
	}
}
