package produce

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// TestRoomIsGivenInTurn: a large one that waits first is not overtaken by small ones, and
// one that gives up is no longer in the way.
func TestRoomIsGivenInTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(100, time.Now())
		large, err := d.enter(&errand{cost: 80, deadline: time.Hour}, false)
		if err != nil {
			t.Fatal(err)
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
		if d.tries(5) || len(order) > 0 {
			t.Error("somebody has overtaken the one who waits")
		}
		cancel()
		synctest.Wait()
		if len(order) != 1 || order[0] != 10 {
			t.Errorf("%v have got in after the first has given up", order)
		}
		go take(t.Context(), 60)
		synctest.Wait()
		d.leave(large, true, change{told: 1})
		synctest.Wait()
		if len(order) != 2 || d.free() != 30 {
			t.Errorf("%v are in, %d is free", order, d.free())
		}
	})
}

// TestALittleRoom is given with the next tick, and much at once, so that a sender does not
// wake for each record.
func TestALittleRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(1600, time.Now())
		var in []*entry
		for _, cost := range []int64{1400, 99, 99, 2} {
			e, err := d.enter(&errand{cost: cost, deadline: time.Hour}, false)
			if err != nil {
				t.Fatal(err)
			}
			in = append(in, e)
		}
		waits := func(cost int64) chan error {
			got := make(chan error, 1)
			go func() { got <- d.wait(t.Context(), cost) }()
			synctest.Wait()
			return got
		}
		first := waits(60)
		d.leave(in[1], true, change{told: 1})
		synctest.Wait()
		if len(first) > 0 {
			t.Error("it was woken for a little room")
		}
		if _, more := d.over(time.Now(), nil); !more {
			t.Error("nobody is said to wait")
		}
		synctest.Wait()
		if len(first) == 0 {
			t.Fatal("it was not let in with the tick")
		}
		second := waits(90)
		d.leave(in[2], true, change{told: 1})
		d.leave(in[3], true, change{told: 1})
		synctest.Wait()
		if len(second) == 0 {
			t.Error("it was not let in at once")
		}
		d.leave(in[0], true, change{told: 1})
		if d.free() != 1450 || d.waited.Load() != forNobody {
			t.Errorf("%d is free, and who leaves looks for %d", d.free(), d.waited.Load())
		}
	})
}

// TestTheDeskIsClosed for those who come and for those who wait.
func TestTheDeskIsClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(10, time.Now())
		in, err := d.enter(&errand{cost: 10, deadline: time.Second}, false)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.enter(&errand{cost: 1}, false); err != errFull {
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
		d.leave(in, true, change{told: 1})
		<-d.landed
		before := d.free()
		if _, err := d.enter(&errand{cost: 3}, true); !errors.Is(err, ErrClosed) || d.free() != before+3 {
			t.Errorf("%v, %d is free", err, d.free())
		}
	})
}

// TestWhoTakesOverGivesRoom: somebody who looks for room in vain, or only for how much there
// is, takes over what was left, which is less than is told at once. Who waits has it then.
func TestWhoTakesOverGivesRoom(t *testing.T) {
	for name, looks := range map[string]func(*desk){
		"a record":   func(d *desk) { d.enter(&errand{cost: 1 << 20}, false) },
		"the shares": func(d *desk) { d.free() },
		"a scrape":   func(d *desk) { d.numbers() },
	} {
		const little = 60 << 10
		d := newDesk(1<<20, time.Now())
		small, err := d.enter(&errand{cost: little, deadline: time.Minute}, false)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.enter(&errand{cost: 1<<20 - little, deadline: time.Minute}, false); err != nil {
			t.Fatal(err)
		}
		g := &guest{cost: little, in: make(chan struct{})}
		d.queues(g)
		small.state.Store(ended)
		d.leave(small, true, change{told: 1})
		select {
		case <-g.in:
			t.Fatalf("%s: a little room is told at once", name)
		default:
		}
		looks(d)
		select {
		case <-g.in:
		default:
			t.Errorf("%s has taken over what somebody waits for", name)
		}
	}
}
