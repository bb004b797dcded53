package incident

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// group is what may become one incident together: all of one rule, and held by
// the same window or by none.
type group struct{ rule, window string }

// flood is an incident that stands for many of one rule.
type flood struct{ group }

// floodMark is what its fingerprint has that no finding's has.
const floodMark = "flood"

func (g group) discriminator() string {
	if g.window == "" {
		return floodMark
	}
	return floodMark + "/" + g.window
}

// groupOf is the group of a flood from before a restart.
func groupOf(f *finding.Finding) (group, bool) {
	mark, window, _ := strings.Cut(f.Discriminator, "/")
	return group{f.Rule, window}, mark == floodMark && f.Subject.Kind == model.KindCluster
}

// floodOf is the flood that a group belongs to; nil if there is none. One that
// has fallen takes in nothing new: what begins long after it is news of its own.
func (l *ledger) floodOf(g group) *record {
	for _, r := range l.records {
		if r.flood != nil && r.flood.group == g && r.told() && l.rises(r) {
			return r
		}
	}
	return nil
}

// rises tells a flood that has only begun, or still stands for too many to be
// told one by one.
func (l *ledger) rises(r *record) bool {
	e := r.below.effects[r.flood.rule]
	return l.now.Sub(r.floodedAt) < l.options.FlapQuiet || e != nil && e.Count > l.options.Flood
}

// beginFlood makes one incident for many that would be told at once: nobody
// reads hundreds of alerts, and what they have in common is the news.
func (l *ledger) beginFlood(g group, ready []*record) *record {
	first := ready[0].cause.finding
	oldest := slices.MinFunc(ready, func(a, b *record) int { return a.Start.Compare(b.Start) })
	f := finding.Finding{
		Rule: g.rule, Discriminator: g.discriminator(), Place: first.Place,
		Subject: model.Subject{Cluster: first.Subject.Cluster, Kind: model.KindCluster},
	}
	c := &condition{fingerprint: f.Fingerprint(), subject: f.Subject.String(), start: oldest.Start, settled: true}
	c.saw(f, l.now, 0)
	many := l.begin(c)
	many.flood, many.floodedAt = &flood{g}, l.now
	return many
}

// absorb puts incidents that are ready to be told, and what is below them,
// below the one that stands for all of them.
func (l *ledger) absorb(many *record, ready []*record) {
	for _, r := range ready {
		r.into, r.State = many, Resolved
		l.add(many, r.cause)
		many.below.join(&r.below)
	}
	many.Effects = many.below.list(many.before)
	l.weigh(many, 0)
	if many.State == Settling {
		l.openOne(many)
		return
	}
	l.tell(many, EventWorse, fmt.Sprintf("%s of %s more belong to it now, as %s", finding.Plural(len(ready), "finding"), many.flood.rule, ready[0].cause.subject))
}

// weigh makes the cause of a flood of what is below it in this look, so long
// after it was last weighed.
func (l *ledger) weigh(r *record, passed time.Duration) {
	t, c := &r.below, r.cause
	switch e := t.effects[r.flood.rule]; {
	case t.present+t.waiting > 0:
		f := c.finding
		if e != nil {
			f = r.flood.sumUp(f, e)
		}
		c.saw(f, l.now, passed)
	case t.unjudged > 0:
		c.presence = unjudged
	default:
		c.missed(l.now, passed)
	}
}

// sumUp is the finding that stands for all of an effect.
func (f *flood) sumUp(was finding.Finding, e *effect) finding.Finding {
	was.Severity, was.Fix, was.Origin = e.Severity, e.worst.finding.Fix, e.worst.finding.Origin
	was.Message = fmt.Sprintf("%s of %s hold at once, among them %s; they are told as one, because what they have in common is the likely cause. The worst, %s: %s",
		finding.Plural(e.Count, "finding"), f.rule, strings.Join(e.Subjects, ", "), e.worst.subject, e.worst.finding.Message)
	return was
}

// join adds what an incident that was not told yet counted in the same look:
// below such a one nothing waits to be gone for long enough.
func (t *tally) join(other *tally) {
	t.present += other.present
	t.unjudged += other.unjudged
	for rule, e := range other.effects {
		if t.effects[rule] == nil {
			t.effects[rule] = &effect{Effect: Effect{Rule: rule}}
		}
		t.effects[rule].join(e)
	}
}

func (e *effect) join(other *effect) {
	e.Count += other.Count
	if e.worst == nil || other.Severity > e.Severity {
		e.worst, e.Severity = other.worst, other.Severity
	}
	e.Settled = max(e.Settled, other.Settled)
	for _, subject := range other.Subjects {
		e.name(subject)
	}
}
