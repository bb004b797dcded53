package incident

import (
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

// presence is what a look says of a condition.
type presence uint8

const (
	present  presence = iota + 1
	absent            // it was looked for, and is not there
	unjudged          // it was not seen, which proves nothing
)

// condition is one finding over the looks: what its fingerprint names.
type condition struct {
	fingerprint string
	subject     string          // without the cluster, as windows and effects name it
	finding     finding.Finding // as it was last seen

	look     int64         // the number of the look that saw it last
	presence presence      // in the newest look
	start    time.Time     // since when it holds
	seen     time.Time     // when it was last seen
	held     time.Duration // for how long it was seen without a break
	gone     time.Duration // for how long it was looked for in vain
	goneAt   time.Time     // when it was first looked for in vain; zero: not since it was seen
	settled  bool          // it was seen for the patience of its rule
	cleared  bool          // it was gone for the patience of its rule

	parent *condition // what explained it when it was last explained
	root   *condition // what is at the top of its causes in the newest look; itself if nothing is
	home   *record    // where it is told; see at
}

// saw takes in that a look at a time has found it, so long after the look
// before.
func (c *condition) saw(f finding.Finding, at time.Time, passed time.Duration) {
	if c.presence == present || c.presence == unjudged {
		c.held += passed
	}
	c.finding, c.presence, c.seen = f, present, at
	c.gone, c.goneAt, c.cleared = 0, time.Time{}, false
}

// missed takes in that a look has looked for it in vain.
func (c *condition) missed(at time.Time, passed time.Duration) {
	if c.goneAt.IsZero() {
		c.goneAt = at
	} else {
		c.gone += passed
	}
	c.presence, c.held = absent, 0
}

// at is the incident that the condition is told by; nil if that is over.
// Incidents that were folded hand on what is below them.
func (c *condition) at() *record {
	for c.home != nil && c.home.into != nil {
		c.home = c.home.into
	}
	if c.home != nil && c.home.State == Resolved {
		c.home = nil
	}
	return c.home
}

// ready tells whether it is there, and has been for long enough to be told.
func (c *condition) ready() bool { return c.presence == present && c.settled }

// since is when a finding of a look began to hold: as the rule knows it from
// the past, else now.
func since(f *finding.Finding, now time.Time) time.Time {
	if start := time.UnixMilli(f.Since); f.Since > 0 && start.Before(now) {
		return start
	}
	return now
}
