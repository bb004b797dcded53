package store

import (
	"time"

	"github.com/breakwaterhq/breakwater/internal/incident"
)

// The steps below take something out of what is to be written, write it, and
// put it back if that fails and nothing newer has come.

func (g *Guard) writeIncidents(s *Store, _ time.Time) error {
	for {
		cluster, all, found := g.takeIncidents()
		if !found {
			return nil
		}
		if err := s.SaveIncidents(cluster, all); err != nil {
			g.mu.Lock()
			g.state.changed[cluster] = true
			g.mu.Unlock()
			return err
		}
	}
}

func (g *Guard) takeIncidents() (cluster string, all []incident.Incident, found bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for cluster := range g.state.changed {
		delete(g.state.changed, cluster)
		return cluster, g.state.incidents[cluster], true
	}
	return "", nil, false
}

func (g *Guard) writeDelivered(s *Store, now time.Time) error {
	g.mu.Lock()
	text, unsent := g.state.delivered, g.state.unsent
	g.state.unsent = false
	g.mu.Unlock()
	if !unsent {
		return nil
	}
	err := s.SaveDelivered(now, text)
	if err != nil {
		g.mu.Lock()
		g.state.unsent = true
		g.mu.Unlock()
	}
	return err
}

func (g *Guard) writeHistories(s *Store, _ time.Time) error {
	for {
		cluster, h, found := g.takeHistory()
		if !found {
			return nil
		}
		if err := s.SaveHistory(cluster, h.at, plain(h.body)); err != nil {
			g.mu.Lock()
			if _, newer := g.state.histories[cluster]; !newer {
				g.state.histories[cluster] = h
			}
			g.mu.Unlock()
			return err
		}
	}
}

func (g *Guard) takeHistory() (cluster string, h remembered, found bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for cluster, h := range g.state.histories {
		delete(g.state.histories, cluster)
		return cluster, h, true
	}
	return "", remembered{}, false
}

// prune takes out what is too old, once an hour.
func (g *Guard) prune(s *Store, now time.Time) error {
	if g.retain == 0 || now.Sub(g.pruned) < time.Hour {
		return nil
	}
	more, err := s.Prune(now.Add(-g.retain))
	switch {
	case err != nil:
		return err
	case more:
		g.wake()
	default:
		g.pruned = now
	}
	return nil
}

// batch is how many events are written in one go.
const batch = 1000

func (g *Guard) writeEvents(s *Store, now time.Time) error {
	g.mu.Lock()
	g.state.lament(now)
	g.mu.Unlock()
	for {
		events, upTo := g.waiting()
		if len(events) == 0 {
			return nil
		}
		if err := s.Append(events); err != nil {
			return err
		}
		g.mu.Lock()
		g.state.wrote(upTo)
		g.mu.Unlock()
	}
}

// waiting is the first events that wait, and the number of the last of them.
func (g *Guard) waiting() (events []incident.Event, upTo int64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := min(batch, len(g.state.events))
	return append(events, g.state.events[:n]...), g.state.forgotten + int64(n)
}
