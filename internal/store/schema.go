package store

import (
	"context"
	"database/sql"
	"fmt"
)

// steps lead from one version of the database to the next; the first one makes
// it. A step that was released is never changed. Times are ms since 1970.
func steps() []string {
	return []string{versionOne}
}

const versionOne = `
CREATE TABLE incidents (
  id       TEXT PRIMARY KEY,
  cluster  TEXT NOT NULL,
  state    TEXT NOT NULL,
  seen     INTEGER NOT NULL,
  resolved INTEGER NOT NULL, -- 0: not yet
  body     TEXT NOT NULL     -- JSON
) WITHOUT ROWID;
CREATE INDEX incidents_cluster ON incidents (cluster, resolved);

CREATE TABLE events (
  n        INTEGER PRIMARY KEY,
  key      BLOB NOT NULL UNIQUE, -- made of all the rest: what is written twice stands once
  at       INTEGER NOT NULL,
  incident TEXT NOT NULL,
  cluster  TEXT NOT NULL,
  kind     TEXT NOT NULL,
  rule     TEXT NOT NULL,
  subject  TEXT NOT NULL,
  severity TEXT NOT NULL,
  text     TEXT NOT NULL
);
CREATE INDEX events_at ON events (at);
CREATE INDEX events_incident ON events (incident);

CREATE TABLE windows (
  id       TEXT PRIMARY KEY,
  kind     TEXT NOT NULL,
  cluster  TEXT NOT NULL,
  subject  TEXT NOT NULL,
  rule     TEXT NOT NULL,
  by       TEXT NOT NULL,
  reason   TEXT NOT NULL,
  starts   INTEGER NOT NULL,
  ends     INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE acks (
  incident TEXT PRIMARY KEY REFERENCES incidents (id) ON DELETE CASCADE,
  by       TEXT NOT NULL,
  at       INTEGER NOT NULL,
  until    INTEGER NOT NULL, -- 0: until it is resolved
  reason   TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE blobs (
  name     TEXT PRIMARY KEY,
  at       INTEGER NOT NULL,
  body     BLOB NOT NULL
);
`

// migrate brings the database to the version of the steps, each in a
// transaction of its own. fresh tells that it was empty.
func migrate(ctx context.Context, conn *sql.Conn, steps []string) (fresh bool, err error) {
	from, err := version(ctx, conn)
	if err != nil {
		return false, err
	}
	if from > len(steps) {
		return false, newer(from, len(steps))
	}
	for v := from; v < len(steps); v++ {
		if err := step(ctx, conn, steps[v], v+1); err != nil {
			return false, fmt.Errorf("the database cannot be brought from version %d to %d: %w", v, v+1, err)
		}
	}
	return from == 0, nil
}

func step(ctx context.Context, conn *sql.Conn, statements string, to int) error {
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if _, err = tx.ExecContext(ctx, statements+fmt.Sprintf("; PRAGMA user_version = %d", to)); err != nil {
		return undo(tx, err)
	}
	return tx.Commit()
}

func version(ctx context.Context, conn *sql.Conn) (int, error) {
	var v int
	err := conn.QueryRowContext(ctx, "PRAGMA user_version").Scan(&v)
	return v, err
}

// sameVersion refuses to work beside a watch of another version.
func (s *Store) sameVersion(ctx context.Context) error {
	switch v, err := version(ctx, s.conn); {
	case err != nil:
		return err
	case v > len(steps()):
		return newer(v, len(steps()))
	case v < len(steps()):
		return fmt.Errorf("the database in %s has the version %d, and this Breakwater has %d: start the watch with this Breakwater first, which brings it up to date, or use the Breakwater of the watch: %w", s.dir, v, len(steps()), ErrVersion)
	}
	return nil
}

func newer(got, known int) error {
	return fmt.Errorf("%s has the version %d, of a newer Breakwater, and this one knows versions up to %d: use the newer Breakwater, or give another folder with --data: %w", fileName, got, known, ErrVersion)
}
