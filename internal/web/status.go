package web

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/board"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/web/api"
)

func (s *server) status(r *http.Request, v view) (any, string, error) {
	f, err := filterOf(r, v)
	if err != nil {
		return nil, "", err
	}
	document := v.statusOf(f.limit)
	return document, verdicts(document), nil
}

// statusOf is the status with so many incidents at the most.
func (v view) statusOf(limit int) api.Status {
	document := api.Status{
		Head: v.head(api.StatusSchema), Version: v.Version, Started: api.TimeOf(v.Started), Storage: v.Storage,
		Clusters: []api.Cluster{}, Incidents: v.incidentsOf(limit, anything), Delivery: []api.Delivery{},
		Groups: worstGroups(v.groupsOf("")),
	}
	for _, c := range v.Clusters {
		document.Clusters = append(document.Clusters, v.clusterOf(c))
	}
	for i := range v.Delivery {
		d := &v.Delivery[i]
		document.Delivery = append(document.Delivery, api.Delivery{
			Name: d.Name, Sent: d.Sent, Failed: d.Failed, Pending: d.Pending, Delivered: api.TimeOf(d.Delivered),
			Error: d.Error, Since: api.TimeOf(d.Since),
		})
	}
	return document
}

// verdicts is what a status depends on beside its board: a look grows old
// although nothing new is known.
func verdicts(s api.Status) string {
	var b strings.Builder
	for _, c := range s.Clusters {
		fmt.Fprintf(&b, "%s %d;", c.Verdict.State, c.Verdict.Unknown.Total)
	}
	return b.String()
}

func (v view) clusterOf(c *board.Cluster) api.Cluster {
	return api.Cluster{
		Name: c.Name, ID: c.ID, Looked: api.ToldAt(c.At, v.now), Verdict: v.verdictOf(c), Facts: v.factsOf(c),
		Look: lookOf(&c.Look), Memory: api.Memory{Series: c.Memory.Series, Bytes: c.Memory.Bytes},
	}
}

func lookOf(l *board.Look) api.Look {
	out := api.Look{Number: l.Number, Requests: map[string]int{}, Sent: l.Sent, Received: l.Received}
	for name, n := range l.Requests {
		out.Requests[name] = n
		out.Total += n
	}
	if l.Number > 0 {
		took := l.Took.Milliseconds()
		out.TookMs = &took
	}
	if l.Every > 0 {
		every := l.Every.Milliseconds()
		out.EveryMs = &every
	}
	return out
}

// factsOf is when each fact was last told, and why it is missing if it is.
func (v view) factsOf(c *board.Cluster) []api.Fact {
	why := map[model.Fact]string{}
	if c.Result != nil {
		for i := range c.Result.Gaps {
			g := &c.Result.Gaps[i]
			if why[g.Fact] == "" {
				why[g.Fact] = g.Scope.String() + ": " + g.Why.String()
			}
		}
	}
	known := model.FactsOf(slices.Concat(slices.Collect(maps.Keys(c.Ages)), slices.Collect(maps.Keys(why)))...)
	out := []api.Fact{}
	for f := range known.Each() {
		out = append(out, api.Fact{Name: f.String(), Told: api.ToldAt(c.Ages[f], v.now), Why: why[f]})
		if last := &out[len(out)-1]; last.At == nil && last.Why == "" {
			last.Why = "it was never told"
		}
	}
	return out
}
