// Package notify tells people and machines of incidents: Alertmanager,
// PagerDuty, Slack, and any webhook that speaks Alertmanager's format. Each
// receiver is served by a goroutine of its own, with back-off and limits, so
// that one that hangs delays no other; what became of each delivery is kept.
package notify

import (
	"context"
	"time"
)

// Alert is one incident as receivers are told of it.
type Alert struct {
	Labels      map[string]string // alertname, rule, severity, cluster, subject: the identity
	Annotations map[string]string // summary, description, runbook, next, evidence …
	Key         string            // deduplication key: the incident's id
	StartsAt    time.Time
	EndsAt      time.Time         // zero while it is firing
	URL         string            // the page of the incident; "" for none
	Follows     map[string]Follow // by rule; nil: not known
}

// Firing tells whether the alert is not over.
func (a *Alert) Firing() bool { return a.EndsAt.IsZero() }

// The names of labels and annotations that every alert has. They are a
// contract.
const (
	LabelName     = "alertname" // the rule's name in words, as BrokerMissing
	LabelRule     = "rule"
	LabelSeverity = "severity" // error, warning, info, none
	LabelCluster  = "cluster"
	LabelSubject  = "subject"

	Summary     = "summary"
	Description = "description"
	Runbook     = "runbook"
	Next        = "next" // the next command to type
)

// Receiver is somewhere alerts are sent to.
type Receiver interface {
	Name() string // as in the configuration, and on metrics: never with a secret in it

	// Send delivers alerts, and returns what the receiver answered, in one line
	// for a person. Resent tells whether alerts that have been delivered are to
	// be sent again while they are firing.
	Send(ctx context.Context, alerts []Alert) (answer string, err error)
	Resent() bool
}

// Status is what became of the deliveries to one receiver.
type Status struct {
	Name      string
	Sent      int64     // alerts that were delivered
	Failed    int64     // deliveries that failed, each try counted
	Pending   int       // alerts that wait
	Delivered time.Time // when the last delivery succeeded; zero: never
	Error     string    // of the last try; "" after one that succeeded
	Since     time.Time // since when every try has failed; zero: the last one succeeded
}
