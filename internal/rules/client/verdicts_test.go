package client

import (
	_ "embed" // for the verdicts
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rules/rulestest"
)

//go:generate sh -c "sh testdata/judge.sh > testdata/verdicts.tsv"

// Kafka's own clients judged these settings, see testdata/Judge.java.
//
//go:embed testdata/verdicts.tsv
var verdicts string

// TestRulesAgreeWithKafka: what the clients of a release throw must be an
// error that says so, what they accept must not be, and idempotence that they
// take away in silence must be told.
func TestRulesAgreeWithKafka(t *testing.T) {
	judged := map[string]int{}
	for line := range strings.Lines(verdicts) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		release, client, settings, verdict := cells[0], cells[1], cells[2], cells[3]
		target := release[:strings.LastIndex(release, ".")]
		result := rulestest.Lint(t, Rules, rulestest.Files{
			client + ".properties": address + strings.ReplaceAll(settings, " ", "\n") + "\n",
			"policy.yaml":          "target: \"" + target + "\"\n",
		})
		throws, lost := false, false
		for _, f := range result.Findings {
			throws = throws || f.Severity == finding.Error && strings.Contains(f.Message, "throws")
			lost = lost || f.Rule == IdempotenceLost.Name && strings.Contains(f.Message, "without an error")
		}
		verdict, _, _ = strings.Cut(verdict, " ")
		if throws != (verdict == "throws") || lost != (verdict == "loses") {
			t.Errorf("Kafka %s, %s with %s: Kafka %s, we say throws: %v, loses idempotence: %v", release, client, settings, cells[3], throws, lost)
		}
		judged[verdict]++
	}
	for _, verdict := range []string{"made", "throws", "loses"} {
		if judged[verdict] < 20 {
			t.Errorf("only %d settings are judged as %q", judged[verdict], verdict)
		}
	}
}
