package store

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"time"
)

// The files of a folder.
const (
	fileName = "watch.db"
	lockName = "watch.lock"
)

// Limit is how long a method waits for the disk, unless it says otherwise.
const Limit = 2 * time.Second

// What may be wrong with a folder, or with what is asked of it, for errors.Is.
var (
	ErrHeld     = errors.New("another watch holds the folder")
	ErrVersion  = errors.New("the database is of another version")
	ErrClosed   = errors.New("the store is closed")
	ErrStuck    = errors.New("the disk does not answer")
	ErrNotFound = errors.New("there is no such entry")
)

// Store is an open database. Its methods may be called side by side; they reach
// the database one after the other.
type Store struct {
	dir   string
	db    *sql.DB
	conn  *sql.Conn // the only one, so that data_version always means the same connection
	lock  *lock     // nil for commands
	file  os.FileInfo
	fresh bool
	told  string

	work    *worker
	limit   time.Duration // how long a method waits for the disk
	version int64         // data_version when Changed was last asked; the worker's
}

// Dir is the folder, as it was given.
func (s *Store) Dir() string { return s.dir }

// Fresh tells whether the database was begun by this Open: it knows nothing of
// what was before.
func (s *Store) Fresh() bool { return s.fresh }

// Told is a sentence for the user about what Open had to do; "" for nothing.
func (s *Store) Told() string { return s.told }

func (s *Store) path() string { return filepath.Join(s.dir, fileName) }

// Close lets go of the folder. While the disk does not answer it gives
// ErrStuck, and the folder is still held; it is let go of as soon as the disk
// answers.
func (s *Store) Close() error { return s.work.close(s.release) }

func (s *Store) release() error {
	err := s.disconnect()
	if s.lock != nil {
		err = errors.Join(err, s.lock.release())
	}
	return err
}
