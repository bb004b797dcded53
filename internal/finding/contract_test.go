package finding

import (
	"slices"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// TestExitCodes fixes the numbers: scripts compare against them.
func TestExitCodes(t *testing.T) {
	want := map[Exit]int{ExitClean: 0, ExitFindings: 1, ExitUsage: 2, ExitIncomplete: 3, ExitNothing: 4, ExitRefused: 6, ExitInterrupted: 130}
	for code, n := range want {
		if int(code) != n {
			t.Errorf("exit code %d, want %d", code, n)
		}
		if !slices.Contains(precedence, code) {
			t.Errorf("exit code %d never wins over another", code)
		}
	}
	if len(precedence) != len(want) {
		t.Errorf("%d codes are in order, want %d", len(precedence), len(want))
	}
}

// TestStrongestOfPairs holds the order for every two codes, whichever comes
// first.
func TestStrongestOfPairs(t *testing.T) {
	order := []Exit{ExitInterrupted, ExitUsage, ExitRefused, ExitFindings, ExitIncomplete, ExitNothing, ExitClean}
	for i, strong := range order {
		for _, weak := range order[i:] {
			if a, b := Strongest(strong, weak), Strongest(weak, strong); a != strong || b != strong {
				t.Errorf("of %d and %d win %d and %d, want %d", strong, weak, a, b, strong)
			}
		}
	}
}

func TestVerdictOfGapsThatAreAnnounced(t *testing.T) {
	checked := map[model.Kind]int{model.KindTopic: 1}
	for _, c := range []struct {
		name string
		gaps []model.Gap
		want Exit
	}{
		{"a file that cannot be parsed, announced", []model.Gap{{Why: model.Malformed, Expected: true}}, ExitClean},
		{"one announced and one not", []model.Gap{{Why: model.Denied, Expected: true}, {Why: model.Denied}}, ExitIncomplete},
		{"one not announced and one announced", []model.Gap{{Why: model.Denied}, {Why: model.Denied, Expected: true}}, ExitIncomplete},
		{"a malformed file after an unreadable one", []model.Gap{{Why: model.Unreadable}, {Why: model.Malformed}}, ExitUsage},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := Result{Checked: checked, Gaps: c.gaps}
			if got := r.Verdict(Error, false); got != c.want {
				t.Errorf("exit %d, want %d", got, c.want)
			}
		})
	}
}

func TestAWorseFindingBehindAMilderOneFails(t *testing.T) {
	r := Result{Checked: map[model.Kind]int{model.KindTopic: 1}, Findings: []Finding{{Severity: Info}, {Severity: Warning}, {Severity: Error}}}
	for failOn, want := range map[Severity]Exit{Info: ExitFindings, Warning: ExitFindings, Error: ExitFindings, Error + 1: ExitClean} {
		if got := r.Verdict(failOn, false); got != want {
			t.Errorf("failing on %d gives exit %d, want %d", failOn, got, want)
		}
	}
}

// TestTheFingerprintLeavesOutAGuess keeps a baseline valid when another file
// changes which cluster a directory is taken for.
func TestTheFingerprintLeavesOutAGuess(t *testing.T) {
	in := func(cluster, place, topic string) string {
		f := Finding{Rule: "a/b", Place: place, Subject: model.Subject{Cluster: cluster, Kind: model.KindTopic, Name: topic}}
		return f.Fingerprint()
	}
	if in("plant", "k8s", "iot") != in("k8s/other", "k8s", "iot") {
		t.Error("another guess of the cluster changes the fingerprint")
	}
	if in("plant", "k8s", "iot") == in("plant", "envs", "iot") {
		t.Error("one topic in two directories has one fingerprint")
	}
	if in("plant", "", "iot") == in("dev", "", "iot") {
		t.Error("a cluster that is known does not count")
	}
	if in("plant", "plant", "iot") != in("plant", "", "iot") {
		t.Error("a directory of the cluster's name gives another fingerprint than the cluster")
	}
}

func TestFingerprintsOfParts(t *testing.T) {
	seen := map[string]int{}
	for i, f := range []Finding{
		{Rule: "a/b"},
		{Rule: "a/b", Discriminator: "c"},
		{Rule: "a/b", Subject: model.Subject{Kind: model.KindTopic, Name: "c"}},
		{Rule: "a/b", Subject: model.Subject{Kind: model.KindTopic, Name: "c"}, Discriminator: "d"},
		{Rule: "a/b", Subject: model.Subject{Kind: model.KindTopic, Name: "cd"}},
		{Rule: "a/b", Subject: model.Subject{Kind: model.KindTopic, Name: "c", Cluster: "d"}},
	} {
		mark := f.Fingerprint()
		if len(mark) != 32 {
			t.Errorf("%q has %d digits, want 32", mark, len(mark))
		}
		if other, twice := seen[mark]; twice {
			t.Errorf("findings %d and %d have one fingerprint", other, i)
		}
		seen[mark] = i
	}
}

func TestSeverities(t *testing.T) {
	if !(None < Info && Info < Warning && Warning < Error) {
		t.Error("severities are not in order, and --fail-on compares them")
	}
	for s, want := range map[Severity]string{None: "none", Info: "info", Warning: "warning", Error: "error", 200: "error"} {
		if got := s.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if s, err := ParseSeverity("none"); err == nil || s != None {
		t.Errorf("the heartbeat's severity is read as %s, %v", s, err)
	}
}

// TestSortOfEqualsKeepsTheirOrder keeps two runs of one input alike.
func TestSortOfEqualsKeepsTheirOrder(t *testing.T) {
	r := Result{Findings: []Finding{{Rule: "a/b", Message: "first"}, {Rule: "a/b", Message: "second"}, {Rule: "a/a", Message: "third"}}}
	r.Sort()
	var got []string
	for _, f := range r.Findings {
		got = append(got, f.Message)
	}
	if want := []string{"third", "first", "second"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
