package incident

import (
	"slices"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// Hold begins a window, or replaces the one of its id. Incidents that it
// covers are held from the next look on.
func (b *Book) Hold(w Window) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := range b.windows {
		if b.windows[i].ID == w.ID {
			b.windows[i] = w
			return
		}
	}
	b.windows = append(b.windows, w)
}

// Release ends a window before its time. What still holds is told from the
// next look on. False: there is no such window, or it is over already.
func (b *Book) Release(id string, at time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := range b.windows {
		if w := &b.windows[i]; w.ID == id && !w.ended(at) {
			w.End = at
			return true
		}
	}
	return false
}

// Windows is those that have not ended at a time, and those that are to come.
func (b *Book) Windows(at time.Time) []Window {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(b.windows), func(w Window) bool { return w.ended(at) })
}

// active is the windows that hold alerts of a cluster at a time.
func (b *Book) active(cluster string, at time.Time) []Window {
	var out []Window
	for _, w := range b.windows {
		if (w.Cluster == "" || w.Cluster == cluster) && !at.Before(w.Start) && !w.ended(at) {
			out = append(out, w)
		}
	}
	return out
}

// dropWindows forgets those that are over for so long that no late look of
// another cluster can ask for them.
func (b *Book) dropWindows(at time.Time) {
	b.windows = slices.DeleteFunc(b.windows, func(w Window) bool { return w.ended(at.Add(-Kept)) })
}

// ended tells whether a window is over. One without an end is not before it
// is released.
func (w *Window) ended(at time.Time) bool { return !w.End.IsZero() && !at.Before(w.End) }

// Covers tells whether an incident is among what a window is about while it lasts.
func (w *Window) Covers(i *Incident) bool {
	return (w.Cluster == "" || w.Cluster == i.Cluster) && w.covers(&condition{finding: i.Cause, subject: i.Cause.Subject.String()})
}

// Spares is the rule for which a window does not hold an incident that it covers:
// clients are refused by what it tells, beside what the window names itself. "" for
// none, and for every silence.
func (w *Window) Spares(i *Incident, refuses func(rule string) bool) string {
	switch {
	case w.Kind != Maintenance:
		return ""
	case i.Refused != "":
		return i.Refused
	case refuses(i.Cause.Rule) && !w.names(i.Cause.Subject.String()):
		return i.Cause.Rule
	}
	for _, e := range i.Effects {
		if e.Settled != finding.None && refuses(e.Rule) && slices.ContainsFunc(e.Subjects, func(s string) bool { return !w.names(s) }) {
			return e.Rule
		}
	}
	return ""
}

// names tells whether a subject is that of the window; a group's partitions are
// the group's.
func (w *Window) names(subject string) bool {
	return rule.MatchesAny([]string{w.Subject, w.Subject + "/*"}, subject)
}

// covers tells whether a window holds what a condition tells: it is on the
// subject of the window, or what it blames is that subject and nothing else.
// What blames a second broker, too, is not explained by work on the first.
func (w *Window) covers(c *condition) bool {
	if w.Subject == "" {
		return false
	}
	if w.Rule != "" && !rule.MatchesAny([]string{w.Rule}, c.finding.Rule) {
		return false
	}
	if w.names(c.subject) {
		return true
	}
	for _, blamed := range c.finding.Blames {
		if !w.names(blamed.String()) {
			return false
		}
	}
	return len(c.finding.Blames) > 0
}

// windowOf is the window that holds an incident; false if none does. A flood
// is held by a window that holds each of it. No maintenance holds that clients are
// refused.
func (l *ledger) windowOf(r *record) (Window, bool) {
	for i := range l.active {
		w := &l.active[i]
		if !w.covers(r.cause) && (r.flood == nil || !r.below.guardedBy(w, r.flood.rule)) {
			continue
		}
		// Once that was so the incident is told to its end: what comes and goes
		// would be held and told in turn.
		now := r.Incident
		now.Cause, now.Effects = r.cause.finding, r.below.list(nil)
		if r.Refused = w.Spares(&now, l.options.Refuses); r.Refused != "" {
			continue
		}
		return *w, true
	}
	return Window{}, false
}

// guard counts which windows hold one condition of a flood.
func (t *tally) guard(active []Window, c *condition) {
	for i := range active {
		if !active[i].covers(c) {
			continue
		}
		if t.guarded == nil {
			t.guarded = map[string]int{}
		}
		t.guarded[active[i].ID]++
	}
}

// guardedBy tells whether a window holds all of a flood.
func (t *tally) guardedBy(w *Window, rule string) bool {
	e := t.effects[rule]
	return e != nil && e.Count > 0 && t.guarded[w.ID] == e.Count
}

// hold holds an incident, or tells it when the window is over and it is not.
// One whose cause is just gone is not told any more: it is about to be over.
func (l *ledger) hold(r *record) {
	window, held := l.windowOf(r)
	switch {
	case held:
		first := r.Held == ""
		r.Held = window.reason()
		if first {
			l.tell(r, EventHeld, heldText(r))
		}
	case r.Held != "" && r.State == Open && r.cause.presence != absent:
		r.Held = ""
		if r.Opened.IsZero() {
			r.Opened = l.now
		}
		l.tell(r, EventReleased, releasedText(r))
	}
}

// reason is why an incident is held, for a person.
func (w *Window) reason() string {
	text := w.Kind + " of " + w.Subject
	if w.Rule != "" {
		text += ", rule " + w.Rule
	}
	if !w.End.IsZero() {
		text += ", until " + moment(w.End)
	}
	if w.By != "" {
		text += ", by " + w.By
	}
	if w.Reason != "" {
		text += ": " + w.Reason
	}
	return text
}
