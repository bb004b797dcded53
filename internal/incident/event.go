package incident

import (
	"fmt"
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/rule"
)

// tell writes a line of the timeline.
func (l *ledger) tell(r *record, kind EventKind, text string) {
	e := r.event(kind, text)
	e.At = l.now
	l.events = append(l.events, e)
}

func (r *record) event(kind EventKind, text string) Event {
	return Event{
		Incident: r.ID, Cluster: r.Cluster, Kind: kind, Rule: r.Cause.Rule,
		Subject: r.cause.subject, Severity: r.said, Text: text,
	}
}

// name is an incident in a sentence.
func (r *record) name() string { return r.Cause.Rule + " on " + r.cause.subject }

func heldText(r *record) string {
	return fmt.Sprintf("%s is told to nobody: %s", r.name(), r.Held)
}

func releasedText(r *record) string {
	if r.Refused != "" {
		return fmt.Sprintf("a maintenance holds no longer that %s is there, since %s: clients are refused, by %s: %s", r.name(), moment(r.Start), r.Refused, r.Cause.Message)
	}
	return fmt.Sprintf("what held %s is over, and it is still there, since %s: %s", r.name(), moment(r.Start), r.Cause.Message)
}

func severityText(r *record, was finding.Severity) string {
	return fmt.Sprintf("%s was %s and is %s now: %s", r.name(), was, r.Severity(), r.Cause.Message)
}

func newEffectText(r *record, e Effect) string {
	follow := "follow"
	if e.Count == 1 {
		follow = "follows"
	}
	return fmt.Sprintf("%s of %s %s from %s now: %s", finding.Plural(e.Count, "finding"), e.Rule, follow, r.name(), strings.Join(e.Subjects, ", "))
}

func unknownText(r *record) string {
	return fmt.Sprintf("%s cannot be seen any more, last at %s: it counts as not over until it is looked for and is not there", r.name(), moment(r.Seen))
}

func flappingText(r *record, times int, o Options) string {
	return fmt.Sprintf("%s has begun %d times within %s: it stays open until nothing came or went for %s", r.name(), times, span(o.FlapWindow), span(o.FlapQuiet))
}

func foldedText(r, target *record) string {
	return fmt.Sprintf("%s follows from %s, and is told below it", r.name(), target.name())
}

func recoveringText(r *record) string {
	left := r.below.present + r.below.unjudged + r.below.waiting
	return fmt.Sprintf("%s is gone; %s of what followed from it still to go", r.name(), finding.Plural(left, "finding"))
}

func returnedText(r *record) string {
	return fmt.Sprintf("%s is back before what followed from it was over: %s", r.name(), r.Cause.Message)
}

func resolvedText(r *record) string {
	text := fmt.Sprintf("%s is over after %s", r.name(), span(r.Resolved.Sub(r.Start)))
	if r.Opened.IsZero() {
		return text + "; nobody was told of it: " + r.Held
	}
	return text
}

func ackedText(r *record) string {
	text := fmt.Sprintf("%s has taken %s", r.Acked.By, r.name())
	if !r.Acked.Until.IsZero() {
		text += " until " + moment(r.Acked.Until)
	}
	if r.Acked.Reason != "" {
		text += ": " + r.Acked.Reason
	}
	return text
}

func unackedText(r *record) string {
	return fmt.Sprintf("the time for which %s had taken %s is over, and it is not", r.Acked.By, r.name())
}

func span(d time.Duration) string { return rule.Span(d.Milliseconds()) }

func moment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }
