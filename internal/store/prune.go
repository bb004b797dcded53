package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// PruneRows is how many rows of one kind a Prune takes out at the most.
const PruneRows = 1000

// Prune takes out what was over before a time: events, resolved incidents with
// their acknowledgements, maintenance and silences, histories, and incidents
// that nobody has seen since, as those of a cluster that is watched no more.
// more tells that there is some left: it is to be called again.
func (s *Store) Prune(before time.Time) (more bool, err error) {
	more, err = ask(s.work, s.limit, func(ctx context.Context) (more bool, err error) {
		err = s.transact(ctx, func(ctx context.Context, tx *sql.Tx) error {
			more, err = prune(ctx, tx, millis(before))
			return err
		})
		return more, err
	})
	if err != nil {
		return false, fmt.Errorf("what is too old cannot be taken out: %w", s.explain(err))
	}
	return more, nil
}

func prune(ctx context.Context, tx *sql.Tx, before int64) (more bool, err error) {
	for _, old := range []string{
		"events WHERE n IN (SELECT n FROM events WHERE at < ? ORDER BY at LIMIT ?)",
		"incidents WHERE id IN (SELECT id FROM incidents WHERE max(seen, resolved) < ? LIMIT ?)",
		"windows WHERE id IN (SELECT id FROM windows WHERE ends < ? LIMIT ?)",
		"blobs WHERE name IN (SELECT name FROM blobs WHERE at < ? AND substr(name, 1, 5) <> '" + nameOf + "' LIMIT ?)",
	} {
		result, err := tx.ExecContext(ctx, "DELETE FROM "+old, before, PruneRows)
		if err != nil {
			return false, err
		}
		rows, err := result.RowsAffected()
		if err != nil {
			return false, err
		}
		more = more || rows == PruneRows
	}
	return more, nil
}
