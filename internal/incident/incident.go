// Package incident makes incidents of findings: one for each cause, with its
// consequences below it. How long a condition must hold before it is told, how
// long it must be gone before it is over, flapping, acknowledgement, silence
// and maintenance are judged here and nowhere else. Nothing in it reads a
// clock: whoever uses it gives the time.
package incident

import (
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// State is how far an incident is.
type State string

// The states, in their order. An incident that is Settling or over before it
// has been Open was never told to anybody.
const (
	Settling   State = "settling"   // its rule's patience is not over
	Open       State = "open"       // it is told
	Recovering State = "recovering" // its cause is gone; it is not over before its consequences are, too
	Resolved   State = "resolved"
)

// Incident is one cause, and what follows from it. It is a value: a Book hands
// out copies.
type Incident struct {
	ID          string // 16 characters, made of the fingerprint and the start: the same after a restart of the watch
	Cluster     string // as the watch calls it
	Label       string // as its alert calls the cluster, where the watch called it otherwise when it was told; "" for Cluster
	Fingerprint string // of the cause

	Cause   finding.Finding // as it was last seen
	Effects []Effect        // the rules of what follows from it, the worst first
	State   State

	Start    time.Time // since when the condition holds
	Opened   time.Time // when it was told first; zero: not yet
	Seen     time.Time // when the cause was last seen
	Resolved time.Time // zero: not yet

	Unknown  bool   // whether it still holds cannot be seen at present: it is neither confirmed nor over
	Flapping bool   // it came and went often enough that it is kept open
	Held     string // why it is not sent to anybody: the maintenance or silence, with its reason; "" if it is
	Refused  string // the rule by which clients are refused although a maintenance is on, so that it is told; "" for none
	Acked    *Note  // somebody has taken it
}

// Severity is how bad it is: as the cause, but an error that follows from it and
// has held for as long as its rule waits makes it one, too. Warnings that follow
// from planned work are no worse than the work.
func (i *Incident) Severity() finding.Severity {
	worst := i.Cause.Severity
	for k := range i.Effects {
		if e := &i.Effects[k]; e.Settled >= finding.Error {
			worst = max(worst, e.Settled)
		}
	}
	return worst
}

// Told tells whether receivers are to hear of the incident now.
func (i *Incident) Told() bool { return (i.State == Open || i.State == Recovering) && i.Held == "" }

// Effect is the consequences of one rule below a cause.
type Effect struct {
	Rule     string
	Severity finding.Severity // the worst
	Settled  finding.Severity // the worst of those that have held for as long as the rule waits; None: of none
	Count    int
	Subjects []string // the first Examples of them, sorted
}

// Examples is how many subjects of an effect are named.
const Examples = 5

// Note is who did what about an incident, until when and why.
type Note struct {
	By     string
	At     time.Time
	Until  time.Time // zero: until it is resolved
	Reason string
}

// The kinds of windows. A silence holds whatever it names; a maintenance holds what
// work that is done well does to a cluster.
const (
	Maintenance = "maintenance"
	Silence     = "silence"
)

// Window is a time in which alerts on some subjects are held: a maintenance or
// a silence.
type Window struct {
	ID      string
	Kind    string // Maintenance or Silence
	Cluster string // "" for all
	Subject string // a pattern over subjects without the cluster, as "broker/2", "topic/orders-*", "*"
	Rule    string // a pattern over rules, "" for all
	By      string
	Reason  string
	Start   time.Time
	End     time.Time
}

// Event is one thing that became of an incident: a line of the timeline.
type Event struct {
	At       time.Time
	Incident string // its ID
	Cluster  string
	Kind     EventKind
	Rule     string
	Subject  string
	Severity finding.Severity
	Text     string // one sentence
}

// EventKind is what an event tells of.
type EventKind string

// The kinds of events.
const (
	EventOpened   EventKind = "opened"
	EventWorse    EventKind = "worse"    // its severity rose, or it has effects of a rule that it had not
	EventMilder   EventKind = "milder"   // its severity fell
	EventHeld     EventKind = "held"     // a window holds its alert
	EventReleased EventKind = "released" // the window is over, and the condition is not
	EventAcked    EventKind = "acknowledged"
	EventUnknown  EventKind = "unknown" // it cannot be seen any more
	EventFlapping EventKind = "flapping"
	EventFolded   EventKind = "folded" // it turned out to follow from another one
	EventResolved EventKind = "resolved"
	EventMoved    EventKind = "moved" // its cluster goes by another name from now on, or is not looked at any more

	EventRecovering EventKind = "recovering"     // its cause is gone, and something that follows from it is not
	EventReturned   EventKind = "returned"       // its cause is back before it was over
	EventUnacked    EventKind = "unacknowledged" // the time for which somebody had taken it is over
)

// Cycle is what one look at one cluster has found.
type Cycle struct {
	Cluster  string
	At       time.Time
	Findings []finding.Finding // with CausedBy filled in by rule.Causes

	// Unjudged tells whether the absence of a rule's finding on a subject proves
	// nothing: the rule was skipped, or what it needs was not seen. Nil: nothing
	// was left unjudged.
	Unjudged func(rule string, subject model.Subject) bool

	// Standing tells of which rules the look brought nothing: what they said
	// before is among the findings, and is neither confirmed nor ended by this
	// look. Nil: of none.
	Standing func(rule string) bool
}
