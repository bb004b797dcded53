package precision

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rules"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

func (p project) lint(t *testing.T, files rulestest.Files) *finding.Result {
	t.Helper()
	return rulestest.Lint(t, rules.All(), files)
}

// noOtherError judges the project's files in another way, and reports the
// errors that nobody has found right.
func (p project) noOtherError(t *testing.T, said map[key]verdict, files rulestest.Files) {
	t.Helper()
	for _, f := range p.lint(t, files).Findings {
		if f.Severity == finding.Error && said[p.key(&f)].word != right {
			t.Errorf("%s: %s: %s: %s", p.name, f.Origin, f.Rule, f.Message)
		}
	}
}

// TestWhatIsNotJudged: a file of the corpus is judged, or stands in
// unjudged.tsv with the reason that lint gives. So nothing that is not
// Kafka's is claimed, and what is Kafka's and not judged yet is told.
func TestWhatIsNotJudged(t *testing.T) {
	want := map[[2]string]string{}
	for _, c := range table(t, "unjudged.tsv", 3) {
		want[[2]string{c[0], c[1]}] = c[2]
	}
	for _, p := range corpus(t) {
		for _, i := range p.result.Ignored {
			at := [2]string{p.name, i.File}
			if want[at] != i.Reason {
				t.Errorf("%s/%s is ignored as %q, want %q", p.name, i.File, i.Reason, want[at])
			}
			delete(want, at)
		}
	}
	for at, reason := range want {
		t.Errorf("%s/%s is judged, or is not there: want it ignored as %q", at[0], at[1], reason)
	}
}
