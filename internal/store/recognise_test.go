package store

import (
	"errors"
	"io"
	"slices"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/incident"
)

func recognise(t *testing.T, s *Store, cluster, id string, watched ...string) Recognised {
	t.Helper()
	r, err := s.Recognise(cluster, id, watched, noon)
	must(t, err)
	return r
}

func history(t *testing.T, s *Store, cluster string) string {
	t.Helper()
	body, _, err := s.History(cluster)
	must(t, err)
	return string(body)
}

func text(body string) func(io.Writer) error {
	return func(w io.Writer) error { _, err := io.WriteString(w, body); return err }
}

// silenced is the clusters of all silences.
func silenced(t *testing.T, s *Store) (out []string) {
	t.Helper()
	all, err := s.Windows(noon)
	must(t, err)
	for _, w := range all {
		out = append(out, w.Cluster)
	}
	return out
}

// TestAClusterByAnotherName takes all with it.
func TestAClusterByAnotherName(t *testing.T) {
	s := open(t, t.TempDir())
	same(t, "the first time", recognise(t, s, "b1:9092", "id-a"), Recognised{})
	must(t, s.SaveIncidents("b1:9092", []incident.Incident{about("a", incident.Open), about("b", incident.Resolved)}))
	must(t, s.SaveHistory("b1:9092", noon, text("past")))
	must(t, s.Hold(incident.Window{ID: "w1", Kind: "silence", Cluster: "b1:9092", Subject: "*", Start: noon, End: noon.Add(time.Hour)}))
	must(t, s.Hold(incident.Window{ID: "w2", Kind: "silence", Subject: "*", Start: noon, End: noon.Add(time.Hour)}))
	must(t, s.Ack("a", incident.Note{By: "ines", At: noon}))
	same(t, "the same again", recognise(t, s, "b1:9092", "id-a"), Recognised{})

	same(t, "by another name", recognise(t, s, "b3:9092", "id-a"), Recognised{From: "b1:9092"})
	got, err := s.Incidents("b3:9092", noon)
	must(t, err)
	if !slices.Equal(ids(got), []string{"a", "b"}) || history(t, s, "b3:9092") != "past" || history(t, s, "b1:9092") != "" || !slices.Equal(silenced(t, s), []string{"b3:9092", ""}) {
		t.Errorf("%q, %q, %q", ids(got), history(t, s, "b3:9092"), silenced(t, s))
	}
	acks, err := s.Acks()
	must(t, err)
	if acks["a"].By != "ines" {
		t.Errorf("%+v", acks)
	}
	same(t, "by the first name again", recognise(t, s, "b1:9092", "id-a"), Recognised{From: "b3:9092"})
	clusters, err := s.Clusters()
	must(t, err)
	same(t, "clusters", clusters, []string{"b1:9092"})
}

// TestAnotherClusterByTheSameName is never taken for the first, and the first is
// found again.
func TestAnotherClusterByTheSameName(t *testing.T) {
	s := open(t, t.TempDir())
	recognise(t, s, "plant", "id-a")
	save(t, s, about("a", incident.Open))
	must(t, s.SaveHistory("plant", noon, text("of a")))
	must(t, s.Hold(incident.Window{ID: "w1", Kind: "silence", Cluster: "plant", Subject: "*", Start: noon, End: noon.Add(time.Hour)}))

	same(t, "another cluster", recognise(t, s, "plant", "id-b"), Recognised{Was: "id-a", Apart: "plant@id-a"})
	got, err := s.Incidents("plant", noon)
	must(t, err)
	if len(got) != 0 || history(t, s, "plant") != "" || !slices.Equal(silenced(t, s), []string{"plant@id-a"}) {
		t.Errorf("of the other cluster: %q, %q, %q", ids(got), history(t, s, "plant"), silenced(t, s))
	}
	if got, err = s.Incidents("plant@id-a", noon); err != nil || !slices.Equal(ids(got), []string{"a"}) || history(t, s, "plant@id-a") != "of a" {
		t.Errorf("what was set apart: %+v, %v", got, err)
	}
	must(t, s.SaveIncidents("plant", []incident.Incident{about("b", incident.Open)}))
	clusters, err := s.Clusters()
	must(t, err)
	same(t, "clusters", clusters, []string{"plant"})

	same(t, "the first cluster again", recognise(t, s, "plant", "id-a"), Recognised{Was: "id-b", Apart: "plant@id-b", From: "plant@id-a"})
	if got, err = s.Incidents("plant", noon); err != nil || !slices.Equal(ids(got), []string{"a"}) || history(t, s, "plant") != "of a" {
		t.Errorf("%q, %v", ids(got), err)
	}
	same(t, "the second by a name of its own", recognise(t, s, "office", "id-b"), Recognised{From: "plant@id-b"})
	if got, err = s.Incidents("office", noon); err != nil || !slices.Equal(ids(got), []string{"b"}) {
		t.Errorf("%q, %v", ids(got), err)
	}
}

// TestNamesThatAreWatchedStay: one cluster may be watched twice by one watch.
func TestNamesThatAreWatchedStay(t *testing.T) {
	s := open(t, t.TempDir())
	recognise(t, s, "plant", "id-a")
	save(t, s, about("a", incident.Open))
	same(t, "beside it", recognise(t, s, "again", "id-a", "plant", "again"), Recognised{})
	if got, err := s.Incidents("plant", noon); err != nil || len(got) != 1 {
		t.Errorf("%v, %v", got, err)
	}
}

// TestTheNewerHistoryGoesOn where both names have one.
func TestTheNewerHistoryGoesOn(t *testing.T) {
	for name, c := range map[string]struct {
		old, new time.Time
		want     string
	}{
		"of the old name": {noon.Add(time.Hour), noon, "old"}, "of the new name": {noon, noon.Add(time.Hour), "new"},
	} {
		s := open(t, t.TempDir())
		recognise(t, s, "old", "id-a")
		must(t, s.SaveHistory("old", c.old, text("old")))
		must(t, s.SaveHistory("new", c.new, text("new")))
		recognise(t, s, "new", "id-a")
		if got := history(t, s, "new"); got != c.want || history(t, s, "old") != "" {
			t.Errorf("%s: %q goes on", name, got)
		}
	}
}

// TestIdentitiesOutliveWhatIsOld: a watch may run for months.
func TestIdentitiesOutliveWhatIsOld(t *testing.T) {
	s := open(t, t.TempDir())
	recognise(t, s, "old", "id-a")
	must(t, s.SaveHistory("old", noon, text("past")))
	if _, err := s.Prune(noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if history(t, s, "old") != "" {
		t.Error("the history is still there")
	}
	same(t, "by another name", recognise(t, s, "new", "id-a"), Recognised{From: "old"})
}

// TestAGuardRecognises once it has written what was noted, and knows the
// silences by the new name.
func TestAGuardRecognises(t *testing.T) {
	dir := t.TempDir()
	now := func() time.Time { return noon }
	g, err := Start(Options{Open: func() (*Store, error) { return Open(dir) }, Now: now})
	must(t, err)
	t.Cleanup(func() { must(t, g.Close()) })
	ask := func(cluster, id string) [3]string {
		t.Helper()
		was, apart, from, err := g.Recognise(cluster, id, []string{cluster})
		must(t, err)
		return [3]string{was, apart, from}
	}
	same(t, "the first time", ask("b1:9092", "id-a"), [3]string{})
	g.Keep("b1:9092", []incident.Incident{about("a", incident.Open)}, nil)
	must(t, control(t, dir).Hold(incident.Window{ID: "w1", Kind: "silence", Cluster: "b1:9092", Subject: "*", Start: noon, End: noon.Add(time.Hour)}))
	same(t, "by another name", ask("b3:9092", "id-a"), [3]string{"", "", "b1:9092"})
	if got := g.Incidents("b3:9092"); !slices.Equal(ids(got), []string{"a"}) {
		t.Errorf("incidents: %q", ids(got))
	}
	if w := g.Windows(); len(w) != 1 || w[0].Cluster != "b3:9092" {
		t.Errorf("windows: %+v", w)
	}
	same(t, "another cluster", ask("b3:9092", "id-b"), [3]string{"id-a", "b3:9092@id-a", ""})
	if got := g.Incidents("b3:9092"); len(got) != 0 {
		t.Errorf("incidents of another cluster: %q", ids(got))
	}
}

func TestAGuardThatCannotRecognise(t *testing.T) {
	memory, err := Start(Options{Now: func() time.Time { return noon }})
	must(t, err)
	if was, apart, from, err := memory.Recognise("a", "id", nil); was+apart+from != "" || err != nil {
		t.Errorf("in memory: %q %q %q %v", was, apart, from, err)
	}
	must(t, memory.Close())
	broken, err := Start(Options{Open: func() (*Store, error) { return nil, errors.New("no such disk") }, Now: func() time.Time { return noon }})
	must(t, err)
	if _, _, _, err := broken.Recognise("a", "id", nil); !errors.Is(err, errNotWritten) {
		t.Errorf("without a disk: %v", err)
	}
	_ = broken.Close()
	dir := t.TempDir()
	closed, err := Start(Options{Open: func() (*Store, error) { return Open(dir) }, Now: func() time.Time { return noon }})
	must(t, err)
	must(t, closed.Close())
	if _, _, _, err := closed.Recognise("a", "id", nil); !errors.Is(err, ErrClosed) {
		t.Errorf("closed: %v", err)
	}
}
