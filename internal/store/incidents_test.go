package store

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/incident"
)

func save(t *testing.T, s *Store, list ...incident.Incident) {
	t.Helper()
	must(t, s.SaveIncidents("plant", list))
}

func TestWhichIncidentsAreGiven(t *testing.T) {
	s := open(t, t.TempDir())
	late := about("late", incident.Resolved)
	late.Resolved = noon.Add(2 * time.Hour)
	save(t, s, about("a", incident.Open), about("b", incident.Recovering), about("c", incident.Settling), about("d", incident.Resolved), late)
	must(t, s.SaveIncidents("shop", []incident.Incident{about("e", incident.Open)}))
	for since, want := range map[time.Time][]string{
		noon:                           {"a", "b", "c", "d", "late"},
		noon.Add(time.Minute):          {"a", "b", "c", "d", "late"},
		noon.Add(time.Minute + 1e6):    {"a", "b", "c", "late"},
		noon.Add(2*time.Hour + 1e6):    {"a", "b", "c"},
		noon.Add(999 * 24 * time.Hour): {"a", "b", "c"},
	} {
		got, err := s.Incidents("plant", since)
		must(t, err)
		if !slices.Equal(ids(got), want) {
			t.Errorf("since %s: got %q, want %q", since, ids(got), want)
		}
	}
	got, err := s.Incidents("shop", noon)
	must(t, err)
	if !slices.Equal(ids(got), []string{"e"}) || got[0].Cluster != "shop" {
		t.Errorf("of another cluster: %+v", got)
	}
	got, err = s.Incidents("nowhere", noon)
	if err != nil || got != nil {
		t.Errorf("of no cluster: %v, %v", got, err)
	}
}

// What is saved again takes the place of what was there; what is not listed
// stays, but for what nobody was ever told of.
func TestSavingAgain(t *testing.T) {
	s := open(t, t.TempDir())
	save(t, s, about("a", incident.Settling), about("b", incident.Settling), about("c", incident.Open))
	must(t, s.SaveIncidents("shop", []incident.Incident{about("x", incident.Settling)}))
	save(t, s, about("b", incident.Open))
	got, err := s.Incidents("plant", noon)
	must(t, err)
	if !slices.Equal(ids(got), []string{"b", "c"}) || got[0].State != incident.Open {
		t.Errorf("got %+v", got)
	}
	if got, err = s.Incidents("shop", noon); err != nil || len(got) != 1 {
		t.Errorf("another cluster has %v, %v", got, err)
	}
	save(t, s)
	if got, err = s.Incidents("plant", noon); err != nil || len(got) != 2 {
		t.Errorf("after an empty list: %v, %v", got, err)
	}
}

// A cycle in which nothing happens writes nothing.
func TestWhatHasNotChangedIsNotWritten(t *testing.T) {
	s := open(t, t.TempDir())
	i := about("a", incident.Open)
	save(t, s, i)
	seen := func() time.Time {
		got, err := s.Incidents("plant", noon)
		must(t, err)
		return got[0].Seen
	}
	for _, step := range []struct {
		name   string
		change func()
		want   time.Duration
	}{
		{"a cycle later", func() { i.Seen = noon.Add(5 * time.Second) }, 0},
		{"just before it is stale", func() { i.Seen = noon.Add(stale - time.Millisecond) }, 0},
		{"stale", func() { i.Seen = noon.Add(stale) }, stale},
		{"another message", func() { i.Seen, i.Cause.Message = noon.Add(31*time.Second), "m" }, 31 * time.Second},
		{"another state", func() { i.Seen, i.State = noon.Add(32*time.Second), incident.Recovering }, 32 * time.Second},
	} {
		step.change()
		save(t, s, i)
		if got := seen(); got != noon.Add(step.want) {
			t.Errorf("%s: it is kept as seen at %s", step.name, got)
		}
	}
}

func TestOneIncidentThatCannotBeReadHidesNoOther(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	save(t, s, about("a", incident.Open), about("b", incident.Open), about("c", incident.Open))
	execute(t, s, "UPDATE incidents SET body = '{' WHERE id = 'b'")
	got, err := s.Incidents("plant", noon)
	if !slices.Equal(ids(got), []string{"a", "c"}) {
		t.Errorf("got %q", ids(got))
	}
	if err == nil || !strings.Contains(err.Error(), database(dir)+": incident b: ") {
		t.Errorf("error %v", err)
	}
}

func TestAnIncidentThatJSONCannotHold(t *testing.T) {
	s := open(t, t.TempDir())
	i := about("a", incident.Open)
	i.Start = time.Date(20000, 1, 1, 0, 0, 0, 0, time.UTC)
	if err := s.SaveIncidents("plant", []incident.Incident{i}); err == nil || !strings.HasPrefix(err.Error(), "incident a cannot be kept: ") {
		t.Errorf("got %v", err)
	}
}

func TestIncidentsOutliveTheProcess(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(dir)
	must(t, err)
	if !s.Fresh() || s.Told() != "" || s.Dir() != dir {
		t.Errorf("fresh %v, told %q, in %s", s.Fresh(), s.Told(), s.Dir())
	}
	save(t, s, about("a", incident.Open))
	must(t, s.Close())
	s = open(t, dir)
	if s.Fresh() {
		t.Error("the second time it is called fresh")
	}
	got, err := s.Incidents("plant", noon)
	must(t, err)
	same(t, "the incident", got, []incident.Incident{about("a", incident.Open)})
}
