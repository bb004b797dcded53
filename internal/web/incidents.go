package web

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/web/api"
)

func (s *server) incidents(r *http.Request, v view) (any, string, error) {
	f, err := filterOf(r, v, "cluster", "state", "severity")
	if err != nil {
		return nil, "", err
	}
	states, err := f.among("state", string(incident.Settling), string(incident.Open), string(incident.Recovering), string(incident.Resolved))
	if err != nil {
		return nil, "", err
	}
	severities, err := f.among("severity", finding.Info.String(), finding.Warning.String(), finding.Error.String())
	if err != nil {
		return nil, "", err
	}
	return api.Incidents{Head: v.head(api.IncidentsSchema), List: v.incidentsOf(f.limit, func(in *incident.Incident) bool {
		return (f.cluster == "" || in.Cluster == f.cluster) && wanted(states, string(in.State)) && wanted(severities, in.Severity().String())
	})}, "", nil
}

func anything(*incident.Incident) bool { return true }

// incidentsOf are the incidents of all clusters that are wanted. Those of one
// cluster come the worst first; so do those of several.
func (v view) incidentsOf(limit int, want func(*incident.Incident) bool) api.List[api.Incident] {
	var all []*incident.Incident
	for _, c := range v.Clusters {
		for i := range c.Incidents {
			if in := &c.Incidents[i]; want(in) {
				all = append(all, in)
			}
		}
	}
	slices.SortStableFunc(all, worstFirst)
	out := api.List[api.Incident]{Total: len(all), Items: []api.Incident{}}
	for _, in := range all[:min(limit, len(all))] {
		out.Items = append(out.Items, v.incidentOf(in))
	}
	return out
}

// worstFirst puts what is told before what is not, and what is over last.
func worstFirst(a, b *incident.Incident) int {
	place := map[incident.State]int{incident.Open: 0, incident.Recovering: 0, incident.Settling: 1, incident.Resolved: 2}
	return cmp.Or(cmp.Compare(place[a.State], place[b.State]), cmp.Compare(b.Severity(), a.Severity()))
}

func (v view) incidentOf(in *incident.Incident) api.Incident {
	f := &in.Cause
	out := api.Incident{
		ID: in.ID, Cluster: in.Cluster, State: string(in.State), Severity: in.Severity().String(), Rule: f.Rule, Subject: f.Subject.String(),
		Message: f.Message, Fix: f.Fix, Fingerprint: in.Fingerprint, Next: "breakwater explain " + f.Rule,
		Start: api.TimeOf(in.Start), Opened: api.TimeOf(in.Opened), Seen: api.TimeOf(in.Seen), Resolved: api.TimeOf(in.Resolved),
		LastedMs: lasted(in, v.now), Unknown: in.Unknown, Flapping: in.Flapping, Held: in.Held, Effects: []api.Effect{},
	}
	if v.gone(in) {
		out.Message = fmt.Sprintf("not found any more since %s, and over when that has lasted. It was: %s", in.Seen.UTC().Format(time.TimeOnly+" MST"), f.Message)
		out.Fix = ""
	}
	if n := in.Acked; n != nil {
		out.Acked = &api.Note{By: n.By, At: api.TimeOf(n.At), Until: api.TimeOf(n.Until), Reason: n.Reason}
	}
	out.Behind = v.behindOfIncident(in)
	for _, e := range in.Effects {
		out.Effects = append(out.Effects, api.Effect{Rule: e.Rule, Severity: e.Severity.String(), Count: e.Count, Subjects: orEmpty(e.Subjects)})
	}
	return out
}

// gone tells whether the newest look has not found the cause of an incident any
// more: what it says, and what to do about it, was so before.
func (v view) gone(in *incident.Incident) bool {
	if in.State != incident.Open && in.State != incident.Recovering || in.Unknown || in.Seen.IsZero() {
		return false
	}
	at := slices.IndexFunc(v.Clusters, func(c *board.Cluster) bool { return c.Name == in.Cluster })
	return at >= 0 && in.Seen.Before(v.Clusters[at].At) && !v.Clusters[at].Standing[in.Cause.Rule]
}

// lasted is how long an incident has held, in ms; nil if nobody knows since
// when.
func lasted(in *incident.Incident, now time.Time) *int64 {
	if in.Start.IsZero() {
		return nil
	}
	end := now
	if !in.Resolved.IsZero() {
		end = in.Resolved
	}
	ms := max(0, end.Sub(in.Start).Milliseconds())
	return &ms
}

func (s *server) incident(r *http.Request, v view) (any, string, error) {
	if _, err := queryOf(r); err != nil {
		return nil, "", err
	}
	document, err := s.incidentBy(r.Context(), v, r.PathValue("id"))
	if err != nil {
		return nil, "", err
	}
	mark := document.NoEvents + strconv.Itoa(len(document.Timeline))
	if n := len(document.Timeline); n > 0 {
		mark += document.Timeline[n-1].At.String() + document.Timeline[n-1].Text
	}
	return document, mark, nil
}

// incidentBy is one incident with all that is known of it. One that is over
// for long has nothing but its timeline.
func (s *server) incidentBy(ctx context.Context, v view, id string) (*api.OneIncident, error) {
	document := &api.OneIncident{Head: v.head(api.IncidentSchema), Evidence: []api.Evidence{}}
	in := v.find(id)
	events, problem := s.timeline(ctx, id)
	switch {
	case in != nil:
		shown := v.incidentOf(in)
		document.Incident = &shown
		for _, e := range in.Cause.Evidence {
			document.Evidence = append(document.Evidence, api.Evidence{Name: e.Name, Value: e.Value, Origin: e.Origin.String()})
		}
	case problem != "":
		return nil, refusal{http.StatusServiceUnavailable, "no incident " + quoted(id) + " holds now, and whether there was one is not known: " + problem}
	case len(events) == 0:
		return nil, notFound("there is no incident %s: it may be older than what is kept. /api/v1/incidents lists what there is", quoted(id))
	default:
		document.Why = "it is over, and nothing but its timeline is kept"
	}
	if document.NoEvents = problem; problem == "" {
		document.Timeline = eventsOf(events)
	}
	return document, nil
}

func (v view) find(id string) *incident.Incident {
	for _, c := range v.Clusters {
		for i := range c.Incidents {
			if c.Incidents[i].ID == id {
				return &c.Incidents[i]
			}
		}
	}
	return nil
}

// timelineLimit is how long a page waits for what is kept on disk.
const timelineLimit = 3 * time.Second

// timeline is what became of an incident, or why that is not known.
func (s *server) timeline(ctx context.Context, id string) ([]incident.Event, string) {
	if s.options.Timeline == nil {
		return nil, "this watch keeps no timeline"
	}
	ctx, cancel := context.WithTimeout(ctx, timelineLimit)
	defer cancel()
	events, err := s.options.Timeline(ctx, id)
	if err != nil {
		return nil, "the timeline cannot be read: " + err.Error()
	}
	return events, ""
}

func eventsOf(events []incident.Event) []api.Event {
	out := make([]api.Event, len(events))
	for i, e := range events {
		out[i] = api.Event{At: e.At.UTC(), Kind: string(e.Kind), Rule: e.Rule, Subject: e.Subject, Severity: e.Severity.String(), Text: e.Text}
	}
	slices.SortStableFunc(out, func(a, b api.Event) int { return a.At.Compare(b.At) })
	return out
}

// orEmpty is a list that JSON does not write as null.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
