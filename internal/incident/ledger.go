package incident

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// ledger is the book of one cluster.
type ledger struct {
	cluster string
	options Options

	conditions map[string]*condition  // by fingerprint
	records    []*record              // that are not over, in the order in which they began
	awaiting   []*record              // of these, those from before a restart whose effects nobody has looked for since
	over       map[string]Incident    // by id: resolved within the last hour
	openings   map[string][]time.Time // by fingerprint: when it was told, the newest last
	prints     fingerprints

	// Of the newest look.
	number   int64
	now      time.Time
	passed   time.Duration
	seen     []*condition // in the order of the findings
	patience map[string]patience
	active   []Window
	unjudged func(*condition) bool
	standing func(rule string) bool
	events   []Event
}

// patience is how long a rule's condition must be there, and be gone.
type patience struct{ settle, clear time.Duration }

func newLedger(cluster string, o Options) *ledger {
	return &ledger{
		cluster: cluster, options: o,
		conditions: map[string]*condition{},
		over:       map[string]Incident{},
		openings:   map[string][]time.Time{},
		prints:     fingerprints{},
	}
}

// look takes in one look. What is there is seen first, then it is put where it
// is told; only then is decided what is over, and last what is new, so that a
// condition which moves from one incident to another is never without one.
func (l *ledger) look(c Cycle, active []Window) []Event {
	l.begins(c, active)
	l.see(c.Findings)
	l.miss()
	l.place()
	l.dropUnsettled()
	l.count()
	for _, r := range l.records {
		l.turn(r)
	}
	l.open()
	for _, r := range l.records {
		l.follow(r)
	}
	l.forget()
	return l.events
}

func (l *ledger) begins(c Cycle, active []Window) {
	l.number++
	l.passed = 0
	if !l.now.IsZero() && c.At.After(l.now) {
		l.passed = c.At.Sub(l.now)
	}
	if c.At.After(l.now) {
		l.now = c.At
	}
	l.patience = map[string]patience{}
	l.active, l.events = active, nil
	l.standing = func(rule string) bool { return c.Standing != nil && c.Standing(rule) }
	l.unjudged = func(x *condition) bool {
		return c.Unjudged != nil && c.Unjudged(x.finding.Rule, x.finding.Subject)
	}
}

// patienceOf asks for a rule's patience once in a look.
func (l *ledger) patienceOf(rule string) patience {
	p, known := l.patience[rule]
	if !known {
		p.settle, p.clear = l.options.Patience(rule)
		l.patience[rule] = p
	}
	return p
}

// list is what the pages show.
func (l *ledger) list() []Incident {
	out := make([]Incident, 0, len(l.records)+len(l.over))
	for _, r := range l.records {
		out = append(out, r.Incident)
	}
	for _, i := range l.over {
		out = append(out, i)
	}
	slices.SortFunc(out, before)
	return out
}

// before puts what holds before what is over, and the worst first; of equals what
// waits for somebody before what somebody knows of, the cluster before those who
// use it, and the oldest.
func before(a, b Incident) int {
	return cmp.Or(yes(a.State == Resolved)-yes(b.State == Resolved), cmp.Compare(b.Severity(), a.Severity()),
		yes(known(a))-yes(known(b)), reach(a)-reach(b), a.Start.Compare(b.Start), cmp.Compare(a.ID, b.ID))
}

// known tells whether somebody knows of an incident.
func known(i Incident) bool { return i.Held != "" || i.Acked != nil }

func yes(is bool) int {
	if is {
		return 1
	}
	return 0
}

// reach is how many feel an incident, by the family of its rule: 0 most.
func reach(i Incident) int {
	family, _, _ := strings.Cut(i.Cause.Rule, "/")
	switch family {
	case "cluster", "quorum", "watch":
		return 0
	case "group":
		return 1
	}
	return 2
}

// forget drops what is over for so long that nobody asks for it any more.
func (l *ledger) forget() {
	l.records = slices.DeleteFunc(l.records, func(r *record) bool { return r.State == Resolved })
	l.awaiting = slices.DeleteFunc(l.awaiting, func(r *record) bool { return r.State == Resolved || len(r.before) == 0 })
	for id, i := range l.over {
		if l.now.Sub(i.Resolved) > Kept {
			delete(l.over, id)
		}
	}
	for fingerprint, times := range l.openings {
		if l.now.Sub(times[len(times)-1]) > l.options.FlapWindow {
			delete(l.openings, fingerprint)
		}
	}
	l.unjudged, l.standing, l.active = nil, nil, nil
}
