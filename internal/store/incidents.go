package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/breakwaterhq/breakwater/internal/incident"
)

// stale is how old the time may become when an incident that has not changed
// was seen. Without it each cycle would write every incident anew.
const stale = 30 * time.Second

// saved is one row of incidents.
type saved struct {
	id, state, body string
	seen, resolved  int64
}

// SaveIncidents keeps all incidents of a cluster as they are now. One that is
// not among them stays as it was, but one that was Settling is taken out: it
// went before anybody was told. When an incident was seen last is kept to
// within 30 s.
func (s *Store) SaveIncidents(cluster string, all []incident.Incident) error {
	rows := make([]saved, len(all))
	ids := make([]string, len(all))
	for i := range all {
		text, err := encode(&all[i])
		if err != nil {
			return fmt.Errorf("incident %s cannot be kept: %w", all[i].ID, err)
		}
		ids[i] = all[i].ID
		rows[i] = saved{all[i].ID, string(all[i].State), text, millis(all[i].Seen), millis(all[i].Resolved)}
	}
	listed, err := json.Marshal(ids)
	if err != nil {
		return fmt.Errorf("the incidents cannot be kept: %w", err)
	}
	return s.write(s.limit, "the incidents of "+cluster, func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx,
			"DELETE FROM incidents WHERE cluster = ? AND state = ? AND id NOT IN (SELECT value FROM json_each(?))",
			cluster, string(incident.Settling), string(listed)); err != nil {
			return err
		}
		return upsert(ctx, tx, cluster, rows)
	})
}

func upsert(ctx context.Context, tx *sql.Tx, cluster string, rows []saved) (err error) {
	insert, err := tx.PrepareContext(ctx, `
INSERT INTO incidents (id, cluster, state, seen, resolved, body) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET
  cluster = excluded.cluster, state = excluded.state, seen = excluded.seen, resolved = excluded.resolved, body = excluded.body
WHERE body <> excluded.body OR state <> excluded.state OR excluded.seen - seen >= ?`)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, insert.Close()) }()
	for _, r := range rows {
		if _, err := insert.ExecContext(ctx, r.id, cluster, r.state, r.seen, r.resolved, r.body, stale.Milliseconds()); err != nil {
			return err
		}
	}
	return nil
}

// Incidents gives the incidents of a cluster that are not resolved, and those
// that were resolved at since or later, by their id. Those that can be read are
// given beside the error.
func (s *Store) Incidents(cluster string, since time.Time) ([]incident.Incident, error) {
	type row struct {
		incident.Incident
		err error
	}
	rows, err := read(s, "the incidents of "+cluster, func(ctx context.Context, conn *sql.Conn) ([]row, error) {
		return list(ctx, conn, func(rows *sql.Rows) (row, error) {
			r := row{Incident: incident.Incident{Cluster: cluster}}
			var state, text string
			var seen int64
			if err := rows.Scan(&r.ID, &state, &seen, &text); err != nil {
				return r, err
			}
			r.State, r.Seen = incident.State(state), moment(seen)
			r.err = decode(text, &r.Incident)
			return r, nil
		}, `SELECT id, state, seen, body FROM incidents WHERE cluster = ? AND (resolved = 0 OR resolved >= ?) ORDER BY id`, cluster, millis(since))
	})
	var out []incident.Incident
	for _, r := range rows {
		if r.err != nil {
			err = errors.Join(err, fmt.Errorf("%s: %w", s.path(), r.err))
			continue
		}
		out = append(out, r.Incident)
	}
	return out, err
}
