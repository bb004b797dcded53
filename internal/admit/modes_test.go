package admit

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestModesDecide(t *testing.T) {
	q := asked(t, Create, "", theWriteUp)
	v := by(t, under(t, "rules: {kube/heap-exceeds-limit: {admit: warn}, kube/no-node-spread: {admit: audit}}"), q)
	v.says(t, "for 1 reason:\n- kube/log-dir-ephemeral: ", "\nand warns:\n* ", "* kube/heap-exceeds-limit: ")
	if !strings.Contains(strings.Join(v.Warnings, "\n"), "kube/heap-exceeds-limit: ") {
		t.Errorf("beside a denial the warnings are %q", v.Warnings)
	}
	if v.Audit["kube.no-node-spread"] == "" || strings.Contains(v.Message+strings.Join(v.Warnings, ""), "no-node-spread") {
		t.Errorf("what only the audit log shall name is told: %+v", v)
	}
	v = by(t, under(t, "rules: {kube/*: {admit: warn}}"), q)
	v.warns(t, "kube/log-dir-ephemeral: ", "kube/heap-exceeds-limit: ", "kube/no-node-spread: ")
	v = by(t, under(t, "rules: {kube/*: {admit: audit}, broker/*: off}"), q)
	if !v.Allowed || len(v.Warnings) != 0 || v.Audit["kube.log-dir-ephemeral"] == "" {
		t.Errorf("audit alone: %+v", v)
	}
	by(t, under(t, "rules: {kube/pdb-missing: {admit: deny}, kube/log-dir-ephemeral: off, kube/heap-exceeds-limit: off, kube/no-node-spread: off}"), q).
		says(t, "for 1 reason", "- kube/pdb-missing: ")
}

// TestAWarningIsOneLineWithTheEssentialFirst holds what kubectl shows whole.
func TestAWarningIsOneLineWithTheEssentialFirst(t *testing.T) {
	v := by(t, under(t, "rules: {kube/*: {admit: warn}, broker/*: off}"), asked(t, Create, "", theWriteUp))
	for i, line := range lines(v.Warnings) {
		name, fact, _ := strings.Cut(line, ": ")
		if utf8.RuneCountInString(line) > 120 || strings.Contains(line, "\n") || !strings.HasPrefix(name, "kube/") || len(fact) < 20 {
			t.Errorf("warning %d is %q", i, line)
		}
	}
}

// TestSeveralFindingsOfOneRuleAreAllInTheAuditLog holds that none takes the place of
// another.
func TestSeveralFindingsOfOneRuleAreAllInTheAuditLog(t *testing.T) {
	v := allow().note("a", "one")
	w := v.note("a", "two").note("b", "three")
	if w.Audit["a"] != "one; two" || w.Audit["b"] != "three" || v.Audit["a"] != "one" {
		t.Errorf("%v, and before %v", w.Audit, v.Audit)
	}
}
