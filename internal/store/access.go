package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"
)

// errRemoved says that the open database has no name in the folder any more.
var errRemoved = errors.New("the database was removed or replaced")

// present tells of a database that was removed under the store: the system
// would go on writing to it, and the next watch would not find it.
func (s *Store) present() error {
	info, err := os.Stat(s.path())
	if err != nil {
		return fmt.Errorf("%w: %w", errRemoved, err)
	}
	if !os.SameFile(info, s.file) {
		return errRemoved
	}
	return nil
}

// write runs fn in a transaction; what says what is written.
func (s *Store) write(limit time.Duration, what string, fn func(context.Context, *sql.Tx) error) error {
	_, err := ask(s.work, limit, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.transact(ctx, fn)
	})
	if err != nil {
		return fmt.Errorf("%s cannot be kept: %w", what, s.explain(err))
	}
	return nil
}

func (s *Store) transact(ctx context.Context, fn func(context.Context, *sql.Tx) error) error {
	if err := s.present(); err != nil {
		return err
	}
	tx, err := s.conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := fn(ctx, tx); err != nil {
		return undo(tx, err)
	}
	return tx.Commit()
}

// undo gives up a transaction. SQLite ends it by itself after some errors.
func undo(tx *sql.Tx, why error) error {
	if err := tx.Rollback(); err != nil && code(why) == 0 && !errors.Is(err, sql.ErrTxDone) {
		return errors.Join(why, err)
	}
	return why
}

// read runs fn; what says what is read.
func read[T any](s *Store, what string, fn func(context.Context, *sql.Conn) (T, error)) (T, error) {
	value, err := ask(s.work, s.limit, func(ctx context.Context) (T, error) {
		if err := s.present(); err != nil {
			var none T
			return none, err
		}
		return fn(ctx, s.conn)
	})
	if err != nil {
		return value, fmt.Errorf("%s cannot be read: %w", what, s.explain(err))
	}
	return value, nil
}

// list runs a query, and makes one value of each row.
func list[T any](ctx context.Context, conn *sql.Conn, row func(*sql.Rows) (T, error), query string, args ...any) (out []T, err error) {
	rows, err := conn.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		value, err := row(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, value)
	}
	return out, rows.Err()
}

// millis is a time in the database: ms since 1970, 0 for none.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// moment is a time from the database.
func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
