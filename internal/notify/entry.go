package notify

import (
	"fmt"
	"maps"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// entry is one alert at one receiver: what it is now, and what the receiver
// knows of it. A state that nobody was told of is overwritten by the next one.
type entry struct {
	Want    Alert     `json:"want"`              // the newest
	Told    *Alert    `json:"told,omitempty"`    // as it was delivered last
	Refused *Alert    `json:"refused,omitempty"` // as it was refused last
	At      time.Time `json:"at"`                // of the last delivery or refusal
	Late    bool      `json:"late,omitempty"`    // it was told to be firing when it was over already
	Seen    time.Time `json:"seen"`              // when it was in the list last

	round uint64 // of the list that had it last
}

// cadence is how often a receiver hears of one alert.
type cadence struct {
	resent bool          // it is told again while it is firing
	resend time.Duration // how often; also how long after the start of a late alert its end is told
	calm   time.Duration // how long a receiver is left in peace after a message when only words have changed
}

// patience is how long after a refusal the receiver is asked again.
func (c cadence) patience() time.Duration {
	if c.resent {
		return c.resend
	}
	return c.calm
}

// due is when the receiver is to be told of the entry next; zero is at once.
func (e *entry) due(listed bool, c cadence) (at time.Time, ok bool) {
	switch {
	case e.Want.Firing() && !listed:
		return time.Time{}, false
	case e.Refused != nil && e.Refused.sameNews(&e.Want):
		return e.At.Add(c.patience()), true
	case e.Told == nil:
		return time.Time{}, true
	case !e.Want.Firing():
		return e.end(c)
	case !e.Told.sameNews(&e.Want):
		return time.Time{}, true
	case c.resent:
		return e.At.Add(c.resend), true
	case e.worse() != "":
		return e.At.Add(worseAfter), true
	default:
		return e.At.Add(c.calm), e.Told.Annotations[Summary] != e.Want.Annotations[Summary]
	}
}

// end is when to tell that the alert is over. Receivers drop an alert that
// ends before they have told anybody of it, so a late one is left standing for
// a while.
func (e *entry) end(c cadence) (at time.Time, ok bool) {
	if e.Late {
		at = e.At.Add(c.resend)
	}
	return at, e.Told.Firing()
}

// waits tells whether the receiver does not know the newest state, and is to.
func (e *entry) waits(listed bool) bool {
	switch {
	case !e.Want.Firing():
		return e.Told == nil || e.Told.Firing()
	case !listed:
		return false
	default:
		return e.Told == nil || !e.Told.sameNews(&e.Want)
	}
}

// repeated tells whether what is due is what the receiver has heard already.
func (e *entry) repeated() bool { return e.Told != nil && e.Told.sameNews(&e.Want) }

// news is what the receiver is to be told now. An alert that came and went
// before it could be told is told as firing, with the note that it is over.
func (e *entry) news() Alert {
	a := e.Want.copied()
	worse := e.worse()
	if worse == "" && (e.Told != nil || a.Firing()) {
		return a
	}
	if a.Annotations == nil {
		a.Annotations = map[string]string{}
	}
	if worse != "" {
		a.Annotations[Worse] = worse
		return a
	}
	lasted := a.EndsAt.Sub(a.StartsAt)
	a.Annotations[Late] = fmt.Sprintf("it is over since %s, after %s; it could not be told while it went on",
		a.EndsAt.UTC().Format("15:04:05 UTC"), rule.Span(lasted.Milliseconds()))
	a.EndsAt = time.Time{}
	return a
}

// outdated is the alert that the receiver knows under other labels, with its
// end: to those who know alerts by their labels it is another alert. It was
// true when it was told last, so that is when it ends; a receiver whose clock
// is somewhat behind must not take the end for one to come.
func (e *entry) outdated() (Alert, bool) {
	if e.Told == nil || !e.Told.Firing() || maps.Equal(e.Told.Labels, e.Want.Labels) {
		return Alert{}, false
	}
	old := e.Told.copied()
	old.EndsAt = e.At
	if old.EndsAt.Before(old.StartsAt) {
		old.EndsAt = old.StartsAt
	}
	return old, true
}

// stale tells whether it is a heartbeat that says nothing of the present: the
// watch that gave it has not given another for too long.
func (e *entry) stale(now time.Time, c cadence) bool {
	return e.Want.severity() == finding.None && now.Sub(e.Want.StartsAt) > 2*c.resend
}
