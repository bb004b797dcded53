package incident

// turn decides what a look makes of an incident: whether it is still there,
// cannot be seen, is recovering or is over. Of one that is not told yet nothing
// is said.
func (l *ledger) turn(r *record) {
	switch r.State {
	case Resolved:
		return
	case Settling:
		r.Cause, r.Seen, r.Unknown = r.cause.finding, r.cause.seen, r.cause.presence == unjudged
		return
	}
	if r.flood != nil {
		l.weigh(r, l.passed)
	}
	switch r.cause.presence {
	case present:
		l.holds(r)
	case absent:
		l.absent(r)
	}
	if r.State != Resolved {
		l.judgeSight(r)
	}
}

// holds is for a cause that is there.
func (l *ledger) holds(r *record) {
	r.Seen = r.cause.seen
	r.Cause = r.cause.finding
	if r.State == Recovering {
		r.State = Open
		l.tell(r, EventReturned, returnedText(r))
	}
	if r.Flapping && r.cause.held >= l.options.FlapQuiet {
		r.Flapping = false
	}
}

// absent is for a cause that was looked for in vain. It is over when that has
// lasted, and so is the incident unless something is still below it.
func (l *ledger) absent(r *record) {
	if r.cause.gone < l.clearOf(r) {
		return
	}
	r.cause.cleared = true
	switch left := r.below.present + r.below.unjudged + r.below.waiting; {
	case left == 0:
		l.resolve(r)
	case r.State == Open:
		r.State = Recovering
		l.tell(r, EventRecovering, recoveringText(r))
	}
}

// judgeSight tells, once, that an incident cannot be seen any more. It is not
// said again within the time that makes flapping quiet: a rule that is judged
// in every other look would fill the timeline.
func (l *ledger) judgeSight(r *record) {
	blind := r.presence() == unjudged
	if blind && !r.Unknown && (r.blind.IsZero() || l.now.Sub(r.blind) >= l.options.FlapQuiet) {
		r.blind = l.now
		l.tell(r, EventUnknown, unknownText(r))
	}
	r.Unknown = blind
}

// resolve ends an incident.
func (l *ledger) resolve(r *record) {
	r.State, r.Resolved, r.Unknown = Resolved, l.now, false
	l.tell(r, EventResolved, resolvedText(r))
	l.over[r.ID] = r.Incident
	if r.flood == nil {
		delete(l.conditions, r.Fingerprint)
	}
}
