package incident

import (
	"cmp"
	"slices"
	"time"
)

// remembered is an effect from before a restart. Which conditions it counted
// is not known any more, but that they were below an incident is.
type remembered struct {
	effect Effect
	blind  bool          // it could not be looked for in the newest look
	tried  bool          // it was looked for
	gone   time.Duration // for how long, in vain
}

// Restore takes over incidents from before a restart, with their ids and
// starts, and without telling of them again. It is called before the first
// look, and once. Of two that are not over and of one fingerprint the older
// one goes on.
func (b *Book) Restore(incidents []Incident) {
	b.mu.Lock()
	defer b.mu.Unlock()
	sorted := slices.Clone(incidents)
	slices.SortStableFunc(sorted, func(x, y Incident) int { return x.Start.Compare(y.Start) })
	type place struct{ cluster, fingerprint string }
	taken := map[place]bool{}
	for _, i := range sorted {
		if at := (place{i.Cluster, i.Fingerprint}); i.State != Resolved {
			if taken[at] {
				i.State, i.Resolved = Resolved, i.Seen
			}
			taken[at] = true
		}
		b.of(i.Cluster).restore(i)
	}
}

func (l *ledger) restore(i Incident) {
	if !i.Opened.IsZero() {
		l.openings[i.Fingerprint] = append(l.openings[i.Fingerprint], i.Opened)
	}
	if i.State == Resolved {
		l.over[i.ID] = i
		return
	}
	c := &condition{
		fingerprint: i.Fingerprint, subject: i.Cause.Subject.String(), finding: i.Cause,
		presence: unjudged, start: i.Start, seen: i.Seen, settled: i.State != Settling,
	}
	if i.State == Recovering {
		c.cleared, c.goneAt = true, cmp.Or(i.Seen, i.Start)
	}
	r := &record{Incident: i, cause: c, said: i.Severity()}
	c.home = r
	r.newRules()
	for _, e := range i.Effects {
		r.before = append(r.before, remembered{effect: e})
	}
	if g, many := groupOf(&i.Cause); many {
		r.flood, r.floodedAt = &flood{g}, i.Start
	} else {
		l.conditions[i.Fingerprint] = c
	}
	l.records = append(l.records, r)
	l.awaiting = append(l.awaiting, r)
}

// remembering is the incident from before a restart that a condition was below
// of; nil if there is none. It is one whose cause is gone: a cause that is
// there says itself what it explains.
func (l *ledger) remembering(c *condition) *record {
	for _, r := range l.awaiting {
		if !r.told() || r.flood == nil && r.cause.presence == present {
			continue
		}
		for _, b := range r.before {
			if b.covers(c) {
				return r
			}
		}
	}
	return nil
}

func (b *remembered) covers(c *condition) bool {
	return b.effect.Rule == c.finding.Rule && (b.effect.Count > len(b.effect.Subjects) || slices.Contains(b.effect.Subjects, c.subject))
}

// goneFor is for how long it was looked for in vain, with the newest look.
func (b *remembered) goneFor(passed time.Duration) time.Duration {
	if b.tried {
		b.gone += passed
	}
	b.tried = true
	return b.gone
}

// recall keeps an incident from before a restart until its effects were looked
// for and are not there.
func (l *ledger) recall(r *record) {
	kept := r.before[:0]
	for _, b := range r.before {
		about := condition{finding: r.Cause}
		about.finding.Rule = b.effect.Rule
		b.blind = l.unjudged(&about)
		switch {
		case b.blind:
			r.below.unjudged++
		case b.goneFor(l.passed) >= l.patienceOf(b.effect.Rule).clear:
			continue
		default:
			r.below.waiting++
		}
		kept = append(kept, b)
	}
	r.before = kept
}
