package produce

import (
	"math/rand/v2"
	"testing"
	"time"
	"unsafe"
)

// TestShelves: entries are told to be over when their time is, not before, and no more than
// two ticks later, whatever has come, gone and been replaced meanwhile.
func TestShelves(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	began := time.Unix(1_800_000_000, 0)
	d := newDesk(1<<40, began)
	in := map[*entry]bool{}
	now := began
	for range 20_000 {
		if rng.IntN(3) > 0 {
			e, err := d.enter(&errand{deadline: now.Sub(began) + time.Duration(rng.Int64N(int64(4*time.Second)))}, false)
			if err != nil || in[e] || e.state.Load() != entering {
				t.Fatalf("%v, it is another one: %t", err, in[e])
			}
			in[e] = true
		}
		for e := range in { // one leaves by itself
			if rng.IntN(3) == 0 {
				e.state.Store(ended)
				d.leave(e, rng.IntN(4) > 0, change{told: 1})
				delete(in, e)
			}
			break
		}
		now = now.Add(time.Duration(rng.Int64N(int64(tick))))
		due, more := d.over(now, nil)
		if more != (len(in) > 0) || len(due) > 0 && d.in.tells == false {
			t.Fatalf("%d are in, and others wait: %t", len(in), more)
		}
		for _, e := range due {
			if !in[e] || e.deadline > now.Sub(began) {
				t.Fatalf("an entry of %s came out at %s; it was in: %t", e.deadline, now.Sub(began), in[e])
			}
			e.state.Store(doubtful)
			d.leave(e, false, change{told: 1})
			delete(in, e)
		}
		d.told()
		for e := range in {
			if late := now.Sub(began) - e.deadline; late > 2*tick {
				t.Fatalf("an entry is %s late", late)
			}
		}
	}
	if n := d.numbers(); n.Owed != len(in) {
		t.Errorf("%d entries are owed, and %d are in", n.Owed, len(in))
	}
	if left := d.rest(); len(left) != len(in) {
		t.Errorf("%d of %d were left", len(left), len(in))
	}
}

// TestEntriesAreUsedAgain, also after some were replaced, so that there are no more of them
// than there ever were at once; none is used twice.
func TestEntriesAreUsedAgain(t *testing.T) {
	d := newDesk(1<<40, time.Now())
	for round := range 5 {
		var all []*entry
		places := map[int32]bool{}
		for range 3 * perShelf {
			e, err := d.enter(&errand{deadline: time.Minute}, false)
			if err != nil {
				t.Fatal(err)
			}
			if all = append(all, e); places[e.state.place()] {
				t.Fatalf("round %d: two are at %d", round, e.state.place())
			}
			places[e.state.place()] = true
		}
		for i, e := range all {
			e.state.Store(ended)
			d.leave(e, round < 3 || i%2 > 0, change{told: 1})
		}
	}
	if len(d.in.list) != 3 {
		t.Errorf("there are %d shelves for the entries of 3", len(d.in.list))
	}
}

// TestFewEntriesServeMany: what is free is taken first while it is in a cache, so that a
// budget with room for many makes no more entries than records are on their way at once.
func TestFewEntriesServeMany(t *testing.T) {
	d := newDesk(1<<40, time.Now())
	for range 100 * perShelf {
		e, err := d.enter(&errand{deadline: time.Minute}, false)
		if err != nil {
			t.Fatal(err)
		}
		e.state.Store(ended)
		d.leave(e, true, change{told: 1})
	}
	if len(d.in.list) > 1 {
		t.Errorf("there are %d shelves for one record at a time", len(d.in.list))
	}
}

// TestNoneIsUsedAgainBeforeItsTimeIsTold: who is about to tell that it is over would tell
// it of another record.
func TestNoneIsUsedAgainBeforeItsTimeIsTold(t *testing.T) {
	began := time.Now()
	d := newDesk(1<<40, began)
	for range perShelf {
		if _, err := d.enter(&errand{deadline: time.Second}, false); err != nil {
			t.Fatal(err)
		}
	}
	due, _ := d.over(began.Add(time.Second), nil)
	if len(due) != perShelf {
		t.Fatalf("%d of %d are over", len(due), perShelf)
	}
	due[0].state.Store(ended) // kgo's answer is faster
	d.leave(due[0], true, change{told: 1})
	for again := range 2 {
		e, err := d.enter(&errand{deadline: time.Second}, false)
		if err != nil || (e == due[0]) != (again == 1) {
			t.Errorf("%v, it is the one that is told: %t", err, e == due[0])
		}
		d.told()
		for d.in.taken < len(d.in.spare) {
			d.in.take(&errand{deadline: time.Second})
		}
	}
}

// TestTheClockIsSet by an hour, back and forth: what is over comes out in its time.
func TestTheClockIsSet(t *testing.T) {
	for _, by := range []time.Duration{-time.Hour, 0, time.Hour} {
		began := time.Now()
		d := newDesk(100, began)
		if _, err := d.enter(&errand{deadline: 30 * time.Second}, false); err != nil {
			t.Fatal(err)
		}
		if out, _ := d.over(set(t, began.Add(29*time.Second), by), nil); len(out) > 0 {
			t.Errorf("set by %s, it comes out early", by)
		}
		if out, _ := d.over(set(t, began.Add(30*time.Second), by), nil); len(out) != 1 {
			t.Errorf("set by %s, it does not come out", by)
		}
	}
}

// set is a time of a clock that was set since the process began: its seconds of the day
// lie in the first word above 30 bits, its monotonic reading in the second.
func set(t *testing.T, at time.Time, by time.Duration) time.Time {
	t.Helper()
	out := at
	*(*uint64)(unsafe.Pointer(&out)) += uint64(int64(by/time.Second)) << 30
	if out.Sub(at) != 0 || out.Round(0).Sub(at.Round(0)) != by {
		t.Skip("a time.Time looks otherwise here")
	}
	return out
}
