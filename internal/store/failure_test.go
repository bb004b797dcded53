package store

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/incident"
)

// fillUp makes the disk full, as far as SQLite knows: the database may not grow.
func fillUp(t *testing.T, s *Store) {
	t.Helper()
	execute(t, s, "PRAGMA max_page_count = 1") // it never gets smaller than it is
}

func empty(t *testing.T, s *Store) {
	t.Helper()
	execute(t, s, "PRAGMA max_page_count = 1073741823")
}

// many are events that need more room than a database has left.
func many(n int) []incident.Event {
	out := make([]incident.Event, n)
	for i := range out {
		out[i] = event(noon.Add(time.Duration(i)*time.Millisecond), fmt.Sprintf("%d %s", i, strings.Repeat("x", 200)))
	}
	return out
}

func TestAFullDisk(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	save(t, s, about("a", incident.Open))
	fillUp(t, s)
	for name, err := range map[string]error{
		"events":  s.Append(many(1000)),
		"history": s.SaveHistory("plant", noon, noise(100_000)),
	} {
		if err == nil || code(err) != codeFull || !strings.Contains(err.Error(), " cannot be kept: the disk of "+dir+" is full: make room on it: ") {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if got, err := s.Incidents("plant", noon); err != nil || len(got) != 1 {
		t.Errorf("what was kept is %v, %v", got, err)
	}
	empty(t, s)
	must(t, s.Append(many(1000)))
	if events, err := s.Timeline(Query{}); err != nil || len(events) != 1000 {
		t.Errorf("%d events, %v: not each is there once", len(events), err)
	}
}

func TestADatabaseThatMayOnlyBeRead(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	execute(t, s, "PRAGMA query_only = 1")
	for name, err := range map[string]error{
		"incidents": s.SaveIncidents("plant", []incident.Incident{about("a", incident.Open)}),
		"events":    s.Append(many(1)), "window": s.Hold(maintenance("w", 0, time.Hour)),
		"delivered": s.SaveDelivered(noon, nil), "history": s.SaveHistory("plant", noon, plain(nil)),
	} {
		if err == nil || !strings.Contains(err.Error(), " cannot be kept: "+dir+" cannot be written: mount it for writing, or let the user of the watch write to it: ") {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := s.Prune(noon); err == nil || code(err) != codeReadOnly {
		t.Errorf("pruning: %v", err)
	}
}

// What is written to a file without a name is lost with the process, so it is
// an error though the system takes it.
func TestADatabaseThatIsRemovedUnderIt(t *testing.T) {
	for name, remove := range map[string]func(dir string) error{
		"the file":   func(dir string) error { return os.Remove(database(dir)) },
		"the folder": os.RemoveAll,
		"renamed":    func(dir string) error { return os.Rename(database(dir), database(dir)+".old") },
		"replaced": func(dir string) error {
			return errors.Join(os.Rename(database(dir), database(dir)+".old"), os.WriteFile(database(dir), nil, 0o600))
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir() + "/data"
			s := open(t, dir)
			must(t, remove(dir))
			for what, err := range map[string]error{
				"written": s.Append(many(1)), "read": second(s.Windows(noon)), "asked": second(s.Changed()),
			} {
				if !errors.Is(err, errRemoved) || !strings.Contains(err.Error(), "what is written to "+dir+" would be lost: do not remove or replace its files while a watch runs: ") {
					t.Errorf("%s: got %v", what, err)
				}
			}
		})
	}
}

func second[T any](_ T, err error) error { return err }

func TestAnotherProcessThatWritesForTooLong(t *testing.T) {
	dir := t.TempDir()
	s, command := open(t, dir), control(t, dir)
	execute(t, s, "PRAGMA busy_timeout = 10")
	execute(t, command, "BEGIN IMMEDIATE")
	err := s.Append(many(1))
	if err == nil || !isBusy(err) || !strings.Contains(err.Error(), "another process has been writing to "+dir+" for longer than 1.5 s: see which one has watch.db open: ") {
		t.Errorf("got %v", err)
	}
	execute(t, command, "COMMIT")
	must(t, s.Append(many(1)))
}

func TestSentencesOfFailures(t *testing.T) {
	s := &Store{dir: "data"}
	for want, err := range map[string]error{
		"the disk of data has not answered in time: see whether its file system hangs or is overloaded: the disk does not answer":           ErrStuck,
		"the database in data is damaged: start the watch again, which moves it aside and begins a new one: the database is damaged: row 7": fmt.Errorf("%w: row 7", errDamaged),
		"data: anything else": errors.New("anything else"),
		"the database in data cannot be opened: see whether the folder is there, and whether the user of the watch may write to it: permission denied": os.ErrPermission,
	} {
		got := s.explain(err)
		if got == nil || got.Error() != want || !errors.Is(got, err) {
			t.Errorf("got  %v\nwant %s", got, want)
		}
	}
	for _, err := range []error{nil, ErrHeld, ErrVersion, ErrClosed, ErrNotFound} {
		if got := s.explain(err); !errors.Is(got, err) || got != err {
			t.Errorf("%v becomes %v", err, got)
		}
	}
}
