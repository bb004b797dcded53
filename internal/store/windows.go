package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/breakwaterhq/breakwater/internal/incident"
)

// Hold keeps a maintenance or a silence, or changes the one with its id. It
// must end some time: alerts that are held for ever look like a healthy
// cluster.
func (s *Store) Hold(w incident.Window) error {
	if w.ID == "" || !w.End.After(w.Start) {
		return fmt.Errorf("the %s %q must have an id, and an end after its start", w.Kind, w.ID)
	}
	return s.write(s.limit, "the "+w.Kind, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx,
			"INSERT OR REPLACE INTO windows (id, kind, cluster, subject, rule, by, reason, starts, ends) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
			w.ID, w.Kind, w.Cluster, w.Subject, w.Rule, w.By, w.Reason, millis(w.Start), millis(w.End))
		return err
	})
}

// Release ends a maintenance or a silence. One that is over already stays as
// it is; for one that nobody knows the error is ErrNotFound.
func (s *Store) Release(id string, at time.Time) error {
	return s.write(s.limit, "the end of "+id, func(ctx context.Context, tx *sql.Tx) error {
		var end int64
		err := tx.QueryRowContext(ctx, "SELECT ends FROM windows WHERE id = ?", id).Scan(&end)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return fmt.Errorf("no maintenance and no silence has the id %q: %w", id, ErrNotFound)
		case err != nil || end <= millis(at):
			return err
		}
		_, err = tx.ExecContext(ctx, "UPDATE windows SET ends = ? WHERE id = ?", millis(at), id)
		return err
	})
}

// Windows gives what is not over at a time, also what has not begun, by start.
func (s *Store) Windows(now time.Time) ([]incident.Window, error) {
	return read(s, "maintenance and silences", func(ctx context.Context, conn *sql.Conn) ([]incident.Window, error) {
		return list(ctx, conn, func(rows *sql.Rows) (w incident.Window, err error) {
			var start, end int64
			err = rows.Scan(&w.ID, &w.Kind, &w.Cluster, &w.Subject, &w.Rule, &w.By, &w.Reason, &start, &end)
			w.Start, w.End = moment(start), moment(end)
			return w, err
		}, "SELECT id, kind, cluster, subject, rule, by, reason, starts, ends FROM windows WHERE ends > ? ORDER BY starts, id", millis(now))
	})
}
