package web

import (
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/incident"
)

// TestWhatIsNotFoundAnyMoreIsNoAdvice: who follows it would undo what is right by
// now, as by setting an offset that the group has passed.
func TestWhatIsNotFoundAnyMoreIsNoAdvice(t *testing.T) {
	at := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	in := incident.Incident{ID: "1", Cluster: "plant", State: incident.Open, Start: at, Opened: at,
		Cause: finding.Finding{Rule: "group/partition-stuck", Severity: finding.Error, Message: "it stands at 24", Fix: "set it to 25"}}
	for name, c := range map[string]struct {
		seen    time.Duration // before the last look
		state   incident.State
		unknown bool
		gone    bool
	}{
		"found":                {0, incident.Open, false, false},
		"not found":            {5 * time.Second, incident.Open, false, true},
		"its effects are left": {5 * time.Second, incident.Recovering, false, true},
		"nobody could look":    {5 * time.Second, incident.Open, true, false},
		"over":                 {5 * time.Second, incident.Resolved, false, false},
		"it has not settled":   {5 * time.Second, incident.Settling, false, false},
	} {
		i := in
		i.State, i.Unknown, i.Seen = c.state, c.unknown, at.Add(-c.seen)
		v := view{Board: &board.Board{Clusters: []*board.Cluster{{Name: "plant", At: at}}}, now: at}
		got := v.incidentOf(&i)
		if gone := got.Fix == "" && strings.Contains(got.Message, "not found any more since"); gone != c.gone {
			t.Errorf("%s: %q, fix %q", name, got.Message, got.Fix)
		}
	}
}
