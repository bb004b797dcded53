package produce

import (
	"container/list"
	"context"
	"time"
)

// A room is the budget: bytes that records on their way may take. Who waits first is let
// in first, however large. The lock of those who come guards it.
type room struct {
	free  int64
	queue list.List // of *guest
}

// A guest waits for room.
type guest struct {
	cost  int64
	since time.Duration // by the desk's clock
	in    chan struct{} // closed when it has got its room
}

// try takes room if there is some and nobody waits.
func (r *room) try(cost int64) bool {
	if r.queue.Len() > 0 || r.free < cost {
		return false
	}
	r.free -= cost
	return true
}

// give gives room back, and lets in who waits for it.
func (r *room) give(cost int64) {
	r.free += cost
	for first := r.queue.Front(); first != nil; first = r.queue.Front() {
		g := first.Value.(*guest)
		if r.free < g.cost {
			return
		}
		r.free -= g.cost
		r.queue.Remove(first)
		close(g.in)
	}
}

// wait takes room as soon as there is some. It fails if the context ends before, or the
// desk is closed.
func (d *desk) wait(ctx context.Context, cost int64) error {
	g := &guest{cost, d.now(), make(chan struct{})}
	place := d.queues(g)
	select {
	case <-g.in:
	case <-d.shut:
	case <-ctx.Done():
	}
	d.in.Lock()
	defer d.in.Unlock()
	select {
	case <-g.in: // in the same moment
		return nil
	default:
	}
	if d.in.queue.Remove(place); d.in.closed {
		return ErrClosed
	}
	d.look() // it may have been in the way of others
	return ctx.Err()
}

// queues has somebody wait, who may get room at once.
func (d *desk) queues(g *guest) *list.Element {
	d.in.Lock()
	defer d.in.Unlock()
	place := d.in.queue.PushBack(g)
	if !d.in.closed {
		d.look()
		d.rouse()
	}
	return place
}
