package store

import (
	"errors"
	"fmt"
	"io/fs"

	"modernc.org/sqlite"
)

// SQLite's result codes that are told apart; the low byte of an extended code.
const (
	codeBusy     = 5
	codeLocked   = 6
	codeReadOnly = 8
	codeIO       = 10
	codeCorrupt  = 11
	codeFull     = 13
	codeCantOpen = 14
	codeNotADB   = 26
)

// code is SQLite's result code of an error; 0 if it is none of SQLite's.
func code(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

func isBusy(err error) bool { return code(err) == codeBusy || code(err) == codeLocked }

func isDamaged(err error) bool {
	return errors.Is(err, errDamaged) || code(err) == codeCorrupt || code(err) == codeNotADB
}

// explain puts before an error what it means for the folder, and what to do.
func (s *Store) explain(err error) error {
	if err == nil {
		return nil
	}
	sentence := ""
	switch c := code(err); {
	case errors.Is(err, ErrHeld), errors.Is(err, ErrVersion), errors.Is(err, ErrNotFound), errors.Is(err, ErrClosed):
		return err
	case errors.Is(err, ErrStuck):
		sentence = "the disk of %s has not answered in time: see whether its file system hangs or is overloaded"
	case errors.Is(err, errRemoved):
		sentence = "what is written to %s would be lost: do not remove or replace its files while a watch runs"
	case c == codeFull:
		sentence = "the disk of %s is full: make room on it"
	case c == codeReadOnly:
		sentence = "%s cannot be written: mount it for writing, or let the user of the watch write to it"
	case c == codeIO:
		sentence = "reading or writing fails in %s: see whether its disk is full, over a quota or broken"
	case c == codeCantOpen, errors.Is(err, fs.ErrPermission), errors.Is(err, fs.ErrNotExist):
		sentence = "the database in %s cannot be opened: see whether the folder is there, and whether the user of the watch may write to it"
	case isBusy(err):
		sentence = "another process has been writing to %s for longer than 1.5 s: see which one has " + fileName + " open"
	case isDamaged(err):
		sentence = "the database in %s is damaged: start the watch again, which moves it aside and begins a new one"
	default:
		return fmt.Errorf("%s: %w", s.dir, err)
	}
	return fmt.Errorf(sentence+": %w", s.dir, err)
}
