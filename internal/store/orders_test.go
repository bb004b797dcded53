package store

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/incident"
)

func maintenance(id string, from, to time.Duration) incident.Window {
	return incident.Window{ID: id, Kind: "maintenance", Cluster: "plant", Subject: "broker/2", Rule: "cluster/*", By: "ada", Reason: "disks", Start: noon.Add(from), End: noon.Add(to)}
}

func TestWindows(t *testing.T) {
	s := open(t, t.TempDir())
	over, now, later := maintenance("over", -2*time.Hour, 0), maintenance("now", -time.Hour, time.Hour), maintenance("later", time.Hour, 2*time.Hour)
	for _, w := range []incident.Window{later, now, over} {
		must(t, s.Hold(w))
	}
	got, err := s.Windows(noon)
	must(t, err)
	same(t, "windows", got, []incident.Window{now, later})
	now.End, now.Reason = noon.Add(3*time.Hour), "longer"
	must(t, s.Hold(now))
	got, err = s.Windows(noon.Add(2 * time.Hour))
	must(t, err)
	same(t, "the longer one", got, []incident.Window{now})
}

func TestRelease(t *testing.T) {
	s := open(t, t.TempDir())
	must(t, s.Hold(maintenance("w", -time.Hour, time.Hour)))
	must(t, s.Hold(maintenance("later", time.Hour, 2*time.Hour)))
	must(t, s.Release("w", noon))
	must(t, s.Release("w", noon.Add(time.Minute))) // it is over already, and does not begin again
	must(t, s.Release("later", noon))
	got, err := s.Windows(noon)
	if err != nil || got != nil {
		t.Errorf("got %v, %v", got, err)
	}
	if got, err = s.Windows(noon.Add(-time.Minute)); err != nil || len(got) != 2 {
		t.Errorf("before: got %v, %v", got, err)
	}
	err = s.Release("gone", noon)
	if !errors.Is(err, ErrNotFound) || err.Error() != `the end of gone cannot be kept: no maintenance and no silence has the id "gone": there is no such entry` {
		t.Errorf("got %v", err)
	}
}

func TestAWindowMustEnd(t *testing.T) {
	s := open(t, t.TempDir())
	for name, w := range map[string]incident.Window{
		"no id": maintenance("", 0, time.Hour), "no end": {ID: "w", Start: noon}, "no time": maintenance("w", 0, 0), "backwards": maintenance("w", time.Hour, 0),
	} {
		if err := s.Hold(w); err == nil {
			t.Errorf("%s: it is kept", name)
		}
	}
}

func TestAcks(t *testing.T) {
	s := open(t, t.TempDir())
	save(t, s, about("a", incident.Open), about("b", incident.Open))
	first := incident.Note{By: "ada", At: noon, Reason: "looking"}
	second := incident.Note{By: "bob", At: noon.Add(time.Minute), Until: noon.Add(time.Hour), Reason: "mine"}
	must(t, s.Ack("a", first))
	must(t, s.Ack("b", first))
	must(t, s.Ack("a", second))
	got, err := s.Acks()
	must(t, err)
	same(t, "acks", got, map[string]incident.Note{"a": second, "b": first})
	if err := s.Ack("gone", first); !errors.Is(err, ErrNotFound) {
		t.Errorf("got %v", err)
	}
	save(t, s, about("a", incident.Open), about("b", incident.Open)) // it does not take the notes with it
	if got, err = s.Acks(); err != nil || len(got) != 2 {
		t.Errorf("got %v, %v", got, err)
	}
}

// The watch sees what a command has written, and not what it wrote itself.
func TestChanged(t *testing.T) {
	dir := t.TempDir()
	watch := open(t, dir)
	command := control(t, dir)
	for _, step := range []struct {
		name string
		do   func() error
		want bool
	}{
		{"at first", func() error { return nil }, true},
		{"nothing", func() error { return nil }, false},
		{"its own", func() error { return watch.SaveIncidents("plant", []incident.Incident{about("a", incident.Open)}) }, false},
		{"a maintenance", func() error { return command.Hold(maintenance("w", 0, time.Hour)) }, true},
		{"and no more", func() error { return nil }, false},
		{"an acknowledgement", func() error { return command.Ack("a", incident.Note{By: "ada", At: noon}) }, true},
		{"reading", func() error { _, err := command.Windows(noon); return err }, false},
		{"two at once", func() error {
			return errors.Join(command.Release("w", noon), command.Hold(maintenance("v", 0, time.Hour)))
		}, true},
	} {
		must(t, step.do())
		got, err := watch.Changed()
		must(t, err)
		if got != step.want {
			t.Errorf("%s: changed is %v", step.name, got)
		}
	}
	windows, err := watch.Windows(noon)
	must(t, err)
	if len(windows) != 1 || windows[0].ID != "v" {
		t.Errorf("the watch sees %+v", windows)
	}
	incidents, err := command.Incidents("plant", noon)
	must(t, err)
	if !slices.Equal(ids(incidents), []string{"a"}) {
		t.Errorf("the command sees %q", ids(incidents))
	}
}
