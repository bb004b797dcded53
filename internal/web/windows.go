package web

import (
	"net/http"
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/web/api"
)

func (s *server) windows(r *http.Request, v view) (any, string, error) {
	f, err := filterOf(r, v)
	if err != nil {
		return nil, "", err
	}
	document := api.Windows{Head: v.head(api.WindowsSchema), List: api.List[api.Window]{Total: len(v.Windows), Items: []api.Window{}}}
	var states strings.Builder
	for i := range v.Windows[:min(f.limit, len(v.Windows))] {
		shown := windowOf(&v.Windows[i], v.now)
		document.Items = append(document.Items, shown)
		states.WriteString(shown.State + ";")
	}
	return document, states.String(), nil
}

func windowOf(w *incident.Window, now time.Time) api.Window {
	state := "active"
	switch {
	case now.Before(w.Start):
		state = "planned"
	case !w.End.IsZero() && !now.Before(w.End):
		state = "ended"
	}
	return api.Window{
		ID: w.ID, Kind: w.Kind, Cluster: w.Cluster, Subject: w.Subject, Rule: w.Rule, By: w.By, Reason: w.Reason,
		Start: api.TimeOf(w.Start), End: api.TimeOf(w.End), State: state,
	}
}
