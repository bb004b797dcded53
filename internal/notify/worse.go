package notify

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/incident"
)

// worseAfter is how long after a message about an alert people are told that
// more follows from it. Another severity is told at once.
const worseAfter = time.Minute

// Follow is what follows from the cause of an alert, by one rule.
type Follow struct {
	Count   int
	Settled bool // it has held for as long as its rule waits: before that it may be a passing thing
	Bad     bool // settled, and as bad as the alert itself
}

// follows is what follows from an incident, by rule; never nil.
func follows(i *incident.Incident) map[string]Follow {
	out := make(map[string]Follow, len(i.Effects))
	for _, e := range i.Effects {
		settled := e.Settled > finding.None
		out[e.Rule] = Follow{Count: e.Count, Settled: settled, Bad: settled && e.Settled >= i.Severity()}
	}
	return out
}

// worse says how much worse an alert has become since it was told; "" if it has
// not: a rule is among what follows that was not, and is as bad as the alert, or
// twice as many findings follow as did. That the first warnings follow from an
// error is what such an error does, and no news.
func (e *entry) worse() string {
	if e.Told == nil || !e.Told.Firing() || !e.Want.Firing() || e.Told.Follows == nil {
		return ""
	}
	var fresh []string
	was, is := 0, 0
	for rule, f := range e.Want.Follows {
		if _, known := e.Told.Follows[rule]; f.Bad && !known {
			fresh = append(fresh, fmt.Sprintf("%d × %s", f.Count, rule))
		}
		if f.Settled {
			is += f.Count
		}
	}
	for _, f := range e.Told.Follows {
		was += f.Count
	}
	switch slices.Sort(fresh); {
	case len(fresh) > 0:
		return fmt.Sprintf("It has become worse since it was told: %s follow from it now.", strings.Join(fresh, ", "))
	case was > 0 && is >= 2*was:
		return fmt.Sprintf("It has become worse since it was told: %d findings follow from it, and %d did.", is, was)
	}
	return ""
}

// heard keeps the most of what follows that a receiver was told while an alert
// has been firing, so that what comes and goes is told once.
func heard(before *Alert, news Alert) Alert {
	if before == nil || !before.Firing() || !news.Firing() || before.Follows == nil || news.Follows == nil {
		return news
	}
	most := maps.Clone(news.Follows)
	for rule, f := range before.Follows {
		if f.Count > most[rule].Count {
			most[rule] = f
		}
	}
	news.Follows = most
	return news
}
