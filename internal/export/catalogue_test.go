package export

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/rules"
)

// TestM48_EveryRuleHasCELOrSaysWhyNot, and what has none is never written.
func TestM48_EveryRuleHasCELOrSaysWhyNot(t *testing.T) {
	with, without := 0, 0
	for _, r := range rules.All() {
		switch why := r.WhyNoCEL(); {
		case len(r.CEL) > 0 && r.NoCEL != "":
			t.Errorf("%s has CEL, and says why it has none", r.Name)
		case len(r.CEL) > 0:
			with++
			t.Logf("with CEL: %s", r.Name)
		case why == "":
			t.Errorf("%s has no CEL: give it some, or say in NoCEL what it needs that one object does not show", r.Name)
		default:
			without++
			t.Logf("without: %s: %s", r.Name, why)
		}
		for _, c := range r.CEL {
			if c.Sees == 0 || c.Severity == 0 || !strings.Contains(c.Says, "; fix: ") && !strings.HasPrefix(c.Says, "'") {
				t.Errorf("%s: %+v lacks what it sees, its severity or a fix", r.Name, c)
			}
			if c.Severity > r.Severity {
				t.Errorf("%s reports %s in CEL and at most %s by itself", r.Name, c.Severity, r.Severity)
			}
		}
	}
	t.Logf("%d rules with CEL, %d without", with, without)
}

// TestEveryExpressionFitsAnAPIServer: it compiles as there, and no message can
// have a line break, for which the API server throws it away.
func TestEveryExpressionFitsAnAPIServer(t *testing.T) {
	for _, p := range wholeMachine(t).policies {
		for _, v := range p.Variables {
			if strings.Contains(v.Expression, `\n'`+" +") {
				t.Errorf("%s has a message with a line break", p.Name)
			}
		}
	}
}
