package watch

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/history"
	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// Recognising is a Keeper that knows which of Kafka's own ids the cluster had
// that was watched under a name. Recognise notes the id, and gives the one that
// the name stood for before, and the name under which what was kept of that is
// kept from now on; and the name that this cluster had before, of which all is
// kept under this name from now on. Each is "" for none. watched are the names
// that clusters have now.
type Recognising interface {
	Recognise(cluster, id string, watched []string) (was, apart, from string, err error)
}

// recognise goes by Kafka's own id of the cluster, as soon as a look has told it,
// and before anything else is made of the look. A cluster that went by another
// name goes on with its incidents and its history; another cluster under the same
// name begins afresh.
func (k *keeper) recognise(s *model.Scope) {
	if s == nil || s.Cluster == nil || s.Cluster.ID == "" || s.Cluster.ID == k.id && k.looked {
		return
	}
	id, before := s.Cluster.ID, k.id
	was, apart, from, err := k.lookUp(id)
	k.id, k.looked = id, err == nil // else the next look asks again
	if was == "" {
		was = before
	}
	if was != "" && was != id {
		k.beginAfresh(was, id, apart)
	}
	if from != "" {
		k.inherit(s.Name, from)
	}
}

// lookUp asks the keeper for other names of a cluster. That it cannot say is
// logged once.
func (k *keeper) lookUp(id string) (was, apart, from string, err error) {
	r, can := k.o.Keeper.(Recognising)
	if !can {
		return "", "", "", nil
	}
	was, apart, from, err = r.Recognise(k.place.Name, id, k.names())
	switch {
	case err == nil:
		k.unsure = ""
	case err.Error() != k.unsure:
		k.unsure = err.Error()
		k.log.Warn("whether this cluster was watched by another name before cannot be looked up, so incidents of that time are not found again yet", "error", err)
	}
	return was, apart, from, err
}

// names are those of all clusters that are watched.
func (k *keeper) names() (out []string) {
	for _, p := range k.o.Places {
		out = append(out, p.Name)
	}
	return out
}

// beginAfresh forgets all of the cluster that the name stood for: nothing of one
// cluster says anything of another.
func (k *keeper) beginAfresh(was, id, apart string) {
	k.log.Warn("the addresses of this name lead to another cluster than before: everything begins afresh, and alerts of the other one are neither repeated nor ended",
		"cluster id", id, "before", was, "what was known is kept as", apart)
	for _, in := range k.book.List(k.place.Name) {
		if in.State != incident.Resolved && !in.Opened.IsZero() {
			k.news = append(k.news, k.moved(&in, fmt.Sprintf("%s is the cluster %s from now on, and was %s: nobody looks at that any more, and whether this still holds is not known", k.place.Name, id, was)))
		}
	}
	k.past, k.book, k.shown, k.plan = history.New(), k.newBook(), nil, plan{cadence: k.o.Cadence}
	k.ages, k.windows, k.acked = map[model.Fact]time.Time{}, map[string]bool{}, map[string]incident.Note{}
	k.judge.found, k.judge.skipped, k.judge.by = map[string][]finding.Finding{}, map[string][]finding.Skip{}, nil
}

// inherit goes on with what was kept of the cluster under another name. What was
// opened under this one meanwhile stays beside it.
func (k *keeper) inherit(scope, from string) {
	from = strings.TrimSuffix(from, "@"+k.id) // set apart under this: alerts were told by the name alone
	kept := k.o.Keeper.Incidents(k.place.Name)
	known := map[string]bool{}
	for i := range kept {
		kept[i] = kept[i].MovedTo(from, k.place.Name, scope)
		in := &kept[i]
		known[in.ID] = true
		if in.Acked != nil {
			k.acked[in.ID] = *in.Acked
		}
		if in.Label != "" && in.State != incident.Resolved {
			k.news = append(k.news, k.moved(in, fmt.Sprintf("the cluster %s goes by %s from now on; this incident goes on, and its alert keeps the name %s", from, k.place.Name, in.AlertCluster())))
		}
	}
	for _, in := range k.book.List(k.place.Name) {
		if !known[in.ID] {
			kept = append(kept, in)
		}
	}
	k.book, k.windows = k.newBook(), map[string]bool{}
	k.book.Restore(kept)
	if saved := k.o.Keeper.History(k.place.Name); saved != nil {
		past, err := history.Load(bytes.NewReader(saved))
		if err == nil {
			k.past = past
		} else {
			k.log.Warn("the history that was kept cannot be read: rules that look back have to wait", "error", err)
		}
	}
	k.log.Info("this cluster was watched by another name before: its incidents and its history go on", "before", from, "incidents", len(known))
}

// moved is the event that an incident's cluster goes by another name.
func (k *keeper) moved(in *incident.Incident, text string) incident.Event {
	return incident.Event{At: k.o.Now(), Incident: in.ID, Cluster: k.place.Name, Kind: incident.EventMoved,
		Rule: in.Cause.Rule, Subject: in.Cause.Subject.String(), Severity: in.Severity(), Text: text}
}

// newBook is a book with nothing in it.
func (k *keeper) newBook() *incident.Book {
	return incident.New(incident.Options{
		Patience: func(name string) (settle, clearing time.Duration) { return k.hub.patience(k.judge.byName[name]) },
		Refuses:  func(name string) bool { r := k.judge.byName[name]; return r != nil && r.Refuses },
	})
}
