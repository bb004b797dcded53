package store

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/breakwaterhq/breakwater/internal/incident"
)

// All that cannot be written waits, and the newest of it is written then.
func TestWhatFailsWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		g := guard(t, Options{Open: opener(dir)})
		for name, c := range map[string]struct {
			keep func(text string)
			kept func() string
		}{
			"delivered": {func(text string) { g.KeepDelivered([]byte(text)) }, func() string { return string(g.Delivered()) }},
			"history":   {func(text string) { g.KeepHistory("plant", noon, []byte(text)) }, func() string { return string(g.History("plant")) }},
			"incidents": {func(text string) {
				i := about("a", incident.Open)
				i.Cause.Message = text
				g.Keep("plant", []incident.Incident{i}, nil)
			}, func() string { return g.Incidents("plant")[0].Cause.Message }},
		} {
			c.keep("first")
			synctest.Wait()
			execute(t, g.current(), "PRAGMA query_only = 1")
			c.keep("second")
			synctest.Wait()
			if _, why := g.Failing(); !strings.Contains(why, "cannot be written") {
				t.Errorf("%s: failing %q", name, why)
			}
			c.keep("third")
			time.Sleep(lastTry)
			synctest.Wait()
			if _, why := g.Failing(); why != "" || c.kept() != "third" {
				t.Errorf("%s: failing %q, kept is %q", name, why, c.kept())
			}
		}
	})
}

// What fails leaves nothing newer behind it.
func TestAFailureDoesNotUndoWhatIsNewer(t *testing.T) {
	s := open(t, t.TempDir())
	execute(t, s, "PRAGMA query_only = 1")
	g := &Guard{state: newPresent(), say: func(string) {}, now: func() time.Time { return noon }}
	g.state.histories["plant"] = remembered{noon, []byte("old")}
	if err := g.writeHistories(s, noon); err == nil || string(g.state.histories["plant"].body) != "old" {
		t.Errorf("%v, waiting is %v", err, g.state.histories)
	}
	g.state.delivered, g.state.unsent = []byte("{}"), true
	if err := g.writeDelivered(s, noon); err == nil || !g.state.unsent {
		t.Errorf("%v, unsent is %v", err, g.state.unsent)
	}
	g.state.incidents["plant"], g.state.changed["plant"] = nil, true
	if err := g.writeIncidents(s, noon); err == nil || !g.state.changed["plant"] {
		t.Errorf("%v, changed is %v", err, g.state.changed)
	}
	g.state.add(many(3))
	if err := g.writeEvents(s, noon); err == nil || len(g.state.events) != 3 {
		t.Errorf("%v, %d events wait", err, len(g.state.events))
	}
	g.retain = time.Hour
	if err := g.prune(s, noon); err == nil || !g.pruned.IsZero() {
		t.Errorf("%v, pruned at %s", err, g.pruned)
	}
	g.redo, g.state.windows = true, []incident.Window{maintenance("w", 0, time.Hour)}
	if err := g.writeOrders(s, noon); err == nil || !g.redo {
		t.Errorf("%v, redo is %v", err, g.redo)
	}
}

// A note on an incident that the new database does not know holds up nothing.
func TestANoteOnNothing(t *testing.T) {
	s := open(t, t.TempDir())
	g := &Guard{state: newPresent(), now: func() time.Time { return noon }, redo: true}
	g.state.acks = map[string]incident.Note{"gone": {By: "ada", At: noon}}
	if err := g.writeOrders(s, noon); err != nil || g.redo {
		t.Errorf("%v, redo is %v", err, g.redo)
	}
}

func TestEventsInMemory(t *testing.T) {
	p := newPresent()
	if pushed := p.add(many(MaxEvents)); pushed != 0 || p.forgotten != 0 {
		t.Errorf("%d pushed out, %d forgotten", pushed, p.forgotten)
	}
	if pushed := p.add(many(2)); pushed != 2 || p.forgotten != 2 || len(p.events) != MaxEvents {
		t.Errorf("%d pushed out, %d forgotten, %d there", pushed, p.forgotten, len(p.events))
	}
	p.wrote(2) // what was being written was pushed out meanwhile
	if len(p.events) != MaxEvents || p.forgotten != 2 {
		t.Errorf("%d there, %d forgotten", len(p.events), p.forgotten)
	}
	p.wrote(1000)
	if len(p.events) != MaxEvents-998 || p.forgotten != 1000 {
		t.Errorf("%d there, %d forgotten", len(p.events), p.forgotten)
	}
	p.lament(noon)
	if len(p.events) != MaxEvents-998 {
		t.Error("nothing was dropped, and it says so")
	}
	p.dropped = 1
	p.lament(noon)
	last := p.events[len(p.events)-1]
	if last.Text != "1 event of the timeline is lost: the disk could not be written for too long" || last.At != noon || p.dropped != 0 {
		t.Errorf("it says %+v", last)
	}
}

func TestWhatCannotBeMovedAside(t *testing.T) {
	dir := t.TempDir()
	if _, err := moveAside(filepath.Join(dir, "gone"), errDamaged); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that is gone: %v", err)
	}
	path := filepath.Join(dir, "x.db")
	must(t, os.WriteFile(path, nil, 0o600))
	must(t, os.Chtimes(path, noon, noon))
	must(t, os.MkdirAll(filepath.Join(path+".corrupt-20261129T120000.000Z", "full"), 0o700))
	if told, err := moveAside(path, errDamaged); err == nil || told != "" {
		t.Errorf("onto a folder: %q, %v", told, err)
	}
}

func TestDeliveredThatCannotBeRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		var told said
		g := guard(t, Options{Open: opener(dir), Say: told.say})
		must(t, os.Remove(database(dir)))
		if text := g.Delivered(); text != nil {
			t.Errorf("got %q", text)
		}
		if list := told.all(); len(list) != 1 || !strings.HasPrefix(list[0], "alerts from before this start may be sent again: ") {
			t.Errorf("it says %q", list)
		}
	})
}

// A history that comes while an older one fails to be written is not replaced
// by it.
func TestANewerHistoryStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, t.TempDir())
		g := guard(t, Options{})
		g.state.histories["plant"] = remembered{noon, []byte("old")}
		release := hang(s.work)
		failed := make(chan error)
		go func() { failed <- g.writeHistories(s, noon) }()
		synctest.Wait()
		g.note(func(p *present) { p.histories["plant"] = remembered{noon, []byte("new")} })
		if err := <-failed; !errors.Is(err, ErrStuck) || string(g.state.histories["plant"].body) != "new" {
			t.Errorf("%v, waiting is %v", err, g.state.histories)
		}
		release()
	})
}

func TestEventsThatAreKeptAndWaitStandOnce(t *testing.T) {
	all := many(5)
	got := merge(all[:3], []incident.Event{all[4], all[2], all[3], all[1]}, 4)
	same(t, "events", texts(got), texts(all[1:]))
	if got := merge(nil, nil, 4); len(got) != 0 {
		t.Errorf("of nothing: %v", got)
	}
}
