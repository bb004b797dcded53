package watch

import (
	"time"

	"github.com/breakwaterhq/breakwater/internal/incident"
)

// obey hands on to the book what people have asked since the last look, and
// gives what became of incidents by it, behind what is still to be told.
func (k *keeper) obey(at time.Time) []incident.Event {
	events := k.news
	k.news = nil
	if k.o.Keeper == nil {
		return events
	}
	k.hold(at)
	return append(events, k.acknowledge(at)...)
}

// hold tells the book of windows that are new, and of those that people have
// ended.
func (k *keeper) hold(at time.Time) {
	open := map[string]bool{}
	for _, w := range k.o.Keeper.Windows() {
		open[w.ID] = true
		if !k.windows[w.ID] {
			k.windows[w.ID] = true
			k.book.Hold(w)
		}
	}
	for id := range k.windows {
		if !open[id] {
			delete(k.windows, id)
			k.book.Release(id, at)
		}
	}
}

// acknowledge tells the book of notes that are new. One whose time is over is
// news to nobody, after a restart either.
func (k *keeper) acknowledge(at time.Time) (events []incident.Event) {
	for id, note := range k.o.Keeper.Acks() {
		if sameNote(k.acked[id], note) || !note.Until.IsZero() && !at.Before(note.Until) {
			continue
		}
		k.acked[id] = note
		if e, err := k.book.Ack(id, note); err == nil { // else it is one of another cluster, or over
			events = append(events, e)
		}
	}
	return events
}

func sameNote(a, b incident.Note) bool {
	return a.By == b.By && a.Reason == b.Reason && a.At.Equal(b.At) && a.Until.Equal(b.Until)
}
