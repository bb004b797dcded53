package watch

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/incident"
)

// lineLimit is how much of what happened stands in a line of the log, in
// characters. The page and the timeline have all of it.
const lineLimit = 160

// journal writes a line of the log for each thing that happened.
func (k *keeper) journal(events []incident.Event) {
	for i := range events {
		k.log.Info(lineOf(&events[i]), "incident", events[i].Incident)
	}
}

// lineOf is what happened, for somebody who reads nothing else. Only the text of
// one that was opened does not name the incident itself.
func lineOf(e *incident.Event) string {
	out := string(e.Kind) + ": "
	if e.Kind == incident.EventOpened {
		out += e.Severity.String() + " " + e.Rule + " " + e.Subject + ": "
	}
	return out + finding.Lead(e.Text, lineLimit)
}
