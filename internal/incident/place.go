package incident

// place puts everything that is there where it is told: causes first, then
// what follows from them.
func (l *ledger) place() {
	for _, c := range l.seen {
		if c.root == c {
			l.placeCause(c)
		}
	}
	for _, c := range l.seen {
		if c.root != c {
			l.placeBelow(c)
		}
	}
}

// placeCause finds the place of what nothing in this look explains. What was
// explained before stays where it is told while its cause is only just gone: it
// goes away after it, and is no news.
func (l *ledger) placeCause(c *condition) {
	home := c.at()
	switch {
	case home == nil:
		l.newcomer(c)
	case home.cause == c, home.flood != nil && home.flood.rule == c.finding.Rule:
	case home.State == Settling:
		l.begin(c)
	case c.parent != nil && c.parent.presence == present:
		c.settled, c.held = l.patienceOf(c.finding.Rule).settle <= 0, 0
		l.begin(c)
	case c.parent != nil && c.parent.cleared && l.now.Sub(c.parent.goneAt) > l.options.Outlive:
		c.settled = true
		l.begin(c)
	}
}

// newcomer is a cause that no incident tells yet.
func (l *ledger) newcomer(c *condition) {
	if heir := l.remembering(c); heir != nil {
		c.home, c.parent = heir, heir.cause
		return
	}
	l.begin(c)
}

// placeBelow puts a consequence below its cause. What is told is never moved
// below something that is not, and a cause that still settles holds back
// nothing that is worse than itself: in both cases somebody would be left
// without a word.
func (l *ledger) placeBelow(c *condition) {
	home, target := c.at(), c.root.at()
	c.parent = l.explains(c)
	switch {
	case home == target:
	case home != nil && home.Told() && l.silences(target, c):
	case target.firm():
		l.move(c, home, target)
	case home != nil && home.told():
	case c.settled && c.finding.Severity > c.root.finding.Severity:
		if home == nil || home.cause != c {
			l.begin(c)
		}
	default:
		l.move(c, home, target)
	}
}

// silences tells an incident that a window holds, and not the condition as well:
// below it nobody would hear of that any more, or hear that it is over.
func (l *ledger) silences(target *record, c *condition) bool {
	window, held := l.windowOf(target)
	return held && !window.covers(c)
}

// move puts a condition below an incident, and with it what is below itself.
func (l *ledger) move(c *condition, home, target *record) {
	if home != nil && home.cause == c {
		l.fold(home, target)
	}
	c.home = target
}

// fold ends an incident that turned out to follow from another one. Nobody
// hears of one that was never told.
func (l *ledger) fold(r, target *record) {
	told := r.told()
	r.into = target
	r.State, r.Resolved = Resolved, l.now
	if told {
		l.tell(r, EventFolded, foldedText(r, target))
		l.over[r.ID] = r.Incident
	}
}

// dropUnsettled forgets what went away before it was told, and what nobody
// could look for in so long that it is no matter of patience any more.
func (l *ledger) dropUnsettled() {
	for _, r := range l.records {
		if r.State == Settling && (r.cause.presence == absent || l.now.Sub(r.cause.seen) > Kept) {
			r.State = Resolved
		}
	}
}
