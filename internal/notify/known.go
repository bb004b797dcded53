package notify

import (
	"encoding/json"
	"fmt"
	"maps"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

// ByLabels is a Receiver to which an alert's labels, not its key, are its
// identity: an alert whose severity changes is resolved there under the old
// labels as it fires under the new ones.
type ByLabels interface {
	Receiver
	ByLabels()
}

// Known is what every receiver knows, and what it waits for, as JSON by the
// receiver's name. Whoever keeps it and gives it to Restore after a restart
// spares people a second message. Close delivers, so it is to be kept after
// that, too; a watch that is killed between a delivery and the next time may
// tell it again.
func (d *Dispatcher) Known() (map[string]json.RawMessage, error) {
	all := map[string]json.RawMessage{}
	for _, w := range d.workers {
		text, err := w.box.export()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", w.to.Name(), err)
		}
		all[w.to.Name()] = text
	}
	return all, nil
}

// Restore takes what Known gave before the restart. Call it before the first
// Update. Ends that waited are told at once; for all else the list is awaited.
// Receivers that are gone are left out.
func (d *Dispatcher) Restore(known map[string]json.RawMessage) error {
	for _, w := range d.workers {
		text, ok := known[w.to.Name()]
		if !ok {
			continue
		}
		if err := w.box.restore(text); err != nil {
			return fmt.Errorf("what %s knows cannot be read: %w", w.to.Name(), err)
		}
		w.nudge()
	}
	return nil
}

// export leaves heartbeats out: each says something of its moment alone.
func (o *outbox) export() (json.RawMessage, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	kept := maps.Clone(o.entries)
	maps.DeleteFunc(kept, func(_ string, e *entry) bool { return e.Want.severity() == finding.None })
	return json.Marshal(kept)
}

func (o *outbox) restore(text json.RawMessage) error {
	entries := map[string]*entry{}
	if err := json.Unmarshal(text, &entries); err != nil {
		return err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	for key, e := range entries {
		if e != nil {
			o.entries[key] = e
		}
	}
	return nil
}
