package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/breakwaterhq/breakwater/internal/incident"
)

func opener(dir string) func() (*Store, error) { return func() (*Store, error) { return Open(dir) } }

// guard starts one that is closed at the end of the test, by the clock of the
// bubble.
func guard(t *testing.T, o Options) *Guard {
	t.Helper()
	if o.Now == nil {
		o.Now = time.Now
	}
	g, err := Start(o)
	must(t, err)
	t.Cleanup(func() { _ = g.Close() })
	return g
}

// said gathers what a Guard tells.
type said struct {
	mu   sync.Mutex
	list []string
}

func (s *said) say(sentence string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = append(s.list, sentence)
}

func (s *said) all() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.list)
}

func TestAGuardKeepsAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		g := guard(t, Options{Open: opener(dir)})
		if !g.OnDisk() {
			t.Error("it says that it keeps nothing")
		}
		now := time.Now()
		i := about("a", incident.Resolved)
		i.Resolved = now.Add(-time.Minute).UTC()
		over := about("b", incident.Resolved)
		over.Resolved = now.Add(-2 * time.Hour).UTC()
		g.Keep("plant", []incident.Incident{i, over}, many(3))
		g.Keep("shop", nil, nil)
		g.KeepHistory("plant", now, []byte("rings"))
		g.KeepDelivered([]byte("{}"))
		must(t, g.Close())
		must(t, g.Close())

		next := guard(t, Options{Open: opener(dir)})
		same(t, "incidents", next.Incidents("plant"), []incident.Incident{i})
		if got := next.Incidents("shop"); got != nil {
			t.Errorf("of another cluster: %v", got)
		}
		if body := next.History("plant"); string(body) != "rings" {
			t.Errorf("history %q", body)
		}
		if text := next.Delivered(); string(text) != "{}" {
			t.Errorf("delivered %q", text)
		}
		events, err := next.Timeline(Query{})
		must(t, err)
		same(t, "events", events, many(3))
	})
}

func TestInMemoryAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := guard(t, Options{})
		g.Keep("plant", []incident.Incident{about("a", incident.Open)}, many(MaxEvents+5))
		g.KeepHistory("plant", noon, []byte("rings"))
		synctest.Wait()
		if since, why := g.Failing(); g.OnDisk() || !since.IsZero() || why != "" || g.Dropped() != 0 {
			t.Errorf("on disk %v, failing since %s: %q, %d dropped", g.OnDisk(), since, why, g.Dropped())
		}
		if g.Incidents("plant") != nil || g.History("plant") != nil || g.Delivered() != nil || g.Windows() != nil || g.Acks() != nil {
			t.Error("something is from before")
		}
		events, err := g.Timeline(Query{Limit: 2})
		must(t, err)
		same(t, "the last events", events, many(MaxEvents + 5)[MaxEvents+3:])
		if events, _ = g.Timeline(Query{}); len(events) != MaxEvents {
			t.Errorf("%d events are held", len(events))
		}
	})
}

func TestAFolderThatIsHeldEndsTheStart(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(dir)
	must(t, err)
	var told said
	if _, err := Start(Options{Open: opener(dir), Now: time.Now, Say: told.say}); !errors.Is(err, ErrHeld) {
		t.Errorf("got %v", err)
	}
	execute(t, s, "PRAGMA user_version = 99")
	must(t, s.Close())
	if _, err := Start(Options{Open: opener(dir), Now: time.Now, Say: told.say}); !errors.Is(err, ErrVersion) {
		t.Errorf("got %v", err)
	}
	if list := told.all(); list != nil {
		t.Errorf("it says %q", list)
	}
}

// The disk is left alone for 1 s, 2 s, 4 s … 30 s.
func TestBackOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		var tries []time.Duration
		var mu sync.Mutex
		broken, dir := errors.New("broken"), t.TempDir()
		var told said
		g := guard(t, Options{Say: told.say, Open: func() (*Store, error) {
			mu.Lock()
			defer mu.Unlock()
			tries = append(tries, time.Since(began))
			if time.Since(began) > 2*time.Minute {
				return Open(dir)
			}
			return nil, broken
		}})
		synctest.Wait()
		if since, why := g.Failing(); !since.Equal(began) || why != "broken" {
			t.Errorf("failing since %s: %q", since, why)
		}
		g.Keep("plant", []incident.Incident{about("a", incident.Open)}, many(1)) // it asks no sooner
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		mu.Lock()
		defer mu.Unlock()
		var want []time.Duration
		for _, s := range []int{0, 0, 1, 3, 7, 15, 31, 61, 91, 121} {
			want = append(want, time.Duration(s)*time.Second)
		}
		if !slices.Equal(tries, want) {
			t.Errorf("tried after %v, want %v", tries, want)
		}
		same(t, "it says", told.all(), []string{
			"broken. The watch goes on in memory, and tries again: what happens meanwhile is lost if it ends before that succeeds",
			"The disk can be written again, after 2m1s: all that was noted meanwhile is kept",
		})
		if events, err := g.Timeline(Query{}); err != nil || len(events) != 1 {
			t.Errorf("events %v, %v", events, err)
		}
	})
}

func TestWhileTheDiskIsFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		g := guard(t, Options{Open: opener(dir)})
		fillUp(t, g.current())
		first := many(2000)
		g.Keep("plant", []incident.Incident{about("a", incident.Open)}, first)
		g.KeepHistory("plant", noon, []byte("rings"))
		synctest.Wait()
		if since, why := g.Failing(); since.IsZero() || !strings.Contains(why, "the disk of "+dir+" is full: make room on it") {
			t.Errorf("failing since %s: %q", since, why)
		}
		got, err := g.Timeline(Query{})
		must(t, err)
		same(t, "the timeline meanwhile", texts(got), texts(first))
		empty(t, g.current())
		time.Sleep(lastTry)
		synctest.Wait()
		if since, why := g.Failing(); !since.IsZero() || why != "" {
			t.Errorf("still failing since %s: %q", since, why)
		}
		must(t, g.Close())
		s := open(t, dir)
		if events, err := s.Timeline(Query{}); err != nil || !slices.Equal(texts(events), texts(first)) {
			t.Errorf("%d events, %v", len(events), err)
		}
		if body, _, err := s.History("plant"); string(body) != "rings" || err != nil {
			t.Errorf("history %q, %v", body, err)
		}
	})
}

func TestTooManyEventsForTheMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		var works atomic.Bool
		g := guard(t, Options{Open: func() (*Store, error) {
			if !works.Load() {
				return nil, errors.New("broken")
			}
			return Open(dir)
		}})
		all := many(MaxEvents + 7)
		for part := range slices.Chunk(all, 1000) {
			g.Keep("plant", nil, part)
		}
		synctest.Wait()
		if g.Dropped() != 7 {
			t.Errorf("%d are dropped", g.Dropped())
		}
		if events, err := g.Timeline(Query{Limit: 1}); err == nil || err.Error() != "what is older cannot be read: broken" || len(events) != 1 {
			t.Errorf("the timeline meanwhile: %d events, %v", len(events), err)
		}
		works.Store(true)
		time.Sleep(lastTry)
		synctest.Wait()
		must(t, g.Close())
		events, err := open(t, dir).Timeline(Query{})
		must(t, err)
		if len(events) != MaxEvents {
			t.Fatalf("%d events", len(events))
		}
		lament := events[0] // the clock of the test is 26 years behind that of the events
		if lament.Kind != EventDropped || lament.Text != "8 events of the timeline are lost: the disk could not be written for too long" {
			t.Errorf("it says %+v", lament)
		}
		same(t, "the events", texts(events[1:]), texts(all[8:]))
	})
}

func TestAFolderThatIsRemovedIsMadeAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "data")
		g := guard(t, Options{Open: opener(dir)})
		now := time.Now()
		window := maintenance("w", 0, 0)
		window.Start, window.End = now.UTC(), now.Add(time.Hour).UTC()
		ack := incident.Note{By: "ada", At: now.UTC()}
		g.Keep("plant", []incident.Incident{about("a", incident.Open)}, many(1))
		g.KeepDelivered([]byte("{}"))
		synctest.Wait()
		command := control(t, dir)
		must(t, command.Hold(window))
		must(t, command.Ack("a", ack))
		time.Sleep(poll)
		synctest.Wait()
		same(t, "windows", g.Windows(), []incident.Window{window})
		same(t, "acks", g.Acks(), map[string]incident.Note{"a": ack})

		must(t, os.RemoveAll(dir))
		time.Sleep(poll)
		synctest.Wait()
		if _, why := g.Failing(); !strings.Contains(why, "the database was removed or replaced") {
			t.Errorf("failing: %q", why)
		}
		time.Sleep(2 * firstTry)
		synctest.Wait()
		if since, why := g.Failing(); !since.IsZero() {
			t.Errorf("still failing: %s", why)
		}
		again := control(t, dir)
		incidents, err := again.Incidents("plant", noon)
		must(t, err)
		same(t, "incidents", ids(incidents), []string{"a"})
		windows, err := again.Windows(now)
		must(t, err)
		same(t, "windows", windows, []incident.Window{window})
		acks, err := again.Acks()
		must(t, err)
		same(t, "acks", acks, map[string]incident.Note{"a": ack})
		if text, err := again.Delivered(); string(text) != "{}" || err != nil {
			t.Errorf("delivered %q, %v", text, err)
		}
		must(t, again.Release("w", now))
		time.Sleep(poll)
		synctest.Wait()
		if got := g.Windows(); got != nil {
			t.Errorf("what was released comes back: %+v", got)
		}
	})
}

// What a command released while the watch could not write stays released.
func TestReleasedWhileTheDiskWasFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		g := guard(t, Options{Open: opener(dir)})
		command := control(t, dir)
		window := maintenance("w", 0, 0)
		window.Start, window.End = time.Now(), time.Now().Add(time.Hour)
		must(t, command.Hold(window))
		time.Sleep(poll)
		synctest.Wait()
		if len(g.Windows()) != 1 {
			t.Fatalf("windows %+v", g.Windows())
		}
		execute(t, g.current(), "PRAGMA query_only = 1")
		g.Keep("plant", []incident.Incident{about("a", incident.Open)}, nil)
		synctest.Wait()
		if since, _ := g.Failing(); since.IsZero() {
			t.Fatal("it does not fail")
		}
		must(t, command.Release("w", time.Now()))
		time.Sleep(lastTry)
		synctest.Wait()
		if since, why := g.Failing(); !since.IsZero() || g.Windows() != nil {
			t.Errorf("failing %q, windows %+v", why, g.Windows())
		}
	})
}

func TestAWindowEndsByTheClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		g := guard(t, Options{Open: opener(dir)})
		window := maintenance("w", 0, 0)
		window.Start, window.End = time.Now(), time.Now().Add(time.Minute)
		must(t, control(t, dir).Hold(window))
		time.Sleep(59 * time.Second)
		synctest.Wait()
		if len(g.Windows()) != 1 {
			t.Errorf("before its end: %+v", g.Windows())
		}
		time.Sleep(time.Second)
		if got := g.Windows(); got != nil {
			t.Errorf("at its end: %+v", got)
		}
	})
}

func TestADiskThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		g := guard(t, Options{Open: opener(dir)})
		release := hang(g.current().work)
		g.Keep("plant", []incident.Incident{about("a", incident.Open)}, many(2)) // it does not wait
		time.Sleep(time.Minute)
		if since, why := g.Failing(); since.IsZero() || !strings.Contains(why, ErrStuck.Error()) {
			t.Errorf("failing since %s: %q", since, why)
		}
		if events, err := g.Timeline(Query{}); len(events) != 2 || err == nil {
			t.Errorf("the timeline meanwhile: %d events, %v", len(events), err)
		}
		release()
		time.Sleep(2 * lastTry)
		synctest.Wait()
		if _, why := g.Failing(); why != "" {
			t.Errorf("still failing: %s", why)
		}
		if events, err := g.current().Timeline(Query{}); len(events) != 2 || err != nil {
			t.Errorf("kept are %d events, %v", len(events), err)
		}
	})
}

// A start on a disk that hangs is not waited for, and not tried again beside
// itself.
func TestAStartThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir, gate, tries := t.TempDir(), make(chan struct{}), 0
		g := guard(t, Options{Open: func() (*Store, error) {
			if tries++; tries > 1 {
				return Open(dir)
			}
			return nil, &hangs{ErrStuck, gate}
		}})
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		if _, why := g.Failing(); tries != 1 || !strings.Contains(why, "the disk still does not answer") {
			t.Errorf("%d tries, failing: %q", tries, why)
		}
		close(gate)
		time.Sleep(lastTry)
		synctest.Wait()
		if _, why := g.Failing(); tries != 2 || why != "" {
			t.Errorf("%d tries, failing: %q", tries, why)
		}
	})
}

func TestWhatIsLostAtTheEndIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tries := 0
		g := guard(t, Options{Open: func() (*Store, error) { tries++; return nil, errors.New("broken") }})
		before := tries
		err := g.Close()
		if err == nil || err.Error() != "what has happened since the disk failed is lost: broken" || tries != before+1 {
			t.Errorf("%v, %d tries after %d", err, tries, before)
		}
	})
}

func TestADamagedDatabaseIsSaid(t *testing.T) {
	dir := t.TempDir()
	must(t, os.WriteFile(database(dir), []byte(strings.Repeat("no database ", 1000)), 0o600))
	var told said
	guard(t, Options{Open: opener(dir), Say: told.say})
	if list := told.all(); len(list) != 1 || !strings.Contains(list[0], " is damaged (") {
		t.Errorf("it says %q", list)
	}
}

func TestWhatCannotBeReadAtTheStartIsSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		s, err := Open(dir)
		must(t, err)
		save(t, s, about("a", incident.Open), about("b", incident.Open))
		must(t, s.SaveHistory("plant", noon, plain([]byte("rings"))))
		execute(t, s, "UPDATE incidents SET body = '{' WHERE id = 'a'; UPDATE blobs SET body = x'00'")
		must(t, s.Close())
		var told said
		g := guard(t, Options{Open: opener(dir), Say: told.say})
		same(t, "incidents", ids(g.Incidents("plant")), []string{"b"})
		if body := g.History("plant"); body != nil {
			t.Errorf("history %q", body)
		}
		list := told.all()
		if len(list) != 2 || !strings.HasPrefix(list[0], "not all incidents from before this start are known") || !strings.HasPrefix(list[1], "rules that look back begin anew: ") {
			t.Errorf("it says %q", list)
		}
	})
}

func TestOldThingsAreTakenOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		g := guard(t, Options{Open: opener(dir), Retain: 90 * time.Minute})
		e := event(time.Now(), "a")
		g.Keep("plant", nil, []incident.Event{e})
		for hours, want := range []int{1, 1, 0, 0} {
			synctest.Wait()
			events, err := g.Timeline(Query{})
			if err != nil || len(events) != want {
				t.Errorf("after %d h: %d events, %v", hours, len(events), err)
			}
			time.Sleep(time.Hour)
		}
	})
}

// Everything at once, for the race detector; nothing is lost.
func TestManyAtOnce(t *testing.T) {
	dir := t.TempDir()
	g := guard(t, Options{Open: opener(dir)})
	var all sync.WaitGroup
	for c := range 4 {
		all.Go(func() {
			cluster := fmt.Sprint("c", c)
			for n := range 25 {
				e := event(noon, fmt.Sprint(c, " ", n))
				e.Cluster = cluster
				i := about(cluster, incident.Open)
				i.Cause.Message = e.Text
				g.Keep(cluster, []incident.Incident{i}, []incident.Event{e})
				g.KeepHistory(cluster, noon, []byte(e.Text))
				g.KeepDelivered([]byte(e.Text))
				if _, err := g.Timeline(Query{Limit: 5}); err != nil {
					t.Error(err)
				}
				g.Windows()
				g.Acks()
				g.Failing()
			}
		})
	}
	all.Wait()
	must(t, g.Close())
	s := open(t, dir)
	if events, err := s.Timeline(Query{}); err != nil || len(events) != 100 {
		t.Errorf("%d events, %v", len(events), err)
	}
	for c := range 4 {
		cluster := fmt.Sprint("c", c)
		if list, err := s.Incidents(cluster, noon); err != nil || len(list) != 1 || list[0].Cause.Message != fmt.Sprint(c, " 24") {
			t.Errorf("%s: %v, %v", cluster, list, err)
		}
		if body, _, err := s.History(cluster); err != nil || string(body) != fmt.Sprint(c, " 24") {
			t.Errorf("%s: history %q, %v", cluster, body, err)
		}
	}
}
