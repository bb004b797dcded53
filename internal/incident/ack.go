package incident

import "fmt"

// Ack notes that somebody has taken an incident. It stays so until it is
// resolved, or until the time that the note gives. The error says that there
// is no such incident, or that it is over.
func (b *Book) Ack(id string, n Note) (Event, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, l := range b.clusters {
		for _, r := range l.records {
			if r.ID == id {
				r.Acked = &n
				e := r.event(EventAcked, ackedText(r))
				e.At = n.At
				return e, nil
			}
		}
		if i, over := l.over[id]; over {
			return Event{}, fmt.Errorf("incident %s was resolved at %s: there is nothing to acknowledge", id, moment(i.Resolved))
		}
	}
	return Event{}, fmt.Errorf("there is no incident %s", id)
}

// follow brings what is told up to date at the end of a look.
func (l *ledger) follow(r *record) {
	if r.Acked != nil && !r.Acked.Until.IsZero() && !l.now.Before(r.Acked.Until) && r.State != Resolved {
		l.tell(r, EventUnacked, unackedText(r))
		r.Acked = nil
	}
	if !r.told() {
		return
	}
	l.compare(r)
	for _, e := range r.newRules() {
		l.tell(r, EventWorse, newEffectText(r, e))
	}
	l.hold(r)
}

// compare tells of another severity than was told last.
func (l *ledger) compare(r *record) {
	was, now := r.said, r.Severity()
	r.said = now
	switch {
	case now > was:
		l.tell(r, EventWorse, severityText(r, was))
	case now < was:
		l.tell(r, EventMilder, severityText(r, was))
	}
}
