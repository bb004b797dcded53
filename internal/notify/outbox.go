package notify

import (
	"sync"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

// forget is after what time outside the list an alert is dropped whatever the
// receiver knows of it.
const forget = 7 * 24 * time.Hour

// outbox holds the entries of one receiver.
type outbox struct {
	min      finding.Severity
	byLabels bool
	cadence

	mu      sync.Mutex
	entries map[string]*entry // by the alert's key
	round   uint64            // counts the lists, from 1; entries that were restored are in none yet
	status  Status
}

// list takes the full present list of alerts.
func (o *outbox) list(alerts []Alert, now time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.round++
	for i := range alerts {
		a := &alerts[i]
		e := o.entries[a.Key]
		if !o.concerns(a, e) {
			continue
		}
		if e == nil {
			e = &entry{}
			o.entries[a.Key] = e
		}
		e.Want, e.Seen, e.round = a.copied(), now, o.round
	}
	for key, e := range o.entries {
		if e.round != o.round && e.idle(now) {
			delete(o.entries, key)
		}
	}
}

// concerns tells whether the receiver hears of an alert: one that is bad
// enough, or that it knows already. An alert that is over and was never seen
// firing is nothing to tell. Heartbeats are for machines.
func (o *outbox) concerns(a *Alert, e *entry) bool {
	switch {
	case a.severity() == finding.None:
		return o.resent
	case e == nil:
		return a.Firing() && a.severity() >= o.min
	default:
		return e.Told != nil || !a.Firing() || a.severity() >= o.min
	}
}

// idle tells whether an entry that is not in the list any more can be dropped.
// One that was told and has not ended is kept, so that its end is told; one
// that has ended is kept until that is told.
func (e *entry) idle(now time.Time) bool {
	switch {
	case now.Sub(e.Seen) > forget, e.Want.severity() == finding.None:
		return true
	case e.Want.Firing():
		return e.Told == nil || !e.Told.Firing()
	default:
		return e.Told != nil && !e.Told.Firing()
	}
}

// next is when something is due; zero is at once.
func (o *outbox) next(now time.Time) (at time.Time, ok bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, e := range o.entries {
		t, due := e.due(e.round == o.round, o.cadence)
		if due && !e.stale(now, o.cadence) && (!ok || t.Before(at)) {
			at, ok = t, true
		}
	}
	return at, ok
}

// pending is how many alerts the receiver does not know as they are.
func (o *outbox) pending() int {
	n := 0
	for _, e := range o.entries {
		if e.waits(e.round == o.round) {
			n++
		}
	}
	return n
}
