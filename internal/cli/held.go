package cli

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/catalog"
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/history"
	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/rules"
	"github.com/breakwaterhq/breakwater/internal/store"
)

// holding is what a window holds at the moment it is begun, by what the watch
// has kept.
type holding struct {
	incidents []incident.Incident // that are not over
	spared    []incident.Incident // of those, the ones that it does not hold, because clients are refused
	clusters  []string            // that it is about, and of which the history is known
	all       []string            // clusters that the watch knows
	there     bool                // something that was seen there has the name
	closest   string              // another name that was likely meant
	newest    time.Time           // of the newest history
	unread    string              // why a history could not be read; "": none
}

// held looks up what a window holds. What cannot be read is said, and holds up
// no order.
func held(s *store.Store, w *incident.Window) (h holding) {
	all, err := s.Clusters()
	if err != nil {
		return holding{unread: err.Error()}
	}
	h.all = all
	var names []string
	for _, cluster := range all {
		if w.Cluster != "" && w.Cluster != cluster {
			continue
		}
		incidents, err := s.Incidents(cluster, w.Start)
		if err != nil {
			h.unread = err.Error()
		}
		for i := range incidents {
			switch in := &incidents[i]; {
			case in.State == incident.Resolved || !w.Covers(in):
			case w.Spares(in, refuses) != "":
				in.Refused = w.Spares(in, refuses)
				h.spared = append(h.spared, *in)
			default:
				h.incidents = append(h.incidents, *in)
			}
		}
		names = append(names, h.remembered(s, cluster, w)...)
	}
	if !h.there {
		h.closest, _ = catalog.Closest(w.Subject, names)
	}
	return h
}

// remembered looks for the subject of a window among what was seen of a cluster,
// and gives the names of the same kind.
func (h *holding) remembered(s *store.Store, cluster string, w *incident.Window) (names []string) {
	body, at, err := s.History(cluster)
	if err == nil && body == nil {
		return nil
	}
	var past *history.Store
	if err == nil {
		past, err = history.Load(bytes.NewReader(body))
	}
	if err != nil {
		h.unread = err.Error()
		return nil
	}
	h.clusters = append(h.clusters, cluster)
	if at.After(h.newest) {
		h.newest = at
	}
	kind, _, _ := strings.Cut(w.Subject, "/")
	for subject := range past.Subjects() {
		name := subject.String()
		h.there = h.there || isNamed(w.Subject, name, subject.Kind)
		if strings.HasPrefix(name, kind+"/") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// isNamed tells whether the subject of a window is a thing, or a part of a group.
func isNamed(pattern, name string, kind model.Kind) bool {
	return pattern == model.KindCluster.String() || rule.MatchesAny([]string{pattern}, name) || kind == model.KindGroup && strings.HasPrefix(pattern, name+"/")
}

// doubt says why a window is likely a slip of the keyboard; "" if it is not.
func (h *holding) doubt(w *incident.Window) string {
	switch {
	case len(h.incidents)+len(h.spared) > 0 || h.there:
		return ""
	case h.unread != "":
		return fmt.Sprintf("whether anything is called %s could not be checked: %s", w.Subject, h.unread)
	case w.Cluster != "" && len(h.all) > 0 && !slices.Contains(h.all, w.Cluster):
		return fmt.Sprintf("no cluster %s has been watched with this folder, so nothing is held: it has %s", w.Cluster, strings.Join(h.all, ", "))
	case len(h.clusters) == 0:
		return fmt.Sprintf("whether anything is called %s is not known: the watch has not yet written down what it sees, which it does once a minute", w.Subject)
	}
	text := fmt.Sprintf("nothing in %s is called %s, by what was seen until %s, and no incident is about it, so nothing is held", strings.Join(h.clusters, " or "), w.Subject, h.newest.UTC().Format(time.TimeOnly+" MST"))
	if h.closest != "" {
		text += "; perhaps " + h.closest + " was meant"
	}
	return text
}

// mostHeld is how many incidents are listed.
const mostHeld = 10

// write says what is held, and what is not although it is about the same.
func (h *holding) write(out io.Writer) error {
	if n := len(h.incidents); n > 0 {
		fmt.Fprintf(out, "  it holds %s now:\n", finding.Plural(n, "incident"))
		if err := list(out, h.incidents, told); err != nil {
			return err
		}
	} else {
		fmt.Fprintln(out, "  no incident is held by it at present")
	}
	if len(h.spared) == 0 {
		return nil
	}
	fmt.Fprintln(out, "  not held, because clients are refused, which no maintenance is a reason for (a silence holds it):")
	return list(out, h.spared, func(in *incident.Incident) string { return "by " + in.Refused })
}

// list writes the worst of some incidents, with a word about each.
func list(out io.Writer, all []incident.Incident, word func(*incident.Incident) string) (err error) {
	slices.SortStableFunc(all, func(a, b incident.Incident) int { return int(b.Severity()) - int(a.Severity()) })
	for i := range all[:min(len(all), mostHeld)] {
		in := &all[i]
		_, err = fmt.Fprintf(out, "    %s %s %s of %s, %s (%s)\n", in.Severity(), in.Cause.Rule, in.Cause.Subject, in.Cluster, word(in), in.ID)
	}
	if n := len(all); n > mostHeld {
		_, err = fmt.Fprintf(out, "    and %d more\n", n-mostHeld)
	}
	return err
}

// refuses tells whether clients are refused while the condition of a rule holds.
func refuses(name string) bool {
	return slices.ContainsFunc(rules.All(), func(r *rule.Rule) bool { return r.Name == name && r.Refuses })
}

// told says what became of the alert of an incident.
func told(in *incident.Incident) string {
	switch {
	case in.State == incident.Settling:
		return "which nobody was told of yet"
	case in.Opened.IsZero():
		return "which nobody was told of"
	}
	return "told at " + in.Opened.UTC().Format(time.DateTime+" MST")
}
