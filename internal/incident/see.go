package incident

import "github.com/breakwaterhq/breakwater/internal/finding"

// see takes in what a look has found. Of two findings of one fingerprint the
// worse one counts.
func (l *ledger) see(findings []finding.Finding) {
	l.seen = l.seen[:0]
	for i := range findings {
		f := &findings[i]
		fingerprint := l.prints.of(f)
		c, known := l.conditions[fingerprint]
		switch {
		case l.standing(f.Rule):
			if known && c.presence != absent {
				c.look = l.number
				l.seen = append(l.seen, c)
			}
			continue
		case !known:
			c = &condition{fingerprint: fingerprint, subject: f.Subject.String(), start: since(f, l.now)}
			l.conditions[fingerprint] = c
		case c.look == l.number:
			if f.Severity > c.finding.Severity {
				c.finding = *f
			}
			continue
		}
		c.look = l.number
		c.saw(*f, l.now, l.passed)
		c.settled = c.settled || c.held >= l.patienceOf(f.Rule).settle
		l.seen = append(l.seen, c)
	}
	l.prints.trim(len(findings))
	for _, c := range l.seen {
		c.root = l.rootOf(c)
	}
}

// deepest is how many causes above one another are followed. Rules make two or
// three.
const deepest = 32

// rootOf is what is at the top of a condition's causes: itself where no cause
// is named, or one that this look has not found. Causes that go in a circle
// explain nothing.
func (l *ledger) rootOf(c *condition) *condition {
	top := c
	for range deepest {
		above := l.explains(top)
		if above == nil {
			return top
		}
		top = above
	}
	return c
}

// explains is the cause of a condition; nil if none is there.
func (l *ledger) explains(c *condition) *condition {
	if c.finding.CausedBy == "" {
		return nil
	}
	if cause := l.conditions[c.finding.CausedBy]; cause != nil && cause.look == l.number {
		return cause
	}
	return nil
}

// miss goes through what this look has not found.
func (l *ledger) miss() {
	for _, c := range l.conditions {
		switch {
		case c.look == l.number, l.standing(c.finding.Rule):
		case l.unjudged(c):
			c.presence = unjudged
		default:
			c.missed(l.now, l.passed)
		}
	}
}
