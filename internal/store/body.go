package store

import (
	"cmp"
	"encoding/json"
	"fmt"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/incident"
)

// body is an incident in JSON. Files outlive the program that wrote them: a
// name here is never changed, whatever becomes of the names in Go.
type body struct {
	Fingerprint string       `json:"fingerprint"`
	Cause       findingBody  `json:"cause"`
	Effects     []effectBody `json:"effects,omitempty"`
	Start       time.Time    `json:"start,omitzero"`
	Opened      time.Time    `json:"opened,omitzero"`
	Resolved    time.Time    `json:"resolved,omitzero"`
	Unknown     bool         `json:"unknown,omitempty"`
	Flapping    bool         `json:"flapping,omitempty"`
	Held        string       `json:"held,omitempty"`
	Refused     string       `json:"refused,omitempty"`
	Label       string       `json:"label,omitempty"`
	Acked       *noteBody    `json:"acked,omitempty"`
}

type effectBody struct {
	Rule     string   `json:"rule"`
	Severity string   `json:"severity"`
	Settled  string   `json:"settled,omitempty"`
	Count    int      `json:"count"`
	Subjects []string `json:"subjects,omitempty"`
}

type noteBody struct {
	By     string    `json:"by"`
	At     time.Time `json:"at,omitzero"`
	Until  time.Time `json:"until,omitzero"`
	Reason string    `json:"reason,omitempty"`
}

// encode makes the JSON of an incident. Its identity, state and when it was
// seen stand in columns of their own.
func encode(i *incident.Incident) (string, error) {
	b := body{
		Fingerprint: i.Fingerprint, Cause: findingOut(&i.Cause),
		Start: i.Start.UTC(), Opened: i.Opened.UTC(), Resolved: i.Resolved.UTC(),
		Unknown: i.Unknown, Flapping: i.Flapping, Held: i.Held, Refused: i.Refused, Label: i.Label,
	}
	for _, e := range i.Effects {
		b.Effects = append(b.Effects, effectBody{e.Rule, e.Severity.String(), settledOut(e.Settled), e.Count, e.Subjects})
	}
	if n := i.Acked; n != nil {
		b.Acked = &noteBody{n.By, n.At.UTC(), n.Until.UTC(), n.Reason}
	}
	text, err := json.Marshal(b)
	return string(text), err
}

// settledOut leaves out what says nothing.
func settledOut(s finding.Severity) string {
	if s == finding.None {
		return ""
	}
	return s.String()
}

// decode fills in what the JSON of an incident says.
func decode(text string, i *incident.Incident) error {
	var b body
	if err := json.Unmarshal([]byte(text), &b); err != nil {
		return fmt.Errorf("incident %s: %w", i.ID, err)
	}
	cause, err := b.Cause.finding()
	if err != nil {
		return fmt.Errorf("incident %s: %w", i.ID, err)
	}
	i.Fingerprint, i.Cause = b.Fingerprint, cause
	i.Start, i.Opened, i.Resolved = b.Start, b.Opened, b.Resolved
	i.Unknown, i.Flapping, i.Held, i.Refused, i.Label = b.Unknown, b.Flapping, b.Held, b.Refused, b.Label
	for _, e := range b.Effects {
		severity, err := severityOf(e.Severity)
		if err != nil {
			return fmt.Errorf("incident %s: %w", i.ID, err)
		}
		settled, err := severityOf(cmp.Or(e.Settled, finding.None.String())) // older files do not say
		if err != nil {
			return fmt.Errorf("incident %s: %w", i.ID, err)
		}
		i.Effects = append(i.Effects, incident.Effect{Rule: e.Rule, Severity: severity, Settled: settled, Count: e.Count, Subjects: e.Subjects})
	}
	if n := b.Acked; n != nil {
		i.Acked = &incident.Note{By: n.By, At: n.At, Until: n.Until, Reason: n.Reason}
	}
	return nil
}
