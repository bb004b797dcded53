package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/incident"
)

// MaxTimeline is how many events a Query gives at the most.
const MaxTimeline = 10_000

// Query chooses events. The zero value means all of them.
type Query struct {
	Cluster  string    // "" for all; events that belong to none are given, too
	Incident string    // an id; "" for all
	Since    time.Time // this time or later; zero: from the first on
	Until    time.Time // before this time; zero: to the last
	Limit    int       // the last ones of what is found; 0 for MaxTimeline
}

func (q *Query) limit() int {
	if q.Limit <= 0 || q.Limit > MaxTimeline {
		return MaxTimeline
	}
	return q.Limit
}

// matches tells whether the query chooses an event.
func (q *Query) matches(e *incident.Event) bool {
	return (q.Cluster == "" || e.Cluster == "" || e.Cluster == q.Cluster) &&
		(q.Incident == "" || e.Incident == q.Incident) &&
		(q.Since.IsZero() || millis(e.At) >= millis(q.Since)) &&
		(q.Until.IsZero() || millis(e.At) < millis(q.Until))
}

// where is the query in SQL.
func (q *Query) where() (condition string, args []any) {
	parts := []string{"1"}
	add := func(part string, arg any) {
		parts = append(parts, part)
		args = append(args, arg)
	}
	if q.Cluster != "" {
		add("cluster IN ('', ?)", q.Cluster)
	}
	if q.Incident != "" {
		add("incident = ?", q.Incident)
	}
	if !q.Since.IsZero() {
		add("at >= ?", millis(q.Since))
	}
	if !q.Until.IsZero() {
		add("at < ?", millis(q.Until))
	}
	return strings.Join(parts, " AND "), args
}

// key names an event by all that it says, so that one that is appended twice
// stands once.
func key(e *incident.Event) ([]byte, error) {
	text, err := json.Marshal([]any{millis(e.At), e.Incident, e.Cluster, e.Kind, e.Rule, e.Subject, e.Severity.String(), e.Text})
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(text)
	return sum[:16], nil
}

// Append adds events to the timeline, with their time to the millisecond. It
// may be called again with the same ones after an error.
func (s *Store) Append(events []incident.Event) error {
	events = slices.Clone(events)
	keys := make([][]byte, len(events))
	for i := range events {
		var err error
		if keys[i], err = key(&events[i]); err != nil {
			return fmt.Errorf("an event of incident %s cannot be kept: %w", events[i].Incident, err)
		}
	}
	return s.write(s.limit, "the timeline", func(ctx context.Context, tx *sql.Tx) (err error) {
		insert, err := tx.PrepareContext(ctx, `
INSERT INTO events (key, at, incident, cluster, kind, rule, subject, severity, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (key) DO NOTHING`)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, insert.Close()) }()
		for i, e := range events {
			if _, err := insert.ExecContext(ctx, keys[i], millis(e.At), e.Incident, e.Cluster, string(e.Kind), e.Rule, e.Subject, e.Severity.String(), e.Text); err != nil {
				return err
			}
		}
		return nil
	})
}

// Timeline gives the events that a query chooses, the oldest first.
func (s *Store) Timeline(q Query) ([]incident.Event, error) {
	condition, args := q.where()
	events, err := read(s, "the timeline", func(ctx context.Context, conn *sql.Conn) ([]incident.Event, error) {
		return list(ctx, conn, scanEvent,
			"SELECT at, incident, cluster, kind, rule, subject, severity, text FROM events WHERE "+condition+" ORDER BY at DESC, n DESC LIMIT ?",
			append(args, q.limit())...)
	})
	slices.Reverse(events)
	return events, err
}

func scanEvent(rows *sql.Rows) (incident.Event, error) {
	var e incident.Event
	var at int64
	var kind, severity string
	if err := rows.Scan(&at, &e.Incident, &e.Cluster, &kind, &e.Rule, &e.Subject, &severity, &e.Text); err != nil {
		return e, err
	}
	e.At, e.Kind = moment(at), incident.EventKind(kind)
	var err error
	e.Severity, err = severityOf(severity)
	return e, err
}
