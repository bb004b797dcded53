package produce

import (
	"math/bits"
	"math/rand/v2"
	"slices"
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
	most := 0
	now := began
	for range 20_000 {
		if rng.IntN(3) > 0 {
			e, err := d.enter(&errand{deadline: now.Sub(began) + time.Duration(rng.Int64N(int64(4*time.Second)))}, false)
			if err != nil || in[e] || e.state.Load() != entering {
				t.Fatalf("%v, it is another one: %t", err, in[e])
			}
			in[e] = true
			most = max(most, len(in))
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
	if n := len(d.in.list) * perShelf; n > ample(most)+perShelf {
		t.Errorf("there are %d entries, and %d were in at once at most", n, most)
	}
	if left := d.rest(); len(left) != len(in) {
		t.Errorf("%d of %d were left", len(left), len(in))
	}
}

// TestEntriesAreUsedAgain, also after some were replaced, so that there are no more of them
// than there ever were at once; none is used twice. They are taken by their places, however
// they have left.
func TestEntriesAreUsedAgain(t *testing.T) {
	d := newDesk(1<<40, time.Now())
	var inOrder []int32
	for i := range int32(3 * perShelf) {
		inOrder = append(inOrder, i)
	}
	rng := rand.New(rand.NewPCG(3, 4))
	for round := range 5 {
		var all []*entry
		var order []int32
		places := map[int32]bool{}
		for range inOrder {
			e, err := d.enter(&errand{deadline: time.Minute}, false)
			if err != nil {
				t.Fatal(err)
			}
			if all = append(all, e); places[e.state.place()] {
				t.Fatalf("round %d: two are at %d", round, e.state.place())
			}
			places[e.state.place()] = true
			order = append(order, e.state.place())
		}
		if !slices.Equal(order, inOrder) {
			t.Errorf("round %d: they were taken in the order %v", round, order)
		}
		rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		for i, e := range all {
			e.state.Store(ended)
			d.leave(e, round < 3 || i%2 > 0, change{told: 1})
		}
	}
	if len(d.in.list) != 3 {
		t.Errorf("there are %d shelves for the entries of 3", len(d.in.list))
	}
}

// TestFewEntriesServeMany: a budget with room for many makes no more entries than records are
// on their way at once, also where what was left is taken over meanwhile.
func TestFewEntriesServeMany(t *testing.T) {
	d := newDesk(1<<40, time.Now())
	for i := range 100 * perShelf {
		enterAndLeave(t, d)
		if i%3 == 0 {
			d.free()
		}
	}
	if len(d.in.list) > 1 {
		t.Errorf("there are %d shelves for one record at a time", len(d.in.list))
	}
}

// TestAfterManyFewEntriesServe: records that came all at once leave as many entries, of which
// a lap is enough for those that come one by one behind them.
func TestAfterManyFewEntriesServe(t *testing.T) {
	d := newDesk(1<<40, time.Now())
	var all []*entry
	for range 10 * lap {
		e, err := d.enter(&errand{deadline: time.Minute}, false)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, e)
	}
	for _, e := range all {
		e.state.Store(ended)
		d.leave(e, true, change{told: 1})
	}
	const stay = 5
	for range stay {
		if _, err := d.enter(&errand{deadline: time.Minute}, false); err != nil {
			t.Fatal(err)
		}
	}
	used := map[*entry]bool{}
	for range 100 * lap {
		used[enterAndLeave(t, d)] = true
	}
	if len(used) > lap {
		t.Errorf("%d of %d entries serve one record at a time", len(used), len(all))
	}
	if n := d.spare(); n != 10*lap-stay {
		t.Errorf("%d of %d entries are free, and %d are not", n, 10*lap, stay)
	}
}

// TestTheOrderLasts: many records are on their way at any time, to several partitions by their
// keys, and are answered when the batch of their partition is full. Those that come behind each
// other mostly have entries side by side as at first, however often they were used.
func TestTheOrderLasts(t *testing.T) {
	const onTheirWay, batch = 8*lap + 7, 32
	rng := rand.New(rand.NewPCG(5, 6))
	d := newDesk(1<<40, time.Now())
	partitions := make([][]*entry, 8)
	var full [][]*entry
	in, apart, before := 0, 0, int32(-1)
	const many = 100 * onTheirWay
	for range many {
		e, err := d.enter(&errand{deadline: time.Minute}, false)
		if err != nil {
			t.Fatal(err)
		}
		if e.state.place() != before+1 {
			apart++
		}
		before = e.state.place()
		at := rng.IntN(len(partitions))
		if partitions[at] = append(partitions[at], e); len(partitions[at]) == batch {
			full, partitions[at] = append(full, partitions[at]), nil
		}
		for in++; in >= onTheirWay; in -= batch {
			for _, e := range full[0] {
				e.state.Store(ended)
				d.leave(e, true, change{told: 1})
			}
			full = full[1:]
		}
	}
	if apart > many/4 {
		t.Errorf("of %d neighbours %d are not", many, apart)
	}
	if all := len(d.in.list) * perShelf; d.spare()+in != all || all > ample(onTheirWay)+perShelf {
		t.Errorf("of %d entries %d are free, and %d records are on their way", all, d.spare(), in)
	}
}

// spare is how many entries are free.
func (d *desk) spare() int {
	n := len(d.out.free) + bits.OnesCount64(d.in.here)
	for i := range d.in.list {
		n += bits.OnesCount64(d.in.list[i].free)
	}
	return n
}

func enterAndLeave(t *testing.T, d *desk) *entry {
	t.Helper()
	e, err := d.enter(&errand{deadline: time.Minute}, false)
	if err != nil {
		t.Fatal(err)
	}
	e.state.Store(ended)
	d.leave(e, true, change{told: 1})
	return e
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
		for d.in.take(&errand{deadline: time.Second}) != nil { // all that are free
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
