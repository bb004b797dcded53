package metrics

import (
	"cmp"
	"maps"
	"slices"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

var (
	found = &family{name: "breakwater_findings", kind: gauge, labels: []string{"cluster", "rule", "severity"},
		help: "What the rules found in the last look, settled or not, causes and consequences.", absent: "where a rule found nothing, or could not judge: see breakwater_rule_skips"}
	skips = &family{name: "breakwater_rule_skips", kind: gauge, labels: []string{"cluster", "rule"},
		help: "Subjects that a rule could not judge in the last look, because it lacked a fact.", absent: "where there are none"}
	incidents = &family{name: "breakwater_incidents", kind: gauge, labels: []string{"cluster", "severity", "state"},
		help: "Incidents that are not resolved.", absent: "instead of 0 while anything of the cluster is unknown: see breakwater_unknown"}
	unconfirmed = &family{name: "breakwater_incidents_unconfirmed", kind: gauge, labels: []string{"cluster"},
		help: "Incidents of which it cannot be seen at present whether they still hold.", absent: "before the first look has ended"}
	incidentStart = &family{name: "breakwater_incident_start_timestamp_seconds", kind: gauge, labels: []string{"cluster", "rule", "subject", "severity"},
		help: "Since when the cause of an incident that is open holds, in seconds since 1970; the 100 worst.", absent: "where there is no such incident"}
	incidentsLeftOut = &family{name: "breakwater_incidents_left_out", kind: gauge, labels: []string{"cluster"},
		help: "Open incidents that are not among breakwater_incident_start_timestamp_seconds because there are too many.", absent: "before the first look has ended"}
	windows = &family{name: "breakwater_windows", kind: gauge, labels: []string{"cluster", "kind"},
		help: "Maintenances and silences that hold alerts of the cluster now.", absent: "before the first look has ended, and when the watch does not move"}
)

// mostIncidents is how many open incidents of a cluster have rows of their own.
const mostIncidents = 100

func findingSection() section {
	return section{"Findings and incidents", "", []*family{found, skips, incidents, unconfirmed, incidentStart, incidentsLeftOut, windows}}
}

// writeFindings writes what was judged. Incidents stand although the cluster
// cannot be seen any more: a watch that is blind has not solved them.
func writeFindings(v *view) {
	if v.Result != nil && !v.stale {
		writeResult(v)
	}
	if v.At.IsZero() {
		return
	}
	blind, n := 0, map[[2]string]int{}
	for i := range v.Incidents {
		in := &v.Incidents[i]
		n[[2]string{in.Severity().String(), string(in.State)}]++
		if (in.Unknown || v.stale) && in.State != incident.Resolved {
			blind++
		}
	}
	seeing := v.sees()
	for _, severity := range []finding.Severity{finding.Error, finding.Warning, finding.Info} {
		for _, state := range []incident.State{incident.Settling, incident.Open, incident.Recovering} {
			if count := n[[2]string{severity.String(), string(state)}]; count > 0 || seeing {
				v.rows.add(incidents, v.at.With("severity", severity.String()).With("state", string(state)), float64(count))
			}
		}
	}
	v.add(unconfirmed, float64(blind))
	writeStarts(v)
}

// sees tells whether everything of the cluster is known, so that it means
// something that nothing was found. That a rule waits for a longer past makes no
// doubt of what the others found.
func (v *view) sees() bool {
	for _, subjects := range v.unknown {
		if len(subjects) > 0 {
			return false
		}
	}
	blind := func(s finding.Skip) bool { return s.Needs != rule.NeedsPast }
	return !v.stale && v.Result != nil && !slices.ContainsFunc(v.Result.Skipped, blind)
}

func writeResult(v *view) {
	type of struct{ rule, severity string }
	n := map[of]int{}
	for i := range v.Result.Findings {
		f := &v.Result.Findings[i]
		n[of{f.Rule, f.Severity.String()}]++
	}
	order := func(a, b of) int { return cmp.Or(cmp.Compare(a.rule, b.rule), cmp.Compare(a.severity, b.severity)) }
	for _, key := range slices.SortedFunc(maps.Keys(n), order) {
		v.rows.add(found, v.at.With("rule", key.rule).With("severity", key.severity), float64(n[key]))
	}
	skipped := map[string]int{}
	for i := range v.Result.Skipped {
		skipped[v.Result.Skipped[i].Rule]++
	}
	for _, name := range slices.Sorted(maps.Keys(skipped)) {
		v.rows.add(skips, v.at.With("rule", name), float64(skipped[name]))
	}
}

// writeStarts writes the open incidents, the worst first. Of those that differ
// in nothing that a label tells the first counts.
func writeStarts(v *view) {
	since := map[labels]float64{}
	var order []labels
	left := 0
	for i := range v.Incidents {
		in := &v.Incidents[i]
		if in.State != incident.Open && in.State != incident.Recovering {
			continue
		}
		l := v.at.With("rule", in.Cause.Rule).With("subject", in.Cause.Subject.String()).With("severity", in.Severity().String())
		start := float64(in.Start.UnixMilli()) / 1000
		switch had, has := since[l]; {
		case has:
			since[l] = min(had, start)
		case len(order) == mostIncidents:
			left++
		default:
			order = append(order, l)
			since[l] = start
		}
	}
	for _, l := range order {
		v.rows.add(incidentStart, l, since[l])
	}
	v.add(incidentsLeftOut, float64(left))
}

// writeWindows counts what holds a cluster's alerts now.
func writeWindows(v *view, b *board.Board) {
	n := map[string]int{incident.Maintenance: 0, incident.Silence: 0}
	for _, w := range b.Windows {
		if (w.Cluster == "" || w.Cluster == v.Name) && !w.Start.After(b.At) && w.End.After(b.At) {
			n[w.Kind]++
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(n)) {
		v.rows.add(windows, v.at.With("kind", kind), float64(n[kind]))
	}
}
