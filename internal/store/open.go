package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	_ "modernc.org/sqlite" // SQLite in Go
)

// openLimit is how long opening may take: the database is checked, which reads
// all of it.
const openLimit = 10 * time.Second

// busy is how long SQLite waits while another process writes. It is shorter
// than Limit, so that the reason is told.
const busy = "busy_timeout(1500)"

// Open opens the folder of a watch, and makes it if there is none. It waits for
// 10 s at most. A database that is damaged is moved aside, which Told tells,
// and a new one is begun. The error may be ErrHeld or ErrVersion, which do not
// pass by themselves.
func Open(dir string) (*Store, error) {
	return begin(dir, func(ctx context.Context, s *Store) error {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
		var err error
		if s.lock, err = hold(ctx, dir); err != nil {
			return err
		}
		err = s.openWatch(ctx)
		if isDamaged(err) {
			if s.told, err = moveAside(s.path(), err); err != nil {
				return err
			}
			err = s.openWatch(ctx)
		}
		return err
	})
}

// OpenControl opens the folder beside the watch that holds it, for a command.
// It begins nothing: a folder without a database is an error.
func OpenControl(dir string) (*Store, error) {
	return begin(dir, func(ctx context.Context, s *Store) error {
		if _, err := os.Stat(s.path()); errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s has no %s, so no watch keeps its state there: give the folder that breakwater watch was given with --data: %w", dir, fileName, ErrNotFound)
		}
		if err := s.connect(ctx, "rw"); err != nil {
			return err
		}
		return s.sameVersion(ctx)
	})
}

// begin runs open on the worker of a new Store, so that a disk that hangs holds
// up nobody.
func begin(dir string, open func(context.Context, *Store) error) (*Store, error) {
	s := &Store{dir: dir, work: newWorker(), limit: Limit}
	_, err := ask(s.work, openLimit, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, open(ctx, s)
	})
	if err == nil {
		return s, nil
	}
	err = s.explain(err)
	switch closed := s.Close(); {
	case errors.Is(closed, ErrStuck):
		return nil, &hangs{err, s.work.ended}
	case closed != nil:
		err = errors.Join(err, closed)
	}
	return nil, err
}

// hangs is an Open that nobody waits for any more, and that goes on.
type hangs struct {
	error
	ended <-chan struct{} // closed when it is over, and the folder free
}

// Unwrap gives what is to be told.
func (h *hangs) Unwrap() error { return h.error }

// openWatch opens, checks and migrates the database.
func (s *Store) openWatch(ctx context.Context) error {
	if err := makeFile(s.path()); err != nil {
		return err
	}
	err := s.connect(ctx, "rw")
	if err == nil {
		err = check(ctx, s.conn)
	}
	if err == nil {
		s.fresh, err = migrate(ctx, s.conn, steps())
	}
	if err != nil {
		return errors.Join(err, s.disconnect())
	}
	return nil
}

// makeFile makes an empty database that only its owner reads: SQLite itself
// goes by the umask.
func makeFile(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}

func (s *Store) connect(ctx context.Context, mode string) error {
	db, err := sql.Open("sqlite", source(s.path(), mode, busy,
		"foreign_keys(1)", "synchronous(normal)", "journal_size_limit(8388608)"))
	if err != nil {
		return err
	}
	s.db = db
	if s.conn, err = db.Conn(ctx); err != nil {
		return errors.Join(err, s.disconnect())
	}
	if _, err = s.conn.ExecContext(ctx, "PRAGMA journal_mode=WAL"); err == nil {
		s.file, err = os.Stat(s.path())
	}
	if err != nil {
		return errors.Join(err, s.disconnect())
	}
	return nil
}

func (s *Store) disconnect() error {
	var err error
	if s.conn != nil {
		err = s.conn.Close()
	}
	if s.db != nil {
		err = errors.Join(err, s.db.Close())
	}
	s.conn, s.db = nil, nil
	return err
}

// source names a file to SQLite.
func source(path, mode string, pragmas ...string) string {
	escaped := strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)
	return "file:" + escaped + "?mode=" + mode + "&_txlock=immediate&_pragma=" + strings.Join(pragmas, "&_pragma=")
}
