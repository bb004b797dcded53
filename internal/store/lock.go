package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
)

// lock is a folder that is held. The system lets go of it when the process
// dies, so that no stale lock keeps the next watch out. It is SQLite's own lock
// on an empty file, which every system has.
type lock struct {
	db   *sql.DB
	conn *sql.Conn
}

func hold(ctx context.Context, dir string) (*lock, error) {
	db, err := sql.Open("sqlite", source(filepath.Join(dir, lockName), "rwc", "busy_timeout(0)"))
	if err != nil {
		return nil, err
	}
	conn, err := db.Conn(ctx)
	if err == nil {
		_, err = conn.ExecContext(ctx, "BEGIN EXCLUSIVE")
	}
	if err == nil {
		return &lock{db, conn}, nil
	}
	if conn != nil {
		err = errors.Join(err, conn.Close())
	}
	err = errors.Join(err, db.Close())
	if isBusy(err) {
		return nil, fmt.Errorf("another breakwater watch keeps its state in %s, and two would write over each other: end the other one, or give this one a folder of its own with --data: %w", dir, ErrHeld)
	}
	return nil, err
}

func (l *lock) release() error {
	return errors.Join(l.conn.Close(), l.db.Close())
}
