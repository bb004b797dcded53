package store

import (
	"errors"
	"time"
)

// readOrders takes in what people have asked for, if anybody has written.
func (g *Guard) readOrders(s *Store, now time.Time) error {
	changed, err := s.Changed()
	if err != nil {
		return err
	}
	g.reload = g.reload || changed
	if !g.reload {
		return nil
	}
	windows, err := s.Windows(now)
	if err != nil {
		return err
	}
	acks, err := s.Acks()
	if err != nil {
		return err
	}
	g.reload = false
	g.mu.Lock()
	defer g.mu.Unlock()
	g.state.windows, g.state.acks = windows, acks
	return nil
}

// writeOrders gives a new database what people had asked for in the old one.
func (g *Guard) writeOrders(s *Store, _ time.Time) error {
	if !g.redo {
		return nil
	}
	for _, w := range g.Windows() {
		if err := s.Hold(w); err != nil {
			return err
		}
	}
	for id, note := range g.Acks() {
		if err := s.Ack(id, note); err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
	}
	g.redo = false
	return nil
}
