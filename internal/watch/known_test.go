package watch

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/notify"
)

// names is a disk that knows clusters by their ids.
type names struct {
	*disk
	ids map[string]string

	state sync.Mutex
	err   error // of every question
}

// breaks makes every question fail from now on, or with nil none.
func (n *names) breaks(err error) {
	n.state.Lock()
	defer n.state.Unlock()
	n.err = err
}

func (n *names) Recognise(cluster, id string, watched []string) (was, apart, from string, err error) {
	n.state.Lock()
	defer n.state.Unlock()
	if n.err != nil {
		return "", "", "", n.err
	}
	if was = n.ids[cluster]; was == id {
		return "", "", "", nil
	}
	if was != "" {
		apart = cluster + "@" + was
		n.rename(cluster, apart)
	}
	for name, other := range n.ids {
		if other == id && name != cluster {
			from = name
			n.rename(name, cluster)
		}
	}
	n.ids[cluster] = id
	return was, apart, from, nil
}

func (n *names) rename(from, to string) {
	n.locked(func() {
		n.incidents[to], n.histories[to] = n.incidents[from], n.histories[from]
		delete(n.incidents, from)
		delete(n.histories, from)
	})
	n.ids[to] = n.ids[from]
	delete(n.ids, from)
	for i := range n.incidents[to] {
		n.incidents[to][i].Cluster = to
	}
}

// recognising is a bench whose disk is that of a watch before.
func recognising(t *testing.T, d *names, f *fake) *bench {
	t.Helper()
	w := on(t, f)
	w.disk, w.o.Keeper = d.disk, d
	return w
}

// called is a fake cluster of an id that is watched by a name.
func called(name, id string) *fake {
	f := newFake(name)
	f.id = id
	f.down = []int32{2}
	return f
}

// alert is the alert of the broker that is gone.
func (w *bench) alert() (out notify.Alert) {
	w.t.Helper()
	w.teller.locked(func() {
		for _, a := range w.teller.last {
			if a.Labels[notify.LabelRule] == "cluster/broker-missing" {
				out = a
			}
		}
	})
	return out
}

// TestAnotherBootstrapListFindsTheIncidentsAgain: the same incident with the same
// start, and the same alert until it is over.
func TestAnotherBootstrapListFindsTheIncidentsAgain(t *testing.T) {
	inTime(t, func(t *testing.T) {
		d := &names{disk: newDisk(), ids: map[string]string{}}
		w := recognising(t, d, called("b1:9092", "id-a")).begin()
		w.pass(time.Minute)
		first := w.alert()
		w.stop()
		if first.Labels[notify.LabelCluster] != "b1:9092" {
			t.Fatalf("%+v", first)
		}
		since := w.cluster("b1:9092").Memory
		d.kinds()

		w.pass(time.Hour)
		f := called("b3:9092", "id-a")
		w = recognising(t, d, f).begin()
		w.pass(10 * time.Second)
		again := w.alert()
		if again.Key != first.Key || !again.StartsAt.Equal(first.StartsAt) || again.Labels[notify.LabelCluster] != "b1:9092" || !again.Firing() {
			t.Errorf("the alert is %+v\nand was %+v", again, first)
		}
		if in := w.cluster("b3:9092").Incidents; len(in) != 1 || in[0].Cluster != "b3:9092" || in[0].ID != first.Key {
			t.Errorf("%+v", in)
		}
		if got := w.cluster("b3:9092").Memory; got.Series < since.Series {
			t.Errorf("the history is new: %+v, and was %+v", got, since)
		}
		same(t, "what happened", d.kinds(), incident.EventMoved)
		f.locked(func() { f.down, f.flips = nil, true })
		w.pass(2 * time.Minute)
		if over := w.alert(); over.Key != first.Key || over.Firing() || over.Labels[notify.LabelCluster] != "b1:9092" {
			t.Errorf("at the end: %+v", over)
		}
		if !strings.Contains(w.log.String(), "this cluster was watched by another name before") {
			t.Errorf("the log says\n%s", w.log)
		}
		f.locked(func() { f.down, f.flips = []int32{3}, true })
		w.pass(time.Minute)
		w.teller.locked(func() {
			for _, a := range w.teller.last {
				if a.Labels[notify.LabelSubject] == "broker/3" && a.Labels[notify.LabelCluster] != "b3:9092" {
					t.Errorf("what is new goes by the old name: %+v", a)
				}
			}
		})
	})
}

// TestAnotherClusterBehindAName begins afresh: nothing of the first is held
// against it, and what was kept of the first is there still.
func TestAnotherClusterBehindAName(t *testing.T) {
	inTime(t, func(t *testing.T) {
		d := &names{disk: newDisk(), ids: map[string]string{}}
		w := recognising(t, d, called("plant", "id-a")).begin()
		w.pass(time.Minute)
		first := w.alert()
		w.stop()
		d.kinds()

		other := called("plant", "id-b")
		other.down = nil
		w = recognising(t, d, other).begin()
		w.pass(2 * time.Minute)
		same(t, "incidents", w.incidents("plant"))
		if a := w.alert(); a.Key != "" {
			t.Errorf("the alert of the other cluster is told: %+v", a)
		}
		if got := d.Incidents("plant@id-a"); len(got) != 1 || got[0].ID != first.Key || got[0].State != incident.Open || d.History("plant@id-a") == nil {
			t.Errorf("what was kept of the first: %+v", got)
		}
		same(t, "what happened", d.kinds(), incident.EventMoved)
		if !strings.Contains(w.log.String(), "lead to another cluster than before") || strings.Contains(w.log.String(), "resolved:") {
			t.Errorf("the log says\n%s", w.log)
		}
		w.stop()

		w = recognising(t, d, called("plant", "id-a")).begin() // and back
		w.pass(time.Minute)
		if a := w.alert(); a.Key != first.Key || !a.StartsAt.Equal(first.StartsAt) {
			t.Errorf("the first is back: %+v, want %s since %s", a, first.Key, first.StartsAt)
		}
	})
}

// TestAClusterThatWasSetApartIsFoundByAThirdName: its alert keeps the name that it
// was told by, and nobody was ever told NAME@ID.
func TestAClusterThatWasSetApartIsFoundByAThirdName(t *testing.T) {
	inTime(t, func(t *testing.T) {
		d := &names{disk: newDisk(), ids: map[string]string{}}
		w := recognising(t, d, called("plant", "id-a")).begin()
		w.pass(time.Minute)
		first := w.alert()
		w.stop()
		w = recognising(t, d, called("plant", "id-b")).begin()
		w.pass(time.Minute)
		w.stop()
		w = recognising(t, d, called("works", "id-a")).begin()
		w.pass(time.Minute)
		if a := w.alert(); a.Key != first.Key || a.Labels[notify.LabelCluster] != "plant" {
			t.Errorf("the alert is %+v\nand was %+v", a, first)
		}
	})
}

// TestTheClusterBehindANameChangesWhileItIsWatched: as at a start.
func TestTheClusterBehindANameChangesWhileItIsWatched(t *testing.T) {
	for name, keeper := range map[string]func() Keeper{
		"with a disk that knows ids": func() Keeper { return &names{disk: newDisk(), ids: map[string]string{}} },
		"with another":               func() Keeper { return newDisk() },
		"with none":                  func() Keeper { return nil },
		"with a disk that is broken": func() Keeper {
			return &names{disk: newDisk(), ids: map[string]string{}, err: errors.New("the disk is full")}
		},
	} {
		t.Run(name, func(t *testing.T) {
			inTime(t, func(t *testing.T) {
				f := called("plant", "id-a")
				w := on(t, f)
				if w.o.Keeper = keeper(); w.o.Keeper == nil {
					w.disk = nil
				}
				w.begin()
				w.pass(time.Minute)
				first := w.alert()
				f.locked(func() { f.id, f.flips = "id-b", true })
				w.pass(time.Minute)
				second := w.alert()
				if first.Key == "" || second.Key == "" || second.Key == first.Key {
					t.Errorf("first %s, then %s", first.Key, second.Key)
				}
			})
		})
	}
}

// TestAnIdentityThatCannotBeLookedUp is asked for again, and said once.
func TestAnIdentityThatCannotBeLookedUp(t *testing.T) {
	inTime(t, func(t *testing.T) {
		d := &names{disk: newDisk(), ids: map[string]string{}}
		w := recognising(t, d, called("b1:9092", "id-a")).begin()
		w.pass(time.Minute)
		first := w.alert()
		w.stop()
		d.breaks(errors.New("the disk is full"))
		w = recognising(t, d, called("b3:9092", "id-a")).begin()
		w.pass(30 * time.Second)
		if n := strings.Count(w.log.String(), "cannot be looked up"); n != 1 {
			t.Errorf("said %d times:\n%s", n, w.log)
		}
		own := w.alert()
		d.breaks(nil)
		w.pass(time.Minute)
		if a := w.alert(); own.Key == first.Key || a.Labels[notify.LabelCluster] == "" {
			t.Errorf("first %s, then %s, at the end %+v", first.Key, own.Key, a)
		}
		going := map[string]bool{}
		for _, in := range w.cluster("b3:9092").Incidents {
			going[in.ID] = in.State == incident.Open
		}
		if !going[first.Key] || going[own.Key] {
			t.Errorf("the older one goes on, and the other is over: %v, first %s, then %s", going, first.Key, own.Key)
		}
	})
}
