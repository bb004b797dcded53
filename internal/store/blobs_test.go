package store

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/incident"
)

func TestHistory(t *testing.T) {
	s := open(t, t.TempDir())
	body, at, err := s.History("plant")
	if body != nil || !at.IsZero() || err != nil {
		t.Errorf("before anything is kept: %v at %s, %v", body, at, err)
	}
	long := bytes.Repeat([]byte("rings of offsets "), 100_000)
	must(t, s.SaveHistory("plant", noon, plain(long)))
	must(t, s.SaveHistory("shop", noon, plain([]byte("other"))))
	body, at, err = s.History("plant")
	if !bytes.Equal(body, long) || at != noon || err != nil {
		t.Errorf("%d bytes of %d at %s, %v", len(body), len(long), at, err)
	}
	if kept := number(t, s, "SELECT length(body) FROM blobs WHERE name = 'history/plant'"); kept > len(long)/50 {
		t.Errorf("%d bytes are kept of %d that repeat themselves", kept, len(long))
	}
	must(t, s.SaveHistory("plant", noon.Add(time.Hour), plain([]byte("newer"))))
	if body, at, err = s.History("plant"); string(body) != "newer" || at != noon.Add(time.Hour) || err != nil {
		t.Errorf("%q at %s, %v", body, at, err)
	}
}

func TestAnEmptyHistoryIsOne(t *testing.T) {
	s := open(t, t.TempDir())
	must(t, s.SaveHistory("plant", noon, plain(nil)))
	if body, at, err := s.History("plant"); len(body) != 0 || at != noon || err != nil {
		t.Errorf("%q at %s, %v", body, at, err)
	}
}

func TestAHistoryThatCannotBeWrittenLeavesTheOld(t *testing.T) {
	s := open(t, t.TempDir())
	must(t, s.SaveHistory("plant", noon, plain([]byte("old"))))
	broken := errors.New("broken")
	err := s.SaveHistory("plant", noon.Add(time.Hour), func(w io.Writer) error {
		_, err := w.Write([]byte("half"))
		return errors.Join(err, broken)
	})
	if !errors.Is(err, broken) || !strings.HasPrefix(err.Error(), "the history of plant cannot be kept: ") {
		t.Errorf("got %v", err)
	}
	if body, at, err := s.History("plant"); string(body) != "old" || at != noon || err != nil {
		t.Errorf("%q at %s, %v", body, at, err)
	}
}

func TestAHistoryThatIsDamagedIsTold(t *testing.T) {
	s := open(t, t.TempDir())
	for name, change := range map[string]string{
		"cut off": "substr(body, 1, length(body) - 3)", "another text": "CAST('no archive' AS BLOB)", "a byte": "CAST(substr(body, 1, length(body) - 1) || x'00' AS BLOB)",
	} {
		must(t, s.SaveHistory("plant", noon, plain([]byte(strings.Repeat("offset ", 1000)))))
		execute(t, s, "UPDATE blobs SET body = "+change)
		body, at, err := s.History("plant")
		if body != nil || !at.IsZero() || err == nil || !strings.HasPrefix(err.Error(), "the history of plant cannot be read from ") {
			t.Errorf("%s: %q at %s, %v", name, body, at, err)
		}
	}
}

func TestDelivered(t *testing.T) {
	s := open(t, t.TempDir())
	if text, err := s.Delivered(); text != nil || err != nil {
		t.Errorf("before anything is kept: %q, %v", text, err)
	}
	text := []byte(`{"a":1}`)
	must(t, s.SaveDelivered(noon, text))
	text[2] = 'b'
	if got, err := s.Delivered(); string(got) != `{"a":1}` || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	must(t, s.SaveHistory("delivered", noon, plain(nil))) // a cluster may be called so
	if got, err := s.Delivered(); string(got) != `{"a":1}` || err != nil {
		t.Errorf("beside a cluster of that name: %q, %v", got, err)
	}
}

func TestPrune(t *testing.T) {
	s := open(t, t.TempDir())
	day := 24 * time.Hour
	old, oldDone, done, still := about("old", incident.Open), about("oldDone", incident.Resolved), about("done", incident.Resolved), about("still", incident.Open)
	done.Resolved, still.Seen = noon.Add(day), noon.Add(day)
	save(t, s, old, oldDone, done, still)
	must(t, s.Ack("oldDone", incident.Note{By: "ada", At: noon}))
	must(t, s.Ack("still", incident.Note{By: "ada", At: noon}))
	must(t, s.Append([]incident.Event{event(noon, "old"), event(noon.Add(day), "new")}))
	must(t, s.Hold(maintenance("old", -time.Hour, time.Hour)))
	must(t, s.Hold(maintenance("new", -time.Hour, day)))
	must(t, s.SaveHistory("old", noon, plain(nil)))
	must(t, s.SaveHistory("new", noon.Add(day), plain(nil)))

	more, err := s.Prune(noon.Add(day))
	if more || err != nil {
		t.Errorf("more %v, %v", more, err)
	}
	got, err := s.Incidents("plant", noon)
	must(t, err)
	same(t, "incidents", ids(got), []string{"done", "still"})
	acks, err := s.Acks()
	must(t, err)
	if _, kept := acks["still"]; len(acks) != 1 || !kept {
		t.Errorf("acks: %v", acks)
	}
	events, err := s.Timeline(Query{})
	must(t, err)
	same(t, "events", texts(events), []string{"new"})
	if windows, err := s.Windows(noon.Add(-time.Hour)); err != nil || len(windows) != 1 || windows[0].ID != "new" {
		t.Errorf("windows: %+v, %v", windows, err)
	}
	if n := number(t, s, "SELECT count(*) FROM blobs WHERE name = 'history/new'"); n != 1 || number(t, s, "SELECT count(*) FROM blobs") != 1 {
		t.Error("not the old history is gone, or the new one is, too")
	}
}

// Much that is old is taken out bit by bit, so that nothing waits for it.
func TestPruneBitByBit(t *testing.T) {
	s := open(t, t.TempDir())
	execute(t, s, `INSERT INTO events (key, at, incident, cluster, kind, rule, subject, severity, text)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2400)
SELECT CAST(i AS TEXT), i, '', '', '', '', '', 'info', '' FROM n`)
	for _, want := range []struct {
		more bool
		left int
	}{{true, 1400}, {true, 400}, {false, 0}, {false, 0}} {
		more, err := s.Prune(noon)
		must(t, err)
		if left := number(t, s, "SELECT count(*) FROM events"); more != want.more || left != want.left {
			t.Errorf("more %v, %d left; want %+v", more, left, want)
		}
	}
}
