package api

import "time"

// Incidents is /api/v1/incidents.
type Incidents struct {
	Head
	List[Incident]
}

// Incident is one cause, and what follows from it.
type Incident struct {
	ID          string     `json:"id"`
	Cluster     string     `json:"cluster"`
	State       string     `json:"state"` // settling, open, recovering, resolved
	Severity    string     `json:"severity"`
	Rule        string     `json:"rule"`
	Subject     string     `json:"subject"`
	Message     string     `json:"message"`
	Fix         string     `json:"fix"`
	Fingerprint string     `json:"fingerprint"`
	Next        string     `json:"next"` // the next command to type
	Start       *time.Time `json:"start"`
	Opened      *time.Time `json:"opened"`   // null: it has not been told
	Seen        *time.Time `json:"seen"`     // when the cause was last seen
	Resolved    *time.Time `json:"resolved"` // null: it is not over
	LastedMs    *int64     `json:"lastedMs"` // from its start until it was resolved, or until now
	Unknown     bool       `json:"unknown"`  // whether it still holds cannot be seen at present
	Flapping    bool       `json:"flapping"`
	Held        string     `json:"held"`  // why it is sent to nobody; "" if it is
	Acked       *Note      `json:"acked"` // who has taken it; null: nobody
	Effects     []Effect   `json:"effects"`

	Behind *Behind `json:"behind,omitempty"` // what the broker that it is about has yet to copy; null: nothing, or that was not asked
}

// Effect is what follows from a cause, by one rule.
type Effect struct {
	Rule     string   `json:"rule"`
	Severity string   `json:"severity"`
	Count    int      `json:"count"`
	Subjects []string `json:"subjects"` // the first of them
}

// Note is who has taken an incident, until when and why.
type Note struct {
	By     string     `json:"by"`
	At     *time.Time `json:"at"`
	Until  *time.Time `json:"until"` // null: until it is resolved
	Reason string     `json:"reason"`
}

// OneIncident is /api/v1/incidents/{id}.
type OneIncident struct {
	Head
	Incident *Incident  `json:"incident"`      // null: it is over, and only its timeline is kept
	Why      string     `json:"why,omitempty"` // why it is null
	Evidence []Evidence `json:"evidence"`
	Timeline []Event    `json:"timeline"`             // null: it cannot be read
	NoEvents string     `json:"noTimeline,omitempty"` // why it cannot be read
}

// Evidence is one value that takes part in a finding.
type Evidence struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Origin string `json:"origin"`
}

// Event is one line of a timeline.
type Event struct {
	At       time.Time `json:"at"`
	Kind     string    `json:"kind"`
	Rule     string    `json:"rule"`
	Subject  string    `json:"subject"`
	Severity string    `json:"severity"`
	Text     string    `json:"text"`
}

// Windows is /api/v1/windows: maintenance and silences that have not ended.
type Windows struct {
	Head
	List[Window]
}

// Window is a time in which alerts are held.
type Window struct {
	ID      string     `json:"id"`
	Kind    string     `json:"kind"`    // maintenance or silence
	Cluster string     `json:"cluster"` // "" for all
	Subject string     `json:"subject"`
	Rule    string     `json:"rule"` // "" for all
	By      string     `json:"by"`
	Reason  string     `json:"reason"`
	Start   *time.Time `json:"start"`
	End     *time.Time `json:"end"`
	State   string     `json:"state"` // planned, active, ended
}
