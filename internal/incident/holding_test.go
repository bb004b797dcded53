package incident

import (
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

func TestWhatHolds(t *testing.T) {
	const none, info, warning, bad = finding.None, finding.Info, finding.Warning, finding.Error
	for name, c := range map[string]struct {
		cause             finding.Severity
		effects           []Effect
		severity          finding.Severity
		settled, settling finding.Severity
	}{
		"a cause alone":                    {bad, nil, bad, bad, none},
		"warnings below planned work":      {info, []Effect{{Severity: warning, Settled: warning}}, info, warning, none},
		"an error that settles below it":   {info, []Effect{{Severity: bad}}, info, info, bad},
		"one that has settled":             {info, []Effect{{Severity: bad, Settled: bad}}, bad, bad, none},
		"some have settled, a worse not":   {info, []Effect{{Severity: bad, Settled: warning}, {Severity: warning, Settled: warning}}, info, warning, bad},
		"what settles is no worse than it": {bad, []Effect{{Severity: warning}}, bad, bad, warning},
	} {
		in := Incident{Cause: finding.Finding{Severity: c.cause}, Effects: c.effects}
		settled, settling := in.Holding()
		if in.Severity() != c.severity || settled != c.settled || settling != c.settling {
			t.Errorf("%s: %s, holding %s and %s", name, in.Severity(), settled, settling)
		}
	}
}
