package store

import (
	"errors"
	"fmt"
	"time"
)

// run writes until the Guard is closed.
func (g *Guard) run() {
	defer close(g.ended)
	tick := time.NewTicker(poll)
	defer tick.Stop()
	for {
		select {
		case <-g.done:
			g.finish()
			return
		case <-g.kick:
		case call := <-g.calls:
			call()
			continue
		case <-tick.C:
		}
		_ = g.turn() // Failing tells of it
	}
}

// finish tries once more, however short ago it failed.
func (g *Guard) finish() {
	g.next = time.Time{}
	if err := g.turn(); err != nil {
		g.last = fmt.Errorf("what has happened since the disk failed is lost: %w", err)
	}
	if s := g.current(); s != nil {
		g.last = errors.Join(g.last, s.Close())
	}
}

// turn writes all that is to be written, unless the disk is left alone.
func (g *Guard) turn() error {
	now := g.now()
	if g.open == nil || now.Before(g.next) {
		return nil
	}
	err := g.work(now)
	if err != nil {
		g.failed(err, now)
		return err
	}
	g.worked(now)
	return nil
}

func (g *Guard) work(now time.Time) error {
	s, err := g.ready()
	if err != nil {
		return err
	}
	// What follows needs what comes before: notes need their incident.
	for _, step := range []func(*Store, time.Time) error{
		g.writeIncidents, g.writeOrders, g.readOrders, g.writeEvents, g.writeDelivered, g.writeHistories, g.prune,
	} {
		if err := step(s, now); err != nil {
			return err
		}
	}
	return nil
}

// ready is the open store, opened anew if it had to be given up.
func (g *Guard) ready() (*Store, error) {
	if s := g.current(); s != nil {
		return s, nil
	}
	if g.hung != nil {
		select {
		case <-g.hung:
			g.hung = nil
		default:
			return nil, fmt.Errorf("the disk still does not answer what was asked of it before: see whether its file system hangs: %w", ErrStuck)
		}
	}
	s, err := g.open()
	var h *hangs
	if errors.As(err, &h) {
		g.hung = h.ended
	}
	if err != nil {
		return nil, err
	}
	if s.Told() != "" {
		g.say(s.Told())
	}
	g.reload = true
	g.redo = g.redo || s.Fresh()
	g.mu.Lock()
	defer g.mu.Unlock()
	g.store = s
	g.state.touch()
	return s, nil
}

// failed notes why, and when to try again.
func (g *Guard) failed(err error, now time.Time) {
	g.wait = min(max(2*g.wait, firstTry), lastTry)
	g.next = now.Add(g.wait)
	g.mu.Lock()
	first := g.since.IsZero()
	if first {
		g.since = now
	}
	g.why = err.Error()
	g.mu.Unlock()
	if first {
		g.say(fmt.Sprintf("%s. The watch goes on in memory, and tries again: what happens meanwhile is lost if it ends before that succeeds", err))
	}
	if passes(err) {
		return
	}
	g.giveUp()
}

// passes tells whether the open database can go on once the disk can: it can
// still be read.
func passes(err error) bool { return code(err) == codeFull || isBusy(err) }

// giveUp closes the store, so that the next try opens it anew.
func (g *Guard) giveUp() {
	g.mu.Lock()
	s := g.store
	g.store = nil
	g.mu.Unlock()
	if s == nil {
		return
	}
	if err := s.Close(); errors.Is(err, ErrStuck) {
		g.hung = s.work.ended
	}
}

func (g *Guard) worked(now time.Time) {
	g.wait, g.next = 0, time.Time{}
	g.mu.Lock()
	since := g.since
	g.since, g.why = time.Time{}, ""
	g.mu.Unlock()
	if !since.IsZero() {
		g.say(fmt.Sprintf("The disk can be written again, after %s: all that was noted meanwhile is kept", now.Sub(since).Round(time.Second)))
	}
}
