package incident

import (
	"slices"
	"time"
)

// open tells of the incidents whose patience is over. Too many of one rule at
// once are one.
func (l *ledger) open() {
	ready := map[group][]*record{}
	var order []group
	for _, r := range l.records {
		if r.State != Settling || !r.cause.ready() {
			continue
		}
		window, _ := l.windowOf(r)
		g := group{r.cause.finding.Rule, window.ID}
		if ready[g] == nil {
			order = append(order, g)
		}
		ready[g] = append(ready[g], r)
	}
	for _, g := range order {
		l.openGroup(g, ready[g])
	}
}

func (l *ledger) openGroup(g group, ready []*record) {
	many := l.floodOf(g)
	if many == nil && len(ready) > l.options.Flood {
		many = l.beginFlood(g, ready)
	}
	if many != nil {
		l.absorb(many, ready)
		return
	}
	for _, r := range ready {
		l.openOne(r)
	}
}

// openOne tells of an incident, unless a window holds it.
func (l *ledger) openOne(r *record) {
	r.State = Open
	r.Cause, r.Seen = r.cause.finding, l.now
	r.said = r.Severity()
	delete(l.over, r.ID)
	r.newRules()
	if window, held := l.windowOf(r); held {
		r.Held = window.reason()
		l.tell(r, EventHeld, heldText(r))
	} else {
		r.Opened = l.now
		l.tell(r, EventOpened, r.Cause.Message)
	}
	l.countOpening(r)
}

// countOpening remembers that the condition came, and keeps the incident open
// if it comes and goes too often.
func (l *ledger) countOpening(r *record) {
	times := slices.DeleteFunc(l.openings[r.Fingerprint], func(t time.Time) bool {
		return l.now.Sub(t) > l.options.FlapWindow
	})
	times = append(times, l.now)
	if len(times) > l.options.Flaps {
		r.Flapping = true
		r.cause.held = 0
		l.tell(r, EventFlapping, flappingText(r, len(times), l.options))
	}
	l.openings[r.Fingerprint] = times
}

// clearOf is how long the cause of an incident must be gone before it is over.
func (l *ledger) clearOf(r *record) time.Duration {
	clearing := l.patienceOf(r.Cause.Rule).clear
	if r.flood != nil {
		clearing = 0
	}
	if r.Flapping {
		return max(clearing, l.options.FlapQuiet)
	}
	return clearing
}
