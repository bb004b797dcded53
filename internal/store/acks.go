package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/breakwaterhq/breakwater/internal/incident"
)

// Ack notes that somebody has taken an incident; a later note takes the place
// of an earlier one. For an incident that is not known the error is
// ErrNotFound.
func (s *Store) Ack(id string, n incident.Note) error {
	return s.write(s.limit, "the acknowledgement of "+id, func(ctx context.Context, tx *sql.Tx) error {
		var found int
		err := tx.QueryRowContext(ctx, "SELECT 1 FROM incidents WHERE id = ?", id).Scan(&found)
		if errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("no incident has the id %q: %w", id, ErrNotFound)
		}
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "INSERT OR REPLACE INTO acks (incident, by, at, until, reason) VALUES (?, ?, ?, ?, ?)",
			id, n.By, millis(n.At), millis(n.Until), n.Reason)
		return err
	})
}

// Acks gives all notes by the id of their incident, also those whose time is
// over.
func (s *Store) Acks() (map[string]incident.Note, error) {
	return read(s, "acknowledgements", func(ctx context.Context, conn *sql.Conn) (map[string]incident.Note, error) {
		out := map[string]incident.Note{}
		_, err := list(ctx, conn, func(rows *sql.Rows) (id string, err error) {
			var n incident.Note
			var at, until int64
			err = rows.Scan(&id, &n.By, &at, &until, &n.Reason)
			n.At, n.Until = moment(at), moment(until)
			out[id] = n
			return id, err
		}, "SELECT incident, by, at, until, reason FROM acks")
		return out, err
	})
}

// Changed tells whether another process has written since it was last asked;
// the first time it is true. It costs microseconds.
func (s *Store) Changed() (bool, error) {
	return read(s, "the database", func(ctx context.Context, conn *sql.Conn) (bool, error) {
		var v int64
		if err := conn.QueryRowContext(ctx, "PRAGMA data_version").Scan(&v); err != nil {
			return false, err
		}
		changed := v != s.version
		s.version = v
		return changed, nil
	})
}
