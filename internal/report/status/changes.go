package status

import (
	"slices"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/web/api"
)

// Changes is what became of incidents and clusters from one status to a later
// one, a line each with its time, the earliest first. Before the first status
// everything is new. An incident that is not listed any more is not called
// resolved: that takes the watch to say so.
func Changes(before, after Status) []string {
	var all []event
	was := byID(before)
	for i := range after.Incidents.Items {
		in := &after.Incidents.Items[i]
		if e, happened := changed(was[in.ID], in, before.Now, after); happened {
			all = append(all, e)
		}
	}
	all = append(all, lost(before, after)...)
	all = append(all, verdicts(before, after)...)
	slices.SortStableFunc(all, func(a, b event) int { return a.at.Compare(b.at) })
	out := make([]string, len(all))
	for i, e := range all {
		out[i] = clock(&e.at) + "  " + e.text
	}
	return out
}

type event struct {
	at   time.Time
	text string
}

func byID(s Status) map[string]*api.Incident {
	out := map[string]*api.Incident{}
	for i := range s.Incidents.Items {
		out[s.Incidents.Items[i].ID] = &s.Incidents.Items[i]
	}
	return out
}

// changed is what became of one incident since a time; was is nil for one that
// is new.
func changed(was, in *api.Incident, then time.Time, after Status) (event, bool) {
	name, now := named(after, in), after.Now
	switch {
	case in.Resolved != nil:
		return event{*in.Resolved, "resolved  " + name + ", after " + lasted(in.LastedMs)}, in.Opened != nil && justOver(was, in, then)
	case in.Opened == nil: // it may come to nothing
		return event{}, false
	case was == nil || was.Opened == nil || was.Resolved != nil:
		return event{*in.Opened, "opened    " + name + ": " + clean(finding.Lead(in.Message, leadLimit))}, true
	case in.Unknown && !was.Unknown:
		return event{now, "unknown   " + name + ": whether it still holds cannot be seen any more"}, true
	}
	if worse := worsened(was, in); worse != "" {
		return event{now, "worse     " + name + ": " + worse}, true
	}
	return event{}, false
}

// justOver tells whether an incident was resolved since then: also one that was
// told and resolved between two looks.
func justOver(was, in *api.Incident, then time.Time) bool {
	if was != nil {
		return was.Resolved == nil
	}
	return !then.IsZero() && in.Resolved.After(then)
}

// leadLimit is how much of a message stands in a line, in characters: who
// follows sees that something happened, and asks for the status to see all.
const leadLimit = 160

func named(s Status, in *api.Incident) string {
	return clean(in.Severity) + " " + clean(in.Rule) + " " + clean(in.Subject) + home(s, in.Cluster)
}

// worsened says by what an incident has become worse: its severity, or what
// follows from it.
func worsened(was, in *api.Incident) string {
	if level(in.Severity) > level(was.Severity) {
		return "it was of severity " + clean(was.Severity)
	}
	for _, e := range in.Effects {
		known := slices.ContainsFunc(was.Effects, func(o api.Effect) bool { return o.Rule == e.Rule && level(o.Severity) >= level(e.Severity) })
		if !known {
			return count(e.Count) + " × " + clean(e.Severity) + " " + clean(e.Rule) + " follows from it" + subjects(e)
		}
	}
	return ""
}

func level(severity string) finding.Severity {
	s, err := finding.ParseSeverity(severity)
	if err != nil {
		return finding.None
	}
	return s
}

// lost are the incidents that were told and are not listed any more, although
// their clusters have been looked at. A list that was cut proves nothing.
func lost(before, after Status) []event {
	if !after.Incidents.Complete() {
		return nil
	}
	var out []event
	is := byID(after)
	for i := range before.Incidents.Items {
		in := &before.Incidents.Items[i]
		if in.Opened != nil && in.Resolved == nil && is[in.ID] == nil && looked(after, in.Cluster) {
			out = append(out, event{after.Now, "unknown   " + named(after, in) + ": the watch does not list it any more, and does not say how it ended"})
		}
	}
	return out
}

func looked(s Status, cluster string) bool {
	return slices.ContainsFunc(s.Clusters, func(c api.Cluster) bool { return c.Name == cluster && c.Looked.At != nil })
}

// verdicts are the clusters of which nothing is known any more, those that are
// known again, and those that are gone.
func verdicts(before, after Status) []event {
	var out []event
	for _, c := range after.Clusters {
		state, is := stateOf(before, c.Name), c.Verdict.State
		if state != is && (is == api.NotKnown || is == api.Healthy || state == api.NotKnown) {
			out = append(out, event{after.Now, "verdict   " + clean(c.Name) + ": " + clean(c.Verdict.Sentence)})
		}
	}
	for _, c := range before.Clusters {
		if stateOf(after, c.Name) == "" {
			out = append(out, event{after.Now, "unknown   " + clean(c.Name) + ": the watch does not look at it any more"})
		}
	}
	return out
}

// stateOf is the verdict on a cluster; "" where there is none.
func stateOf(s Status, name string) api.State {
	for _, c := range s.Clusters {
		if c.Name == name {
			return c.Verdict.State
		}
	}
	return ""
}
