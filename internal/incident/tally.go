package incident

import (
	"cmp"
	"slices"
)

// tally counts what is below an incident in one look.
type tally struct {
	present, unjudged int
	waiting           int // looked for in vain, but not for long enough
	effects           map[string]*effect
	guarded           map[string]int // of the rule of a flood: how many each window holds
}

// effect is the consequences of one rule while they are counted.
type effect struct {
	Effect
	worst *condition
}

// count sums up what is below each incident, and drops what is over. What
// cannot be judged counts: it is not known to be gone.
func (l *ledger) count() {
	for _, r := range l.records {
		r.below = tally{}
	}
	for fingerprint, c := range l.conditions {
		home := c.at()
		switch {
		case home != nil && home.cause == c:
		case l.isOver(c, home):
			c.cleared = true
			delete(l.conditions, fingerprint)
		case home == nil:
		default:
			l.add(home, c)
		}
	}
	for _, r := range l.records {
		if r.State != Resolved {
			l.recall(r)
			r.Effects = r.below.list(r.before)
		}
	}
}

// isOver tells whether what is no cause is gone for good.
func (l *ledger) isOver(c *condition, home *record) bool {
	switch {
	case home != nil && home.told():
		return c.presence == absent && c.gone >= l.patienceOf(c.finding.Rule).clear
	case c.presence == unjudged:
		return l.now.Sub(c.seen) > Kept
	default:
		return c.presence == absent
	}
}

func (l *ledger) add(r *record, c *condition) {
	t := &r.below
	switch c.presence {
	case absent:
		t.waiting++
		return
	case unjudged:
		t.unjudged++
	default:
		t.present++
	}
	if t.effects == nil {
		t.effects = map[string]*effect{}
	}
	e := t.effects[c.finding.Rule]
	if e == nil {
		e = &effect{Effect: Effect{Rule: c.finding.Rule}}
		t.effects[c.finding.Rule] = e
	}
	e.add(c)
	if r.flood != nil && r.flood.rule == c.finding.Rule {
		t.guard(l.active, c)
	}
}

func (e *effect) add(c *condition) {
	e.Count++
	if e.worst == nil || cmp.Or(cmp.Compare(c.finding.Severity, e.worst.finding.Severity), cmp.Compare(e.worst.subject, c.subject)) > 0 {
		e.worst, e.Severity = c, c.finding.Severity
	}
	if c.settled {
		e.Settled = max(e.Settled, c.finding.Severity)
	}
	e.name(c.subject)
}

// name keeps a subject if it is among the first.
func (e *effect) name(subject string) {
	if len(e.Subjects) == Examples && subject >= e.Subjects[Examples-1] {
		return
	}
	at, _ := slices.BinarySearch(e.Subjects, subject)
	e.Subjects = slices.Insert(e.Subjects, at, subject)
	e.Subjects = e.Subjects[:min(len(e.Subjects), Examples)]
}

// list is the effects, the worst and the most first, and those from before a
// restart that could not be looked for.
func (t *tally) list(before []remembered) []Effect {
	var out []Effect
	for _, e := range t.effects {
		out = append(out, e.Effect)
	}
	for _, b := range before {
		if b.blind && t.effects[b.effect.Rule] == nil {
			out = append(out, b.effect)
		}
	}
	slices.SortFunc(out, func(a, b Effect) int {
		return cmp.Or(cmp.Compare(b.Severity, a.Severity), cmp.Compare(b.Count, a.Count), cmp.Compare(a.Rule, b.Rule))
	})
	return out
}

// newRules are the rules of effects that an incident has for the first time.
func (r *record) newRules() []Effect {
	var fresh []Effect
	for _, e := range r.Effects {
		if r.rules[e.Rule] {
			continue
		}
		if r.rules == nil {
			r.rules = map[string]bool{}
		}
		r.rules[e.Rule] = true
		fresh = append(fresh, e)
	}
	return fresh
}
