package metrics

import (
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// TestAYoungWatch counts the rules that wait for a longer past, and says of the
// others that they found nothing: time brings the rest by itself.
func TestAYoungWatch(t *testing.T) {
	waits := finding.Skip{Rule: "group/data-lost", Needs: rule.NeedsPast}
	blind := finding.Skip{Rule: "group/stuck", Needs: "offsets"}
	for name, c := range map[string]struct {
		skipped []finding.Skip
		want    values
	}{
		"nothing is skipped":      {nil, values{`incidents{severity="error",state="open"}`: 0, `rule_skips{rule="group/data-lost"}`: absent}},
		"one waits":               {[]finding.Skip{waits}, values{`incidents{severity="error",state="open"}`: 0, `incidents{severity="info",state="settling"}`: 0, `rule_skips{rule="group/data-lost"}`: 1}},
		"it waits for two":        {[]finding.Skip{waits, waits}, values{`incidents{severity="error",state="open"}`: 0, `rule_skips{rule="group/data-lost"}`: 2}},
		"one is blind":            {[]finding.Skip{blind}, values{`incidents{severity="error",state="open"}`: absent, `rule_skips{rule="group/stuck"}`: 1}},
		"one waits, one is blind": {[]finding.Skip{waits, blind}, values{`incidents{severity="error",state="open"}`: absent, `rule_skips{rule="group/data-lost"}`: 1, `rule_skips{rule="group/stuck"}`: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			b := healthy()
			b.Clusters[0].Result.Skipped = c.skipped
			c.want.hold(t, scrape(t, b, Options{}))
		})
	}
}

// TestAYoungWatchThatIsBlind: that rules wait excuses no gap.
func TestAYoungWatchThatIsBlind(t *testing.T) {
	b := healthy()
	b.Clusters[0].Result.Skipped = []finding.Skip{{Rule: "group/data-lost", Needs: rule.NeedsPast}}
	gap(model.FactGroups, theCluster)(b.Clusters[0])
	values{`incidents{severity="error",state="open"}`: absent, `unknown{fact="groups",subject_kind="cluster"}`: 1}.hold(t, scrape(t, b, Options{}))
}

// TestIncidentsThatShareTheirLabels are one row, with the earliest of their
// starts, in whatever order they come.
func TestIncidentsThatShareTheirLabels(t *testing.T) {
	const row = `incident_start_timestamp_seconds{rule="r",subject="broker/1",severity="error"}`
	starts := []time.Time{at.Add(-time.Minute), at.Add(-3 * time.Minute), at.Add(-2 * time.Minute)}
	for first := range starts {
		b := healthy()
		for i := range starts {
			b.Clusters[0].Incidents = append(b.Clusters[0].Incidents, incident.Incident{State: incident.Open, Start: starts[(first+i)%len(starts)],
				Cause: finding.Finding{Rule: "r", Severity: finding.Error, Subject: model.Subject{Kind: model.KindBroker, Name: "1"}}})
		}
		values{row: float64(at.Unix() - 180), `incidents{severity="error",state="open"}`: 3, `incidents_left_out`: 0}.hold(t, scrape(t, b, Options{}))
	}
}
