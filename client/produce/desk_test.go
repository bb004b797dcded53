package produce

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"
	"unsafe"
)

// TestWheel: entries come out when their time is over, not before, and no more than two
// ticks later, also where the wheel has turned and where nobody looked for long.
func TestWheel(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	began := time.Unix(1_800_000_000, 0)
	w := wheel{began: began}
	due, in := map[*entry]time.Time{}, 0
	now := began
	for range 4000 {
		if rng.IntN(3) > 0 {
			e := &entry{slot: -1, deadline: now.Add(time.Duration(rng.Int64N(int64(40*time.Second))) - time.Second)}
			w.add(e)
			due[e], in = now, in+1
		}
		for e := range due { // one leaves by itself
			if rng.IntN(4) == 0 && w.unlink(e) {
				delete(due, e)
				in--
			}
			break
		}
		now = now.Add(time.Duration(rng.Int64N(int64(50 * time.Millisecond))))
		if rng.IntN(500) == 0 {
			now = now.Add(time.Minute)
		}
		for _, e := range w.over(now, nil) {
			if e.deadline.After(now) || e.slot != -1 || w.unlink(e) {
				t.Fatalf("an entry of %s came out at %s", e.deadline, now)
			}
			delete(due, e)
			in--
		}
		for e, added := range due {
			if late := now.Sub(e.deadline); late > 2*tick && now.Sub(added) > 2*tick {
				t.Fatalf("an entry is %s late", late)
			}
		}
		if w.count != in {
			t.Fatalf("%d entries are counted, and %d are in", w.count, in)
		}
	}
	if left := w.rest(); len(left) != in || w.count != 0 {
		t.Errorf("%d of %d were left", len(left), in)
	}
}

// TestTheClockIsSet by an hour, back and forth: what is over comes out in its time.
func TestTheClockIsSet(t *testing.T) {
	for _, by := range []time.Duration{-time.Hour, 0, time.Hour} {
		began := time.Now()
		w := wheel{began: began}
		w.add(&entry{slot: -1, deadline: began.Add(30 * time.Second)})
		if out := w.over(set(t, began.Add(29*time.Second), by), nil); len(out) > 0 {
			t.Errorf("set by %s, it comes out early", by)
		}
		if out := w.over(set(t, began.Add(30*time.Second+2*tick), by), nil); len(out) != 1 {
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

// TestRoomIsGivenInTurn: a large one that waits first is not overtaken by small ones, and
// one that gives up is no longer in the way.
func TestRoomIsGivenInTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(100, time.Now())
		if !d.room.try(80) {
			t.Fatal("there is no room")
		}
		var order []int64
		take := func(ctx context.Context, cost int64) {
			if err := d.wait(ctx, cost); err == nil {
				order = append(order, cost)
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		go take(ctx, 90)
		synctest.Wait()
		go take(t.Context(), 10)
		synctest.Wait()
		if d.room.try(5) || len(order) > 0 {
			t.Error("somebody has overtaken the one who waits")
		}
		cancel()
		synctest.Wait()
		if len(order) != 1 || order[0] != 10 {
			t.Errorf("%v have got in after the first has given up", order)
		}
		go take(t.Context(), 60)
		synctest.Wait()
		d.mu.Lock()
		d.room.give(80)
		d.mu.Unlock()
		synctest.Wait()
		if len(order) != 2 || d.room.free != 30 {
			t.Errorf("%v are in, %d is free", order, d.room.free)
		}
	})
}

// TestTheDeskIsClosed for those who come and for those who wait.
func TestTheDeskIsClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(10, time.Now())
		in := &entry{slot: -1, cost: 10, deadline: time.Now().Add(time.Second)}
		if err := d.enter(in, false); err != nil {
			t.Fatal(err)
		}
		if err := d.enter(&entry{slot: -1, cost: 1}, false); err != errFull {
			t.Errorf("a full desk says %v", err)
		}
		waits := make(chan error, 1)
		go func() { waits <- d.wait(t.Context(), 5) }()
		synctest.Wait()
		d.close()
		d.close()
		if err := <-waits; !errors.Is(err, ErrClosed) {
			t.Errorf("who waited is told %v", err)
		}
		if err := d.wait(t.Context(), 1); !errors.Is(err, ErrClosed) {
			t.Errorf("who comes is told %v", err)
		}
		select {
		case <-d.landed:
			t.Error("a record is owed")
		default:
		}
		if !d.leave(in, -1, 0, 0) || d.leave(in, 0, 0, 0) {
			t.Error("it was not alone, or twice")
		}
		<-d.landed
		late := &entry{slot: -1, cost: 3}
		before := d.room.free
		if err := d.enter(late, true); !errors.Is(err, ErrClosed) || d.room.free != before+3 {
			t.Errorf("%v, %d is free", err, d.room.free)
		}
	})
}
