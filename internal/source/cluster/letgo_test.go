package cluster

import (
	"testing"

	"github.com/twmb/franz-go/pkg/kmsg"
)

// TestConnectionsToAddressesThatNobodyHas are closed after the look that finds
// so, and what was sent over them is told.
func TestConnectionsToAddressesThatNobodyHas(t *testing.T) {
	f := begin(t, 3)
	w := watcher{NewSteady(options(t, f.brokers[0].address)), t}
	t.Cleanup(w.Close)
	w.look(seldom)
	w.Spent()
	old := w.pool.of[f.brokers[2].address]
	if old == nil || old.connections() == 0 {
		t.Fatal("there is no connection to broker 2")
	}
	f.locked(func() { f.on(0, 1); f.brokers = f.brokers[:2] })
	w.look(often)
	if len(w.pool.of) != 2 || old.connections() > 0 {
		t.Errorf("there are wires to %d addresses, and %d connections to one that nobody has", len(w.pool.of), old.connections())
	}
	three := w.Spent()["ApiVersions"]
	if again := w.Spent(); len(again) > 0 {
		t.Errorf("it is told twice: %v", again)
	}
	w.look(often)
	if two := w.Spent()["ApiVersions"]; three.Requests != two.Requests+1 || three.Sent <= two.Sent {
		t.Errorf("with the broker that has gone %+v was spent, without it %+v", three, two)
	}
}

// TestConnectionsThatAreKept: those to bootstrap addresses that lead nowhere at
// present, and those of the look that is remembered while nobody answers.
func TestConnectionsThatAreKept(t *testing.T) {
	f := begin(t, 3)
	given := refusing(t)
	w := watcher{NewSteady(options(t, f.brokers[0].address+","+given)), t}
	t.Cleanup(w.Close)
	w.look(seldom)
	all := []string{given}
	for _, b := range f.brokers {
		all = append(all, b.address)
	}
	holds := func(when string) {
		t.Helper()
		for _, address := range all {
			if w.pool.of[address] == nil {
				t.Errorf("%s: the wires to %s are gone", when, address)
			}
		}
	}
	holds("at first")
	w.look(often)
	holds("in a light look")
	f.locked(func() { f.cut = func(int32, kmsg.Request) bool { return true } })
	w.look(often)
	w.look(seldom)
	holds("while nobody answers")
	f.locked(func() { f.cut = nil })
	if s := w.look(often); s.known()["answered"] != 3 || len(s.Topics) != 2 {
		t.Errorf("who is back is not seen: known %v", s.known())
	}
}

// TestAddressesThatChange again and again leave nothing open.
func TestAddressesThatChange(t *testing.T) {
	f := begin(t, 3)
	f.on(0, 1)
	f.brokers = f.brokers[:2]
	w := watcher{NewSteady(options(t, f.brokers[0].address)), t}
	t.Cleanup(w.Close)
	w.look(seldom)
	for i := range int32(4) {
		f.locked(func() { f.brokers = f.brokers[:2]; f.lists(10+i, refusing(t)) })
		w.look(often)
		if n := len(w.pool.of); n != 3 {
			t.Errorf("after %d changes there are wires to %d addresses, want 3", i+1, n)
		}
	}
}
