package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/incident"
)

func TestTheFolderIsItsOwnersAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "data")
	s := open(t, dir)
	must(t, s.Hold(maintenance("w", 0, time.Hour))) // the write-ahead log is there now
	for path, want := range map[string]os.FileMode{dir: 0o700, database(dir): 0o600, database(dir) + "-wal": 0o600} {
		info, err := os.Stat(path)
		must(t, err)
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s has the mode %o, want %o", path, got, want)
		}
	}
}

func TestFoldersOfAnyName(t *testing.T) {
	for _, name := range []string{"a b", "50%", "what?", "c#", "ü", "a&_pragma=x", "'"} {
		dir := filepath.Join(t.TempDir(), name)
		s := open(t, dir)
		must(t, s.Hold(maintenance("w", 0, time.Hour)))
		if windows, err := control(t, dir).Windows(noon); err != nil || len(windows) != 1 {
			t.Errorf("%s: %v, %v", name, windows, err)
		}
		if _, err := os.Stat(database(dir)); err != nil {
			t.Error(err)
		}
	}
}

func TestTheDatabaseIsSetUp(t *testing.T) {
	s := open(t, t.TempDir())
	for pragma, want := range map[string]int{"foreign_keys": 1, "synchronous": 1, "busy_timeout": 1500, "user_version": len(steps()), "journal_size_limit": 8 << 20} {
		if got := number(t, s, "PRAGMA "+pragma); got != want {
			t.Errorf("%s is %d, want %d", pragma, got, want)
		}
	}
	if wal := number(t, s, "SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'"); wal != 1 {
		t.Error("there is no write-ahead log")
	}
}

func TestTwoWatchesOnOneFolder(t *testing.T) {
	dir := t.TempDir()
	first, err := Open(dir)
	must(t, err)
	_, err = Open(dir)
	want := "another breakwater watch keeps its state in " + dir + ", and two would write over each other: end the other one, or give this one a folder of its own with --data: another watch holds the folder"
	if !errors.Is(err, ErrHeld) || err.Error() != want {
		t.Errorf("got %v", err)
	}
	save(t, first, about("a", incident.Open)) // the first one goes on
	must(t, first.Close())
	second := open(t, dir)
	save(t, second, about("a", incident.Open))
}

func TestCommandsNeedAWatch(t *testing.T) {
	dir := t.TempDir()
	_, err := OpenControl(dir)
	want := dir + " has no watch.db, so no watch keeps its state there: give the folder that breakwater watch was given with --data: there is no such entry"
	if !errors.Is(err, ErrNotFound) || err.Error() != want {
		t.Errorf("got %v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("it leaves %v behind", left)
	}
	watch, err := Open(dir)
	must(t, err)
	must(t, watch.Close())
	command := control(t, dir) // a watch that is not running will read it when it starts
	must(t, command.Hold(maintenance("w", 0, time.Hour)))
	if windows, err := open(t, dir).Windows(noon); err != nil || len(windows) != 1 {
		t.Errorf("the watch sees %v, %v", windows, err)
	}
}

// setVersion makes the database one of another version.
func setVersion(t *testing.T, dir, version string) {
	t.Helper()
	s, err := Open(dir)
	must(t, err)
	execute(t, s, "PRAGMA user_version = "+version)
	must(t, s.Close())
}

func TestADatabaseOfANewerVersionIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	setVersion(t, dir, "99")
	before, err := os.ReadFile(database(dir))
	must(t, err)
	for name, open := range map[string]func(string) (*Store, error){"watch": Open, "command": OpenControl} {
		_, err := open(dir)
		want := "watch.db has the version 99, of a newer Breakwater, and this one knows versions up to 1: use the newer Breakwater, or give another folder with --data: the database is of another version"
		if !errors.Is(err, ErrVersion) || err.Error() != want {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if after, err := os.ReadFile(database(dir)); err != nil || string(after) != string(before) {
		t.Errorf("the database is not what it was: %v", err)
	}
}

func TestACommandBesideAnOlderDatabase(t *testing.T) {
	dir := t.TempDir()
	setVersion(t, dir, "0")
	if _, err := OpenControl(dir); !errors.Is(err, ErrVersion) || !strings.Contains(err.Error(), "has the version 0, and this Breakwater has 1: start the watch") {
		t.Errorf("got %v", err)
	}
}

func TestAFolderThatCannotBeMade(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, nil, 0o600))
	if _, err := Open(filepath.Join(file, "data")); err == nil || !strings.Contains(err.Error(), "data: ") {
		t.Errorf("got %v", err)
	}
	dir := t.TempDir()
	must(t, os.Mkdir(database(dir), 0o700))
	if _, err := Open(dir); err == nil || !strings.HasPrefix(err.Error(), "the database in "+dir+" cannot be opened: ") {
		t.Errorf("a folder in its place: %v", err)
	}
	must(t, os.Remove(database(dir)))
	open(t, dir) // the lock is not left behind
}

func TestADamagedDatabaseIsMovedAside(t *testing.T) {
	spoil := func(at int64, with string) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			f, err := os.OpenFile(path, os.O_RDWR, 0)
			must(t, err)
			defer f.Close()
			_, err = f.WriteAt([]byte(with), at)
			must(t, err)
		}
	}
	for name, damage := range map[string]func(*testing.T, string){
		"another file": func(t *testing.T, path string) {
			must(t, os.WriteFile(path, []byte(strings.Repeat("no database ", 1000)), 0o600))
		},
		"the header": spoil(0, "SQLite formaX"),
		"a page":     spoil(4096, strings.Repeat("\xff", 4096)),
		"cut off":    func(t *testing.T, path string) { must(t, os.Truncate(path, 9000)) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s, err := Open(dir)
			must(t, err)
			save(t, s, about("a", incident.Open))
			must(t, s.Close())
			damage(t, database(dir))
			must(t, os.Chtimes(database(dir), noon, noon))
			spoilt, err := os.ReadFile(database(dir))
			must(t, err)

			s = open(t, dir)
			aside := database(dir) + ".corrupt-20261129T120000.000Z"
			if !s.Fresh() || !strings.HasPrefix(s.Told(), database(dir)+" is damaged (") || !strings.HasSuffix(s.Told(), "the damaged one is kept as "+aside) {
				t.Errorf("fresh %v, told %q", s.Fresh(), s.Told())
			}
			if kept, err := os.ReadFile(aside); err != nil || string(kept) != string(spoilt) {
				t.Errorf("what is kept is not what there was: %v", err)
			}
			save(t, s, about("b", incident.Open))
			if got, err := s.Incidents("plant", noon); err != nil || len(got) != 1 {
				t.Errorf("the new one has %v, %v", got, err)
			}
		})
	}
}

func TestACommandMovesNothing(t *testing.T) {
	dir := t.TempDir()
	must(t, os.WriteFile(database(dir), []byte(strings.Repeat("no database ", 1000)), 0o600))
	_, err := OpenControl(dir)
	if err == nil || !strings.HasPrefix(err.Error(), "the database in "+dir+" is damaged: start the watch again, which moves it aside and begins a new one: ") {
		t.Errorf("got %v", err)
	}
	if found, _ := filepath.Glob(filepath.Join(dir, "*corrupt*")); len(found) > 0 {
		t.Errorf("it moves %q", found)
	}
}

// The log of a damaged database goes with it: the new one must not take it for
// its own.
func TestTheLogGoesWithADamagedDatabase(t *testing.T) {
	dir := t.TempDir()
	must(t, os.WriteFile(database(dir), []byte("no database, and long enough to be taken for one: "+strings.Repeat("x", 500)), 0o600))
	must(t, os.WriteFile(database(dir)+"-wal", []byte("log"), 0o600))
	must(t, os.WriteFile(database(dir)+"-shm", []byte("index"), 0o600))
	open(t, dir)
	found, err := filepath.Glob(filepath.Join(dir, "*.corrupt-*"))
	must(t, err)
	if len(found) < 1 || len(found) > 2 {
		t.Errorf("kept are %q", found)
	}
}

// connection is one to a new database without tables.
func connection(t *testing.T) *sql.Conn {
	t.Helper()
	db, err := sql.Open("sqlite", source(filepath.Join(t.TempDir(), "x.db"), "rwc", busy))
	must(t, err)
	conn, err := db.Conn(t.Context())
	must(t, err)
	t.Cleanup(func() { must(t, errors.Join(conn.Close(), db.Close())) })
	return conn
}

func TestStepsAreTakenOnce(t *testing.T) {
	conn := connection(t)
	one, two := "CREATE TABLE a (x)", "ALTER TABLE a ADD COLUMN y; INSERT INTO a VALUES (1, 2)"
	for i, c := range []struct {
		steps []string
		fresh bool
		rows  int
	}{{[]string{one}, true, 0}, {[]string{one}, false, 0}, {[]string{one, two}, false, 1}, {[]string{one, two}, false, 1}} {
		fresh, err := migrate(t.Context(), conn, c.steps)
		if err != nil || fresh != c.fresh {
			t.Errorf("%d: fresh %v, %v", i, fresh, err)
		}
		var rows int
		must(t, conn.QueryRowContext(t.Context(), "SELECT count(*) FROM a").Scan(&rows))
		if v, err := version(t.Context(), conn); rows != c.rows || v != len(c.steps) || err != nil {
			t.Errorf("%d: %d rows, version %d, %v", i, rows, v, err)
		}
	}
}

// A step that fails leaves the database at the step before it.
func TestAStepThatFailsIsUndone(t *testing.T) {
	conn := connection(t)
	_, err := migrate(t.Context(), conn, []string{"CREATE TABLE a (x)", "CREATE TABLE b (x); INSERT INTO nowhere VALUES (1)"})
	if err == nil || !strings.HasPrefix(err.Error(), "the database cannot be brought from version 1 to 2: ") {
		t.Errorf("got %v", err)
	}
	var tables int
	must(t, conn.QueryRowContext(t.Context(), "SELECT count(*) FROM sqlite_schema WHERE type = 'table'").Scan(&tables))
	if v, err := version(t.Context(), conn); v != 1 || tables != 1 || err != nil {
		t.Errorf("version %d with %d tables, %v", v, tables, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := migrate(ctx, conn, steps()); err == nil {
		t.Error("nothing is wrong after the time is over")
	}
}

// TestVersionOneIsRead opens a database as the first release made it.
func TestVersionOneIsRead(t *testing.T) {
	dir := t.TempDir()
	db, err := sql.Open("sqlite", source(database(dir), "rwc", busy))
	must(t, err)
	script, err := os.ReadFile("testdata/version1.sql")
	must(t, err)
	_, err = db.Exec(string(script))
	must(t, errors.Join(err, db.Close()))

	s := open(t, dir)
	if s.Fresh() {
		t.Error("it is begun anew")
	}
	incidents, err := s.Incidents("plant", noon)
	must(t, err)
	same(t, "incidents", ids(incidents), []string{"0123456789abcdef"})
	if i := incidents[0]; i.State != incident.Open || i.Seen != noon || i.Cause.Subject.String() != "broker/2" || i.Effects[0].Count != 7 {
		t.Errorf("got %+v", i)
	}
	events, err := s.Timeline(Query{})
	must(t, err)
	same(t, "events", events, []incident.Event{event(noon, "broker 2 is gone")})
	windows, err := s.Windows(noon)
	must(t, err)
	same(t, "windows", windows, []incident.Window{maintenance("w1", -time.Hour, time.Hour)})
	acks, err := s.Acks()
	must(t, err)
	same(t, "acks", acks, map[string]incident.Note{"0123456789abcdef": {By: "ada", At: noon, Until: noon.Add(time.Hour), Reason: "looking"}})
	body, at, err := s.History("plant")
	if string(body) != "history" || at != noon || err != nil {
		t.Errorf("history %q at %s, %v", body, at, err)
	}
	text, err := s.Delivered()
	if string(text) != "{}" || err != nil {
		t.Errorf("delivered %q, %v", text, err)
	}
	must(t, s.Append([]incident.Event{event(noon, "broker 2 is gone")})) // its key is the same as then
	if events, err = s.Timeline(Query{}); err != nil || len(events) != 1 {
		t.Errorf("%d events, %v", len(events), err)
	}
}
