package store

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/breakwaterhq/breakwater/internal/incident"
)

// Keep notes all incidents of a cluster as they are now, and what became of
// them. The list must not be changed afterwards.
func (g *Guard) Keep(cluster string, all []incident.Incident, events []incident.Event) {
	g.note(func(p *present) {
		p.incidents[cluster], p.changed[cluster] = all, true
		if pushed := p.add(events); g.open != nil {
			p.dropped += pushed
		}
	})
}

// KeepHistory notes what is remembered of a cluster. The bytes must not be
// changed afterwards.
func (g *Guard) KeepHistory(cluster string, at time.Time, body []byte) {
	if g.open == nil {
		return // nobody will ever read it
	}
	g.note(func(p *present) { p.histories[cluster] = remembered{at, body} })
}

// KeepDelivered notes what was delivered to whom.
func (g *Guard) KeepDelivered(text []byte) {
	text = bytes.Clone(text)
	g.note(func(p *present) { p.delivered, p.unsent = text, true })
}

// note changes what is to be written, and wakes the goroutine.
func (g *Guard) note(change func(*present)) {
	g.mu.Lock()
	change(&g.state)
	g.mu.Unlock()
	g.wake()
}

func (g *Guard) wake() {
	select {
	case g.kick <- struct{}{}:
	default: // it is awake
	}
}

// Incidents gives what the watch before has kept of a cluster: what is not
// resolved, or was within the last hour.
func (g *Guard) Incidents(cluster string) []incident.Incident {
	s := g.current()
	if s == nil {
		return nil
	}
	all, err := s.Incidents(cluster, g.now().Add(-incident.Kept))
	if err != nil {
		g.say(fmt.Sprintf("not all incidents from before this start are known, so some may be told again: %s", err))
	}
	return all
}

// History gives what the watch before has remembered of a cluster; nil: it is
// not known.
func (g *Guard) History(cluster string) []byte {
	s := g.current()
	if s == nil {
		return nil
	}
	body, _, err := s.History(cluster)
	if err != nil {
		g.say(fmt.Sprintf("rules that look back begin anew: %s", err))
	}
	return body
}

// Delivered gives what the watch before has delivered; nil: it is not known.
func (g *Guard) Delivered() []byte {
	s := g.current()
	if s == nil {
		return nil
	}
	text, err := s.Delivered()
	if err != nil {
		g.say(fmt.Sprintf("alerts from before this start may be sent again: %s", err))
	}
	return text
}

// Timeline gives the events that a query chooses, the oldest first: those on
// disk and those that wait for it. Beside an error, only the latter.
func (g *Guard) Timeline(q Query) ([]incident.Event, error) {
	g.mu.Lock()
	s, waiting := g.store, slices.Clone(g.state.events)
	g.mu.Unlock()
	var kept []incident.Event
	var err error
	switch {
	case s != nil:
		kept, err = s.Timeline(q)
	case g.open != nil:
		_, why := g.Failing()
		err = fmt.Errorf("what is older cannot be read: %s", why)
	}
	waiting = slices.DeleteFunc(waiting, func(e incident.Event) bool { return !q.matches(&e) })
	return merge(kept, waiting, q.limit()), err
}

// merge puts events that wait behind those that are kept, each once.
func merge(kept, waiting []incident.Event, limit int) []incident.Event {
	seen := make(map[string]bool, len(kept))
	all := slices.Concat(kept, waiting)
	out := all[:0]
	for i := range all {
		k, err := key(&all[i])
		if err == nil && seen[string(k)] {
			continue
		}
		seen[string(k)] = true
		out = append(out, all[i])
	}
	slices.SortStableFunc(out, func(a, b incident.Event) int { return a.At.Compare(b.At) })
	return out[max(0, len(out)-limit):]
}

// plain writes bytes as they are.
func plain(body []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(body)
		return err
	}
}
